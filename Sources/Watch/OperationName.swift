/// What an operation is called once the ids are taken out of it, so that all its runs have one name.
enum OperationName {
  static let placeholder = "{id}"
  /// Segments of a path that are kept.
  private static let segmentLimit = 16

  /// Names the operation of a span: its route where it has one, else its own name; paths in both become templates.
  static func name(span: String, route: String, method: String, path: String) -> String {
    let template = templated(span)
    if route.isEmpty {
      // A name that is only a method says less than the path.
      guard !path.isEmpty, span.isEmpty || span == method else { return template }
      return method.isEmpty ? templatedPath(path) : "\(method) \(templatedPath(path))"
    }
    let surface = templatedPath(route)
    if template.hasSuffix(surface) { return template }
    return method.isEmpty ? surface : "\(method) \(surface)"
  }

  /// Replaces what looks like an id in the words of a name, and in the paths among them.
  static func templated(_ name: String) -> String {
    guard name.utf8.contains(where: { $0 == 0x2f || $0 &- 0x30 < 10 }) else { return name }
    return name.split(separator: " ", omittingEmptySubsequences: false)
      .map { word in
        if word.contains("/") { return templatedPath(String(word)) }
        return isID(word, inPath: false) ? placeholder : String(word)
      }
      .joined(separator: " ")
  }

  /// Replaces what looks like an id in a path, and cuts off what follows it: host, query and fragment.
  static func templatedPath(_ address: String) -> String {
    var path = address[...]
    if let scheme = path.firstRange(of: "://") {
      let rest = path[scheme.upperBound...]
      path = rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
    }
    path = path.prefix { $0 != "?" && $0 != "#" }
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    let kept = segments.prefix(segmentLimit).map { isID($0, inPath: true) ? placeholder : String($0) }
    return kept.joined(separator: "/") + (segments.count > segmentLimit ? "/…" : "")
  }

  /// Reports whether a word tells one thing from others of its kind: a number, a UUID, a hash, a key with a number in it.
  private static func isID(_ word: Substring, inPath: Bool) -> Bool {
    let bytes = word.utf8
    guard let first = bytes.first, first != UInt8(ascii: "{"), first != UInt8(ascii: ":"), first != UInt8(ascii: "<")
    else { return false }
    var (digits, letters, hexadecimals, signs, others) = (0, 0, 0, 0, 0)
    for byte in bytes {
      switch byte {
      case 0x30...0x39:
        digits += 1
        hexadecimals += 1
      case 0x41...0x46, 0x61...0x66:
        letters += 1
        hexadecimals += 1
      case 0x47...0x5a, 0x67...0x7a: letters += 1
      case UInt8(ascii: "-"), UInt8(ascii: "_"): signs += 1
      default: others += 1
      }
    }
    if inPath, bytes.contains(UInt8(ascii: "@")) || bytes.contains(UInt8(ascii: "%")) { return true }
    guard digits > 0, others == 0 else { return false }
    if letters == 0 { return inPath || digits >= 4 }
    if letters + digits == hexadecimals, hexadecimals >= 8, digits >= 2 { return true }
    if bytes.count >= 16, digits >= 4, signs <= 5 { return true }
    // An order number such as `A-10009`.
    return inPath && signs > 0 && digits >= 3 && bytes.suffix(digits).allSatisfy { $0 &- 0x30 < 10 }
  }
}
