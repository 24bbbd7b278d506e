import Bytes

/// An address pattern with `{name}` variables, each standing for one path segment (RFC 6570, level 1).
package struct URITemplate: Sendable, Equatable {
  package let text: String
  private let parts: [Part]

  private enum Part: Equatable {
    case literal([UInt8])
    case variable(String)

    /// True for what a name may be made of; the operators of higher levels (`{+x}`, `{?x}`) are not.
    static func isNameByte(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
        true
      default: false
      }
    }
  }

  /// Reads a pattern; nil when a brace has no partner, a name is none, or two variables touch.
  package init?(_ text: String) {
    var parts: [Part] = []
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "{") {
      let literal = rest[..<open]
      guard let close = rest[open...].firstIndex(of: "}"), !literal.contains("}") else { return nil }
      let name = rest[rest.index(after: open)..<close]
      if case .variable? = parts.last, literal.isEmpty { return nil }
      guard !name.isEmpty, name.utf8.allSatisfy(Part.isNameByte) else { return nil }
      if !literal.isEmpty { parts.append(.literal(Array(literal.utf8))) }
      parts.append(.variable(String(name)))
      rest = rest[rest.index(after: close)...]
    }
    guard !rest.contains("}") else { return nil }
    if !rest.isEmpty { parts.append(.literal(Array(rest.utf8))) }
    self.text = text
    self.parts = parts
  }

  /// The names of the variables, in order.
  package var variables: [String] {
    parts.compactMap { part in
      if case .variable(let name) = part { name } else { nil }
    }
  }

  /// Returns the value of each variable when the address fits the pattern; percent escapes are decoded.
  package func match(_ uri: String) -> [String: String]? {
    var values: [String: String] = [:]
    var rest = Array(uri.utf8)[...]
    for (index, part) in parts.enumerated() {
      switch part {
      case .literal(let literal):
        guard rest.starts(with: literal) else { return nil }
        rest = rest.dropFirst(literal.count)
      case .variable(let name):
        let value = value(ofVariableAt: index, in: rest)
        guard !value.isEmpty, let decoded = PercentEncoding.decode(value) else { return nil }
        values[name] = decoded
        rest = rest.dropFirst(value.count)
      }
    }
    return rest.isEmpty ? values : nil
  }

  /// Returns the value of a variable: at least a byte, up to the next literal, and never past its segment.
  private func value(ofVariableAt index: Int, in rest: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let segment = rest.prefix { $0 != UInt8(ascii: "/") }
    guard index + 1 < parts.count, case .literal(let literal) = parts[index + 1] else { return segment }
    // The last literal is where the address ends, however often it occurs before.
    if index + 2 == parts.count {
      let end = rest.endIndex - literal.count
      return end <= segment.endIndex && end > rest.startIndex ? rest[..<end] : []
    }
    let end = segment.indices.dropFirst().first { rest[$0...].starts(with: literal) }
    return rest[..<(end ?? segment.endIndex)]
  }
}
