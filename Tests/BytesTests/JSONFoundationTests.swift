import Bytes
import Foundation
import Testing

/// Compares what is accepted with Foundation's parser, on small texts with random damage.
@Suite struct JSONFoundationTests {
  /// The known differences; each names a text that shows it.
  enum Difference: String, CaseIterable {
    case foundationAcceptsByteOrderMark
    case foundationAcceptsUTF16AndUTF32
    case foundationRefusesLoneSurrogates
    case foundationRefusesNumbersPastADouble
    case foundationReadsDeeper

    case foundationAcceptsTrailingCommas

    /// Reports whether the difference explains that the parsers disagree on a text.
    func explains(_ bytes: [UInt8], weAccept: Bool) -> Bool {
      switch self {
      case .foundationAcceptsByteOrderMark: !weAccept && bytes.starts(with: [0xef, 0xbb, 0xbf])
      case .foundationAcceptsUTF16AndUTF32: !weAccept && bytes.contains(0)
      case .foundationRefusesLoneSurrogates: canonicalReason(bytes) == .loneSurrogate
      case .foundationRefusesNumbersPastADouble: canonicalReason(bytes) == .numberOutOfRange
      case .foundationReadsDeeper: !weAccept && String(decoding: bytes, as: UTF8.self).contains("[[[[[[[[")
      case .foundationAcceptsTrailingCommas:
        !weAccept && String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self).contains(/,[\]}]/)
      }
    }

    /// Why a text that we accept has no canonical form, the one place where we are as strict as Foundation.
    private func canonicalReason(_ bytes: [UInt8]) -> JSONError.Reason? {
      do {
        _ = try CanonicalJSON.bytes(of: JSONDocument(bytes).root)
        return nil
      } catch { return error.reason }
    }
  }

  static let seeds: [String] = [
    #"{"a":[1,2.5,-3e-7,"x\u00e9\ud83d\ude00\n"],"b":null,"c":{"d":true,"e":false}}"#,
    #"[[],{},"",0,-0,1e5,"\\\/\b\f\t","日本語🚀"]"#,
    #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"plan","arguments":{}}}"#,
    " [ 1 , { \"k\" : [ null ] } ] \r\n",
    #""plain""#,
    "-12.5E+3",
  ]

  @Test func `agrees with Foundation on damaged texts, but for the listed differences`() throws {
    var samples = JSONSamples(seed: 4)
    var refusals = 0
    for round in 0..<20_000 {
      var bytes = Array(Self.seeds[round % Self.seeds.count].utf8)
      for _ in 0...samples.below(3) { damage(&bytes, &samples) }
      let ours = accepts(bytes)
      if !ours { refusals += 1 }
      guard ours != foundationAccepts(bytes) else { continue }
      let isKnown = Difference.allCases.contains { $0.explains(bytes, weAccept: ours) }
      #expect(
        isKnown,
        "\(ours ? "only we accept" : "only Foundation accepts") \(bytes) \(String(decoding: bytes, as: UTF8.self))"
      )
    }
    #expect(refusals > 5000 && refusals < 19_500, "the damage must be neither too little nor too much: \(refusals)")
  }

  private func accepts(_ bytes: [UInt8]) -> Bool {
    (try? JSONDocument(bytes)) != nil
  }

  private func foundationAccepts(_ bytes: [UInt8]) -> Bool {
    (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
  }

  private func damage(_ bytes: inout [UInt8], _ samples: inout JSONSamples) {
    let place = samples.below(max(bytes.count, 1))
    let fillers =
      Array(#"{}[]:,"\/0123456789-+.eEtrufalsn "#.utf8) + [
        0x09, 0x0a, 0x0d, 0x1f, 0x7f, 0x80, 0xc3, 0xe2, 0xed, 0xf0, 0xff,
      ]
    switch samples.below(4) {
    case 0 where !bytes.isEmpty: bytes.remove(at: place)
    case 1 where !bytes.isEmpty: bytes[place] = samples.pick(fillers)
    case 2 where bytes.count > 1: bytes.swapAt(place, samples.below(bytes.count))
    default: bytes.insert(samples.pick(fillers), at: place)
    }
  }

  /// A text that shows a difference, and whether we accept it.
  struct Shown: CustomTestStringConvertible {
    let difference: Difference
    let bytes: [UInt8]
    let weAccept: Bool
    var testDescription: String { difference.rawValue }
  }

  static let shown: [Shown] = [
    Shown(difference: .foundationAcceptsTrailingCommas, bytes: Array("[1,]".utf8), weAccept: false),
    Shown(difference: .foundationAcceptsByteOrderMark, bytes: Array("\u{feff}[]".utf8), weAccept: false),
    Shown(difference: .foundationAcceptsUTF16AndUTF32, bytes: [0x5b, 0, 0x5d, 0], weAccept: false),
    Shown(difference: .foundationRefusesLoneSurrogates, bytes: Array(#"["\ud800"]"#.utf8), weAccept: true),
    Shown(difference: .foundationRefusesNumbersPastADouble, bytes: Array("[1e999]".utf8), weAccept: true),
    Shown(
      difference: .foundationReadsDeeper,
      bytes: Array((String(repeating: "[", count: 200) + String(repeating: "]", count: 200)).utf8),
      weAccept: false
    ),
  ]

  @Test(arguments: shown) func `each listed difference still exists`(_ example: Shown) {
    #expect(accepts(example.bytes) == example.weAccept)
    #expect(foundationAccepts(example.bytes) == !example.weAccept)
    #expect(example.difference.explains(example.bytes, weAccept: example.weAccept))
  }
}
