import Bytes
import Loop
import TestSupport
import Testing

@Suite struct TypedInstantTests {
  struct Typed: Sendable, CustomTestStringConvertible {
    let text: String
    /// As RFC 3339; nil for what is no time.
    let instant: String?

    init(_ text: String, _ instant: String?) {
      self.text = text
      self.instant = instant
    }

    var testDescription: String { text }
  }

  /// Now is 2026-11-20T08:30:15Z.
  static let cases: [Typed] = [
    Typed("2026-11-20T08:00:00Z", "2026-11-20T08:00:00Z"),
    Typed("2026-11-20T08:00:00+02:00", "2026-11-20T06:00:00Z"),
    Typed("2026-11-20", "2026-11-20T00:00:00Z"),
    Typed("2024-02-29", "2024-02-29T00:00:00Z"),
    Typed("7d", "2026-11-13T08:30:15Z"),
    Typed("36h", "2026-11-18T20:30:15Z"),
    Typed("90m", "2026-11-20T07:00:15Z"),
    Typed("2w", "2026-11-06T08:30:15Z"),
    Typed("0d", "2026-11-20T08:30:15Z"),
    Typed("", nil), Typed("d", nil), Typed("7", nil), Typed("-7d", nil), Typed("7y", nil), Typed("7.5d", nil),
    Typed("100001d", nil), Typed("99999999999999999999d", nil), Typed("100000w", nil), Typed("2026-02-30", nil),
    Typed("2026-11-20 08:00", nil), Typed("2026-11-20T08:00:00", nil), Typed("yesterday", nil), Typed("７d", nil),
  ]

  @Test(arguments: cases)
  func `a time is an instant, a day, or a while ago`(_ typed: Typed) throws {
    let now = try RFC3339.parse("2026-11-20T08:30:15Z")
    #expect(TypedInstant.parse(typed.text, now: now) == (try typed.instant.map { try RFC3339.parse($0) }))
  }
}
