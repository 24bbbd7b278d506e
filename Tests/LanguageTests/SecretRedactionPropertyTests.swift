import Foundation
import Language
import TestSupport
import Testing

/// Seeded random texts, made of the pieces that the rules look for.
private struct TextSource {
  private var random: SplitMix64
  private static let signs = [
    "=", ":", " ", "  ", "\"", "'", "\\", "\\\"", "\n", "@", "%40", "://", "/", ".", "-", "--", "_", "⟦", "⟧",
    "⟦email⟧",
    "⟦secret:token⟧", "⟦secret:", "⟦card:…42", ",", ";", "&", "?", "(", "{", "}", "$", "\\n", "\\u0026", "#", "[", "é",
    "\0",
    "•", "%3D", "%253D", "%3A", "%22", "%26", "%2526", "%5B", "%5D", "%2F", "%25", "%20", "+", "x", "4242", "12", "0",
    ".com", "AK" + "IA", "sk" + "-", "eyJ", "x.js",
  ]
  private static let words = [
    "password", "token", "api_key", "key", "cookie", "Authorization", "Bearer", "Basic", "is", "Digest", "user",
    "a1B2c3D4", "null", "https", "git", "${X}", "secret", "--token", Fake.mixed, Fake.stripe, Fake.aws, Fake.jwt,
    "hooks.slack.com", "services", "discord.com", "api/webhooks", "sig", Fake.slackHook, Fake.slack, Fake.github,
    Fake.pemHeader, Fake.pemLine, Fake.pemFooter, Fake.visa, "jane@example.com", "u:p@h.test", "dXNlcjpwYXNz",
  ]

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  mutating func pieces() -> String {
    var text = ""
    for _ in 0..<Int.random(in: 1...14, using: &random) {
      let pool = Bool.random(using: &random) ? Self.signs : Self.words
      text += pool.randomElement(using: &random) ?? ""
    }
    return text
  }

  /// Samples with bytes removed, changed, doubled and swapped; what is then no UTF-8 becomes U+FFFD.
  mutating func mutation() -> String {
    let samples = SecretSamples.all
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      bytes += Array((samples.randomElement(using: &random)?.text ?? "").utf8)
    }
    for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
      let index = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes.remove(at: index)
      case 1: bytes[index] = UInt8.random(in: 0...255, using: &random)
      case 2: bytes.insert(contentsOf: Array((Self.signs.randomElement(using: &random) ?? "").utf8), at: index)
      case 3: bytes.swapAt(index, Int.random(in: bytes.indices, using: &random))
      default: bytes = Array(bytes.prefix(index))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

@Suite struct SecretRedactionPropertyTests {
  /// Texts per seed; `REDACTION_TEXTS` raises it for a longer look.
  private static let count = ProcessInfo.processInfo.environment["REDACTION_TEXTS"].flatMap(Int.init) ?? 4_000

  @Test(arguments: SecretSamples.all.map(\.text) + HarmlessSamples.all)
  func `masking twice is masking once`(_ text: String) {
    let masked = SecretRedaction.mask(text)
    #expect(SecretRedaction.mask(masked) == masked)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `masking twice is masking once, for pieces in any order`(_ seed: UInt64) {
    var source = TextSource(seed: seed)
    for _ in 0..<Self.count where !isIdempotent(source.pieces()) { return }
  }

  @Test(arguments: 11...14 as ClosedRange<UInt64>)
  func `masking twice is masking once, for samples gone wrong`(_ seed: UInt64) {
    var source = TextSource(seed: seed)
    for _ in 0..<Self.count where !isIdempotent(source.mutation()) { return }
  }

  private func isIdempotent(_ text: String) -> Bool {
    let masked = SecretRedaction.mask(text)
    let again = SecretRedaction.mask(masked)
    // Compared by bytes: equality of strings would let a cut through a scalar pass.
    let isSame = masked.utf8.elementsEqual(again.utf8)
    #expect(isSame, "\(text.debugDescription) → \(masked.debugDescription) → \(again.debugDescription)")
    return isSame
  }

  @Test(arguments: SecretSamples.all)
  func `a text cut anywhere is masked without a crash, and twice as once`(_ sample: SecretSample) {
    let bytes = Array(sample.text.utf8)
    for length in 0...bytes.count {
      #expect(isIdempotent(String(decoding: bytes[..<length], as: UTF8.self)))
    }
  }

  /// Whoever walks to the end of a long text again and again would need minutes for these.
  @Test(
    .timeLimit(.minutes(10)),
    arguments: [
      "xsk_live_a", "sk-", "xsk-proj-", "eyJ", "a_eyJ_", "token%3D", "token%5D%3D", "%22token%22%3A", "token%3D⟦email⟧",
      "%40",
      "%25", "a%2Bb%40", "hooks.slack.com%2Fservices%2F", "authorization%3A%20Bearer%20", "AKIA",
    ]
  )
  func `a long text of the same pieces is masked in one walk`(_ piece: String) {
    let text = String(repeating: piece, count: 200_000 / piece.utf8.count)
    let masked = SecretRedaction.mask(text)
    #expect(SecretRedaction.mask(masked) == masked)
  }

  @Test func `masked JSON is JSON`() throws {
    var source = TextSource(seed: 21)
    for _ in 0..<(Self.count / 4) {
      var inner: [String: Any] = ["password": 12_345, "token": [source.pieces()]]
      inner[source.pieces()] = source.mutation()
      let nested = try String(decoding: JSONSerialization.data(withJSONObject: inner), as: UTF8.self)
      let outer: [String: Any] = ["body": nested, "text": source.pieces(), "pan": 4_242_424_242_424_242, "in": inner]
      let json = try String(decoding: JSONSerialization.data(withJSONObject: outer), as: UTF8.self)
      let masked = SecretRedaction.mask(json)
      guard let parsed = try? JSONSerialization.jsonObject(with: Data(masked.utf8)) as? [String: Any],
        let body = parsed["body"] as? String, (try? JSONSerialization.jsonObject(with: Data(body.utf8))) != nil
      else {
        Issue.record("\(json) → \(masked)")
        return
      }
    }
  }
}
