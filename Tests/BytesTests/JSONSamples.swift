import Bytes
import TestSupport

/// Random JSON values and texts, the same for the same seed.
struct JSONSamples: RandomNumberGenerator {
  private var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  mutating func next() -> UInt64 { random.next() }

  mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[below(choices.count)]
  }

  mutating func below(_ bound: Int) -> Int {
    Int(next() % UInt64(bound))
  }

  /// A value of any type, containers to the given depth.
  mutating func value(depth: Int = 4) -> JSONValue {
    switch below(depth > 0 ? 9 : 7) {
    case 0: .null
    case 1: .bool(below(2) == 0)
    case 2: .integer(integer())
    case 3: .number(double())
    case 4, 5, 6: .string(string())
    case 7: .array((0..<below(6)).map { _ in value(depth: depth - 1) })
    default: object(depth: depth - 1)
    }
  }

  private mutating func object(depth: Int) -> JSONValue {
    var object = JSONObject()
    for _ in 0..<below(6) { object[string()] = value(depth: depth) }
    return .object(object)
  }

  mutating func integer() -> Int64 {
    let bits = Int64(bitPattern: next()) >> Int64(below(64))
    return pick([bits, bits, .min, .max, 0, -1])
  }

  /// A finite double that is not spelled as an integer.
  mutating func double() -> Double {
    while true {
      let double = below(2) == 0 ? Double(bitPattern: next()) : Double(integer()) / 1024
      if double.isFinite, double != double.rounded() || double.magnitude >= 1e21 { return double }
    }
  }

  /// A string of 0 to 39 scalars from every part of Unicode that matters to a JSON reader.
  mutating func string() -> String {
    var text = ""
    for _ in 0..<below(below(4) == 0 ? 40 : 12) { text.unicodeScalars.append(scalar()) }
    return text
  }

  private mutating func scalar() -> Unicode.Scalar {
    let range: ClosedRange<UInt32> =
      pick([
        0x20...0x7e, 0x20...0x7e, 0x20...0x7e, 0x00...0x1f, 0x22...0x22, 0x5c...0x5c, 0x7f...0x7ff,
        0x800...0xd7ff, 0xe000...0xffff, 0x10000...0x10ffff,
      ])
    let value = range.lowerBound + UInt32(below(range.count))
    return Unicode.Scalar(value) ?? "?"
  }
}
