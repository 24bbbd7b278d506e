import Bytes

/// Takes from a function's name what compilers and runtimes put there.
enum FunctionName {
  /// Longer names are cut: they are generated, and nobody reads them.
  static let limit = 64

  /// Returns the last part of a name, or nothing where it is a lambda's or a minifier's.
  static func clean(_ name: ByteText) -> String {
    var run = dotNet(withoutWrapping(name.trimmed)).trimmed
    run = withoutGenerics(withoutArguments(run))
    run = withoutTail(run)
    run = javaLambda(lastPart(run))
    run = withoutTail(run)
    if let cut = run.first("$$") { run = run[..<cut] }
    guard run.count <= limit, run.count > 2, isNamed(run) else { return "" }
    let text = run.text
    return text.utf8.allSatisfy(CheckedName.isNameByte) ? text : ""
  }

  private static let wrappings: [StaticString] = [
    "async ", "new ", "from ", "static ", "class ", "specialized ", "partial apply for ", "partial apply ", "@objc ",
    "protocol witness for ", "merged ", "reabstraction thunk helper from ", "created by ", "rescue in ", "ensure in ",
    "block in ",
  ]

  /// Drops words before the name: `closure #1 in`, `block (2 levels) in`, `async`, `created by`.
  private static func withoutWrapping(_ name: ByteText) -> ByteText {
    var run = name
    var changed = true
    while changed {
      changed = false
      for word in wrappings where run.begins(word) {
        run = run.dropping(word)
        changed = true
      }
      if run.begins("closure #") || run.begins("implicit closure #") || run.begins("block (") || run.begins("("),
        let end = run.first(" in ") ?? run.first(" for ")
      {
        run = run[(end + (run.matches(" in ", at: end) ? 4 : 5))...]
        changed = true
      }
    }
    for tail: StaticString in [" [as ", " in goroutine "] {
      if let cut = run.first(tail) { run = run[..<cut] }
    }
    return run
  }

  /// Gives the method that a .NET compiler made a closure or a state machine of: `<Pay>d__4.MoveNext`, `<Pay>b__0`.
  private static func dotNet(_ name: ByteText) -> ByteText {
    guard let end = name.last(">d__") ?? name.last(">b__") ?? name.last(">g__"),
      let start = name[..<end].lastIndex(of: UInt8(ascii: "<")), start + 1 < end
    else { return name }
    return name[(start + 1)..<end]
  }

  /// Gives the method around a Java lambda: `lambda$pay$0`.
  private static func javaLambda(_ name: ByteText) -> ByteText {
    guard name.begins("lambda$") else { return name }
    let inner = name.dropping("lambda$")
    return inner[..<(inner.lastIndex(of: UInt8(ascii: "$")) ?? inner.endIndex)]
  }

  /// Cuts at the arguments; a receiver in brackets, as in `(*Cart).Apply`, is none.
  private static func withoutArguments(_ name: ByteText) -> ByteText {
    var start = name.startIndex
    while let open = name[start...].firstIndex(of: UInt8(ascii: "(")) {
      guard let close = name[open...].firstIndex(of: UInt8(ascii: ")")), name.matches(").", at: close) else {
        return name[..<open]
      }
      start = close
    }
    return name
  }

  /// Drops `[...]`, `<T>` and a `` `1 `` of arity; a name wholly in angle brackets stays, for Python's `<module>`.
  private static func withoutGenerics(_ name: ByteText) -> ByteText {
    var run = name
    for open in [UInt8(ascii: "["), UInt8(ascii: "`")] {
      if let cut = run.firstIndex(of: open) { run = run[..<cut] }
    }
    if let cut = run.firstIndex(of: UInt8(ascii: "<")), cut > run.startIndex, run[cut - 1] != UInt8(ascii: ".") {
      run = run[..<cut]
    }
    return run
  }

  /// Drops counters that closures get: `.func1.2`, `$1`, `-fm`.
  private static func withoutTail(_ name: ByteText) -> ByteText {
    var run = name
    while let cut = run.lastIndex(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "$") }), cut > run.startIndex {
      let tail = run[(cut + 1)...].dropping("func").dropping("gowrap").dropping("deferwrap")
      guard tail.allSatisfy(ASCII.isDigit) else { break }
      run = run[..<cut]
    }
    return run.ends("-fm") ? run.dropLast(3) : run
  }

  private static func lastPart(_ name: ByteText) -> ByteText {
    if name.first == UInt8(ascii: "<") { return name }
    let separators: [UInt8] = [UInt8(ascii: "."), UInt8(ascii: "#"), UInt8(ascii: ":"), UInt8(ascii: "/")]
    let cut = name.lastIndex { separators.contains($0) }
    return cut.map { name[($0 + 1)...] } ?? name
  }

  private static let nameless: Set<String> = [
    "anonymous", "<anonymous>", "<lambda>", "<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>", "<unknown>",
    "unknown",
    "eval", "lambda_method", "MoveNext", "native",
  ]

  private static func isNamed(_ name: ByteText) -> Bool {
    !nameless.contains(name.text) && !name.begins("access$") && !name.begins("$s") && !name.begins("_$s")
  }
}
