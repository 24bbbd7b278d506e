import Bytes
package import Domain
import Watch

/// An address with gaps, written by a person, from which a link to a signal at its source is made.
///
/// Scheme and host are the person's alone: what programs have sent goes into path, query or fragment, escaped.
package struct LinkTemplate: Equatable, Sendable {
  /// As it was written.
  package let text: String
  private let parts: [Part]

  private enum Part: Equatable {
    case plain(String)
    case gap(Gap)

    var isGap: Bool {
      if case .gap = self { true } else { false }
    }
  }

  /// What can be filled in.
  package enum Gap: String, CaseIterable, Sendable {
    /// 32 hexadecimal digits, and the same parted as a UUID.
    case trace
    case traceUUID = "trace_uuid"
    /// 16 hexadecimal digits.
    case span
    /// The source's own id of the record.
    case id
    case service, name
    case time
    case timeSeconds = "time_s"
    case timeMilliseconds = "time_ms"
    /// An hour before, for tools that look within a time.
    case from
    case fromSeconds = "from_s"
    case fromMilliseconds = "from_ms"
    /// An hour after.
    case to
    case toSeconds = "to_s"
    case toMilliseconds = "to_ms"
  }

  package static let lengthLimit = 1_024
  /// A longer link is none: browsers and terminals cut it.
  package static let linkLimit = 2_048
  private static let margin: Int64 = 3_600_000_000

  /// Reads what somebody has typed; throws what it should have been.
  package init(_ typed: String) throws(LoopError) {
    try self.init(kept: typed)
    guard Watcher.masked(typed) == typed else {
      let shown = Watcher.masked(typed)
      throw .badValue(argument: "TEMPLATE", typed: shown, expected: "an address without a key or a password")
    }
  }

  /// Reads what is kept: that a later version takes more for a secret must not take links away.
  init(kept typed: String) throws(LoopError) {
    func refuse(_ expected: String) -> LoopError {
      .badValue(argument: "TEMPLATE", typed: Watcher.masked(typed), expected: expected)
    }
    guard typed.utf8.count <= LinkTemplate.lengthLimit else {
      throw refuse("no more than \(LinkTemplate.lengthLimit) bytes")
    }
    // What no address holds unescaped (RFC 3986, section 2), and what could end it where it is shown.
    guard typed.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && !"\"<>\\^`|".utf8.contains($0) }) else {
      throw refuse("an address without spaces, quotes or other characters that have to be escaped in one")
    }
    guard LinkTemplate.hasOwnHost(typed) else {
      throw refuse("an address that begins with https://HOST/, or with http:// and a host on this machine")
    }
    guard let parts = LinkTemplate.parts(of: typed), parts.contains(where: \.isGap) else {
      throw refuse("an address with at least one of \(LinkTemplate.gapNames), and no other braces")
    }
    text = typed
    self.parts = parts
  }

  /// The gaps as they are written.
  package static var gapNames: String { Gap.allCases.map { "{\($0.rawValue)}" }.joined(separator: " ") }

  /// Returns the link to a signal; nil where something that it needs is not known.
  package func link(to sighting: Sighting) -> String? {
    var link = ""
    for part in parts {
      switch part {
      case .plain(let text): link += text
      case .gap(let gap):
        let value = sighting.value(gap)
        // A browser takes dots alone for this folder or the one above, also where they are escaped.
        guard !value.allSatisfy({ $0 == "." }) else { return nil }
        link += PercentEncoding.encode(value)
      }
      guard link.utf8.count <= LinkTemplate.linkLimit else { return nil }
    }
    return link
  }

  private static func parts(of typed: String) -> [Part]? {
    var parts: [Part] = []
    var rest = typed[...]
    while let opening = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      guard rest[opening] == "{", let closing = rest[opening...].firstIndex(of: "}"),
        let gap = Gap(rawValue: String(rest[rest.index(after: opening)..<closing]))
      else { return nil }
      parts += [.plain(String(rest[..<opening])), .gap(gap)]
      rest = rest[rest.index(after: closing)...]
    }
    return parts + [.plain(String(rest))]
  }

  // MARK: Hosts

  /// Reports whether scheme and host stand there, with no gap, user or password in them.
  private static func hasOwnHost(_ typed: String) -> Bool {
    guard let scheme = ["https://", "http://"].first(where: typed.hasPrefix) else { return false }
    let authority = typed.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    let (host, port) = split(authority)
    guard !host.isEmpty, port.allSatisfy(\.isNumber), port.count <= 5 else { return false }
    if host == "[::1]" { return true }
    guard host.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." }) else { return false }
    return scheme == "https://" || isLoopback(host)
  }

  private static func split(_ authority: Substring) -> (host: Substring, port: Substring) {
    let end = authority.hasPrefix("[") ? authority.lastIndex(of: "]") : nil
    let tail = end.map { authority[authority.index(after: $0)...] } ?? authority
    guard let colon = tail.firstIndex(of: ":") else { return (authority, "") }
    return (authority[..<colon], authority[authority.index(after: colon)...])
  }

  private static func isLoopback(_ host: Substring) -> Bool {
    if host == "localhost" || host.hasSuffix(".localhost") { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
  }

  fileprivate static func shifted(_ time: Int64, by sign: Int64) -> Int64 { time.adding(sign * margin) }
}

extension Sighting {
  /// Returns what fills a gap, not escaped yet; empty where it is not known.
  fileprivate func value(_ gap: LinkTemplate.Gap) -> String {
    let digits = trace.isNone ? "" : FigureRows.hex(trace.high) + FigureRows.hex(trace.low)
    let (from, to) = (LinkTemplate.shifted(time, by: -1), LinkTemplate.shifted(time, by: 1))
    return switch gap {
    case .trace: digits
    case .traceUUID: Sighting.uuid(digits)
    case .span: span == 0 ? "" : FigureRows.hex(span)
    case .id: id
    case .service: service
    case .name: name
    case .time: Timestamp(microseconds: time).description
    case .timeSeconds: "\(time.flooredQuotient(by: 1_000_000))"
    case .timeMilliseconds: "\(time.flooredQuotient(by: 1_000))"
    case .from: Timestamp(microseconds: from).description
    case .fromSeconds: "\(from.flooredQuotient(by: 1_000_000))"
    case .fromMilliseconds: "\(from.flooredQuotient(by: 1_000))"
    case .to: Timestamp(microseconds: to).description
    case .toSeconds: "\(to.flooredQuotient(by: 1_000_000))"
    case .toMilliseconds: "\(to.flooredQuotient(by: 1_000))"
    }
  }

  /// Parts 32 digits as RFC 9562 writes them.
  private static func uuid(_ digits: String) -> String {
    var rest = digits[...]
    return [8, 4, 4, 4, 12].map { length in
      defer { rest = rest.dropFirst(length) }
      return String(rest.prefix(length))
    }.filter { !$0.isEmpty }.joined(separator: "-")
  }
}
