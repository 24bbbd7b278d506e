import Bytes
import Themes

/// Lets through only what looks like an identifier, so that no foreign sentence becomes a title.
package enum CheckedName {
  static let limit = 64

  /// The characters of a type, a function or a file: letters, digits and `_.:$<>`.
  static func isNameByte(_ byte: UInt8) -> Bool {
    if ASCII.isAlphanumeric(byte) { return true }
    switch byte {
    case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "$"), UInt8(ascii: "<"),
      UInt8(ascii: ">"):
      return true
    default: return false
    }
  }

  /// Returns the last part of an error's type; `Error` where it is none that can be shown.
  package static func errorType(_ type: String) -> String {
    var run = ByteText(Array(type.utf8.prefix(4 * limit))).trimmed
    while let byte = run.first, byte == UInt8(ascii: "*") || byte == UInt8(ascii: "&") { run = run.dropFirst() }
    if let cut = run.firstIndex(where: { [UInt8(ascii: "<"), UInt8(ascii: "["), UInt8(ascii: "`")].contains($0) }) {
      run = run[..<cut]
    }
    guard run.allSatisfy({ isNameByte($0) || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }) else {
      return "Error"
    }
    let separators: [UInt8] = [".", ":", "/", "\\", "$"].map { UInt8(ascii: $0) }
    let name = run.split(whereSeparator: separators.contains).last ?? []
    guard name.count > 1, name.count <= limit, name.first.map(ASCII.isDigit) == false, !Suspicion.isIn(name: name.text)
    else { return "Error" }
    return name.text
  }

  /// Returns a service's name as it may be shown; empty where it may not.
  package static func service(_ name: String) -> String {
    let isChecked =
      name.utf8.count <= limit
      && name.utf8.allSatisfy { isNameByte($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") }
    return isChecked && !Suspicion.isIn(name: name) ? name : ""
  }

  /// Returns a flag and its variant, as `flag=variant`, as they may be shown; empty where they may not.
  package static func variant(_ name: String) -> String {
    let parts = name.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { service(String($0)) }
    return parts.count == 2 && !parts.contains("") && !Suspicion.isIn(name: name) ? parts.joined(separator: "=") : ""
  }

  /// Returns a route, screen or feature with its ids replaced, as it may be shown; empty where it may not.
  ///
  /// `GET /orders/8812/items?page=2` becomes `GET /orders/{id}/items`.
  package static func surface(_ name: String) -> String {
    let text = name.prefix { $0 != "?" && $0 != "#" }
    guard text.utf8.count <= 2 * limit else { return "" }
    let words = text.split(separator: " ")
    guard words.count <= 2 else { return "" }
    let shown = words.map { word in
      word.split(separator: "/", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : part($0) }
        .joined(separator: "/")
    }.joined(separator: " ")
    let isChecked = shown.utf8.allSatisfy { isNameByte($0) || " /-{}*@".utf8.contains($0) }
    return isChecked && !Suspicion.isIn(name: shown) ? shown : ""
  }

  /// Replaces a part of a path that names one thing among many.
  private static func part(_ part: Substring) -> String {
    if part.hasPrefix("{") || part.hasPrefix(":") || part.hasPrefix("<") || part.hasPrefix("[") { return "{id}" }
    let digits = part.utf8.filter(ASCII.isDigit).count
    let isVersion = part.utf8.count <= 3 && part.hasPrefix("v")
    let isLong = part.utf8.count > 24 && digits > 0
    return digits > 0 && !isVersion && (digits * 2 >= part.utf8.count || digits > 3 || isLong) ? "{id}" : String(part)
  }
}
