/// What containers put in front of each line that a program wrote.
enum ContainerPrefix {
  /// A line inside another.
  struct Inner: Equatable, Sendable {
    /// When the container took the line in; nil where it does not say.
    var time: Int64?
    /// Who wrote it, so that lines of two are not mixed: the stream, or the service.
    var stream: Range<Int>
    /// Where the program's own line begins.
    var start: Int
    /// Whether the rest of the line comes behind another prefix.
    var isPartial = false
    /// The service, where the prefix names it.
    var service = 0..<0
  }

  /// Kubernetes (CRI): `2024-01-02T15:04:05.123456789Z stdout F line`.
  static func kubernetes(_ text: Span<UInt8>, _ clock: LogClock) -> Inner? {
    guard text.count > 30, text[10] == UInt8(ascii: "T") else { return nil }
    var place = 20
    while place < 40, text.byte(at: place) != 0x20 { place += 1 }
    guard text.begins(" stdout ", at: place) || text.begins(" stderr ", at: place), text.isBlank(at: place + 9),
      let time = clock.read(text, at: 0), time.end == place
    else { return nil }
    let mark = text.byte(at: place + 8)
    guard mark == UInt8(ascii: "F") || mark == UInt8(ascii: "P") else { return nil }
    return Inner(
      time: time.nanoseconds,
      stream: (place + 1)..<(place + 7),
      start: place + 10,
      isPartial: mark == UInt8(ascii: "P")
    )
  }

  /// Docker Compose: `web-1  | line`; the service is the name without the number of its container.
  static func compose(_ text: Span<UInt8>) -> Inner? {
    var end = 0
    while end < 64,
      text.isNameByte(at: end) || text.byte(at: end) == UInt8(ascii: "-")
        || text.byte(at: end) == UInt8(ascii: ".")
    {
      end += 1
    }
    guard end > 0, text.isBlank(at: end) else { return nil }
    let bar = text.skippingBlanks(from: end)
    guard bar - end <= 64, text.byte(at: bar) == UInt8(ascii: "|"), text.isBlank(at: bar + 1) || bar + 1 == text.count
    else { return nil }
    var name = end
    while name > 0, text[name - 1] &- 0x30 < 10 { name -= 1 }
    let hasNumber =
      name < end && name > 1 && (text[name - 1] == UInt8(ascii: "-") || text[name - 1] == UInt8(ascii: "_"))
    return Inner(
      stream: 0..<end,
      start: min(bar + 2, text.count),
      service: 0..<(hasNumber ? name - 1 : end)
    )
  }
}
