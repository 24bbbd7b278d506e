import Domain
import TestSupport
import Testing

@testable import Store

@Suite struct DurationBinBytesTests {
  @Test func `bins come back as they went in`() {
    var generator = SplitMix64(seed: 11)
    for _ in 0..<500 {
      let indices = Set(
        (0..<Int.random(in: 0...20, using: &generator)).map { _ in Int16.random(in: .min ... .max, using: &generator) }
      )
      let bins = indices.sorted().map { index in
        DurationBin(
          index: index,
          count: Int64(bitPattern: generator.next() >> UInt64.random(in: 0...63, using: &generator))
        )
      }
      #expect(DurationBin.unpack(DurationBin.pack(bins)) == bins)
    }
    let edges = [DurationBin(index: .min, count: .max), DurationBin(index: .max, count: .min)]
    #expect(DurationBin.unpack(DurationBin.pack(edges)) == edges)
  }

  @Test func `usual bins take three bytes at most`() {
    let bins = (0..<30).map { DurationBin(index: Int16(100 + $0), count: 200) }
    #expect(DurationBin.pack(bins).count <= 3 * 30 + 2)
  }

  @Test(
    arguments: [
      ("cut in a number", [0x80]),
      ("cut after the distance", [0x01]),
      ("an index past the last", [0x80, 0x80, 0x04, 0x01]),
      ("an index twice", [0x05, 0x01, 0x00, 0x01]),
      ("a distance past 64 bits", [UInt8](repeating: 0xff, count: 10) + [0x01]),
      ("a number spelled too long", [0x85, 0x00, 0x01]),
      ("a sum past the last index", [0xff, 0xff, 0x03, 0x01, 0x01, 0x01]),
    ] as [(String, [UInt8])]
  )
  func `bytes that no bins give are refused`(_ what: String, _ bytes: [UInt8]) {
    #expect(DurationBin.unpack(bytes) == nil)
  }

  @Test func `whatever is unpacked packs to the same bytes`() {
    var generator = SplitMix64(seed: 12)
    for _ in 0..<3_000 {
      let bytes = generator.bytes(Int.random(in: 0...8, using: &generator))
      guard let bins = DurationBin.unpack(bytes) else { continue }
      #expect(DurationBin.pack(bins) == bytes)
    }
  }
}
