import Bytes

/// How each language prints one call of a stack.
enum FrameShape {
  /// Reads a line without its indentation; nil where it is no frame.
  ///
  /// Go prints the place under the name, so that the line before is needed too.
  static func read(_ line: ByteText, after previous: ByteText) -> StackFrame? {
    guard line.count > 3, line.count <= 2_048 else { return nil }
    if line.begins("File \"") { return python(line) }
    if line.begins("at ") { return at(line.dropping("at ")) }
    if let frame = go(line, after: previous) { return frame }
    if let frame = ruby(line) { return frame }
    if let frame = swift(line) { return frame }
    if let frame = gecko(line) { return frame }
    return plain(line)
  }

  /// Python: `File "/app/cart.py", line 12, in total`.
  private static func python(_ line: ByteText) -> StackFrame? {
    let rest = line.dropping("File \"")
    guard let end = rest.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
    let tail = rest[end...]
    let name = tail.first(", in ").map { tail[($0 + 5)...] } ?? []
    return StackFrame(function: name, path: rest[..<end])
  }

  /// JavaScript in V8, Java and .NET all begin with `at`.
  private static func at(_ line: ByteText) -> StackFrame? {
    if let place = line.last(":line "), let start = line[..<place].first(" in ") {
      return StackFrame(function: line[..<start], path: line[(start + 4)..<place])
    }
    guard line.last == UInt8(ascii: ")"), let open = line.lastIndex(of: UInt8(ascii: "(")) else {
      let place = withoutPosition(line.dropping("async "))
      return place.count < line.count ? StackFrame(function: [], path: place) : nil
    }
    let head = line[..<open].trimmed
    let inner = line[(open + 1)...].dropLast()
    if isScript(inner) { return StackFrame(function: head, path: withoutPosition(inner)) }
    // What is left is `pkg.Class.method(Class.java:12)`, or .NET without symbols: `Shop.Cart.Total(Int32 n)`.
    let module = head.first("//").map { head[($0 + 2)...] } ?? head
    let file = javaFile(inner)
    return StackFrame(function: head, path: file.isEmpty ? className(module) : file, module: module)
  }

  private static func isScript(_ inner: ByteText) -> Bool {
    inner.begins("native") || inner.begins("<anonymous>") || inner.begins("node:")
      || (withoutPosition(inner).count < inner.count && !isJavaFile(withoutPosition(inner)))
  }

  private static func isJavaFile(_ name: ByteText) -> Bool {
    name.ends(".java") || name.ends(".kt") || name.ends(".scala") || name.ends(".groovy") || name.ends(".clj")
  }

  private static func javaFile(_ inner: ByteText) -> ByteText {
    let name = withoutPosition(inner)
    return isJavaFile(name) ? name : []
  }

  /// The class of a method whose file is not known.
  private static func className(_ method: ByteText) -> ByteText {
    let parts = method.split(whereSeparator: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "+") })
    guard parts.count > 1 else { return [] }
    // Closures and state machines are classes of their own inside the one that was written.
    let written = parts.dropLast().last { !$0.begins("<") && !$0.contains(UInt8(ascii: "$")) } ?? []
    return written.firstIndex(of: UInt8(ascii: "`")).map { written[..<$0] } ?? written
  }

  /// Go: `main.total(0xc000012)` above `/app/cart.go:42 +0x1d`.
  private static func go(_ line: ByteText, after previous: ByteText) -> StackFrame? {
    guard let end = line.first(".go:"), !line[..<end].contains(UInt8(ascii: " ")) else { return nil }
    let path = line[..<(end + 3)]
    let isName = previous.contains(UInt8(ascii: "(")) || previous.begins("created by ")
    let name = isName ? previous.dropping("created by ") : []
    return StackFrame(function: name, path: path, module: name)
  }

  // Ruby prints "app/cart.rb:12:in `total'", and since 3.4 "'Cart#total'".
  private static func ruby(_ line: ByteText) -> StackFrame? {
    let rest = line.dropping("from ")
    guard let mark = rest.first(":in "), mark + 5 < rest.endIndex else { return nil }
    let quote = rest[mark + 4]
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "`") else { return nil }
    let name = rest[(mark + 5)...]
    let end = name.lastIndex(of: UInt8(ascii: "'")) ?? name.endIndex
    return StackFrame(function: name[..<end], path: withoutPosition(rest[..<mark]))
  }

  // Swift prints "3 0x0000 Cart.total(_:) + 44 in shop at /app/Cart.swift:42:7", the debugger
  // "frame #1: 0x00 shop`total at Cart.swift:42", and Apple "3  Shop  0x0000 Cart.total(_:) + 44 (Cart.swift:42)".
  private static func swift(_ line: ByteText) -> StackFrame? {
    guard let end = line.first(".swift:") else { return nil }
    let start = line[..<end].last(" at ").map { $0 + 4 } ?? line[..<end].last("(").map { $0 + 1 }
    guard let start else { return nil }
    var name = line[..<start]
    if let address = name.first("0x") {
      name = name[address...]
      name = name.firstIndex(of: UInt8(ascii: " ")).map { name[($0 + 1)...] } ?? []
    }
    if let tick = name.firstIndex(of: UInt8(ascii: "`")) { name = name[(tick + 1)...] }
    for tail: StaticString in [" + ", " at ", " ("] {
      if let cut = name.last(tail) { name = name[..<cut] }
    }
    return StackFrame(function: name, path: line[start..<(end + 6)])
  }

  /// Firefox and Safari: `total@https://shop.example/app.js:10:5`.
  private static func gecko(_ line: ByteText) -> StackFrame? {
    guard let mark = line.firstIndex(of: UInt8(ascii: "@")) else { return nil }
    let path = withoutPosition(line[(mark + 1)...])
    guard path.count < line.endIndex - mark - 1 || path.begins("[native") else { return nil }
    let name = line[..<mark]
    guard !name.contains(UInt8(ascii: " ")) else { return nil }
    // Inner functions print as `total/<`.
    return StackFrame(function: name.firstIndex(of: UInt8(ascii: "/")).map { name[..<$0] } ?? name, path: path)
  }

  /// What collectors shorten stacks to: `cart/total.py in total` or `cart/total.py:12 in total`.
  private static func plain(_ line: ByteText) -> StackFrame? {
    guard let mark = line.first(" in "), mark > line.startIndex else { return nil }
    let path = withoutPosition(line[..<mark])
    let name = line[(mark + 4)...].trimmed
    guard !path.contains(UInt8(ascii: " ")), path.contains(UInt8(ascii: ".")), !name.contains(UInt8(ascii: " ")) else {
      return nil
    }
    return StackFrame(function: name, path: path)
  }

  /// Drops `:12` or `:12:7` from the end.
  private static func withoutPosition(_ place: ByteText) -> ByteText {
    var run = place
    for _ in 0..<2 {
      guard let colon = run.lastIndex(of: UInt8(ascii: ":")), colon + 1 < run.endIndex,
        run[(colon + 1)...].allSatisfy(ASCII.isDigit)
      else { break }
      run = run[..<colon]
    }
    return run
  }
}
