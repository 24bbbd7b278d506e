import Bytes

/// Takes from a file's path what differs between machines and builds.
enum FileName {
  static let limit = 64

  /// Names that say nothing without the folder they lie in.
  private static let vague: Set<String> = [
    "__init__", "app", "handler", "index", "init", "lambda_function", "lib", "main", "mod", "page", "route", "server",
    "utils",
  ]

  /// Returns the base name without query, line, hash or folder; with its folder where the name is vague.
  static func clean(_ path: ByteText) -> String {
    let parts = bare(path).split(whereSeparator: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") })
    guard let last = parts.last else { return "" }
    let name = withoutHash(last)
    guard isChecked(name) else { return "" }
    let stem = name.prefix { $0 != UInt8(ascii: ".") }
    if vague.contains(stem.text), parts.count > 1, isChecked(parts[parts.count - 2]) {
      return "\(parts[parts.count - 2].text)/\(name.text)"
    }
    return name.text
  }

  private static func bare(_ path: ByteText) -> ByteText {
    var run = path.trimmed
    for mark: StaticString in ["?", "#"] {
      if let cut = run.first(mark) { run = run[..<cut] }
    }
    return run
  }

  private static func isChecked(_ name: ByteText) -> Bool {
    !name.isEmpty && name.count <= limit && name.allSatisfy { CheckedName.isNameByte($0) || $0 == UInt8(ascii: "-") }
  }

  /// Drops the content hash that bundlers put between the name and the ending: `app.3f2a1b9c.js`, `main-BX3kd9aZ.js`.
  private static func withoutHash(_ name: ByteText) -> ByteText {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return name }
    let stem = name[..<dot]
    guard let mark = stem.lastIndex(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }),
      mark > stem.startIndex, isHash(stem[(mark + 1)...])
    else { return name }
    return ByteText(Array(stem[..<mark]) + Array(name[dot...]))
  }

  private static func isHash(_ run: ByteText) -> Bool {
    guard run.count >= 6, run.allSatisfy({ ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "_") }) else { return false }
    // A hash mixes digits in; `checkout-payment` does not.
    return run.contains(where: ASCII.isDigit)
  }
}
