import Domain
import TestSupport
import Testing

@Suite struct MetricDetailTests {
  private static func drawn(_ generator: inout SplitMix64) -> MetricDetail {
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    func counts(_ count: Int) -> [UInt64] { (0..<count).map { _ in generator.next() >> UInt64(number(0...63)) } }
    func double() -> Double { Double(bitPattern: generator.next()) }
    var detail = MetricDetail(form: MetricDetail.Form.allCases[number(0...2)], run: generator.next())
    guard number(0...4) > 0 else { return detail }
    var distribution = Distribution(count: generator.next())
    (distribution.sum, distribution.minimum, distribution.maximum) = (double(), .nan, double())
    switch number(0...3) {
    case 0: break
    case 1:
      let bounds = (0..<number(0...20)).map(Double.init)
      distribution.buckets = .explicit(bounds: bounds, counts: counts(bounds.count + 1))
    case 2:
      distribution.buckets = .exponential(
        .init(
          scale: Int32(number(-10...20)),
          zeroCount: generator.next(),
          zeroThreshold: 0.5,
          positive: .init(offset: Int32(number(-5_000...5_000)), counts: counts(number(0...40))),
          negative: .init(offset: number(0...1) == 0 ? .min : .max, counts: counts(number(0...2)))
        )
      )
    default: distribution.buckets = .quantiles((0..<number(0...9)).map { _ in .init(share: double(), value: double()) })
    }
    detail.distribution = distribution
    return detail
  }

  @Test func `details come back as they went in, and nothing else is one`() {
    for seed in UInt64(1)...200 {
      var generator = SplitMix64(seed: seed)
      let detail = Self.drawn(&generator)
      let (bytes, isWhole) = detail.pack()
      #expect(isWhole)
      #expect(MetricDetail(packed: bytes) == detail, "seed \(seed)")
      for count in 0..<bytes.count where count != 10 {
        #expect(MetricDetail(packed: Array(bytes.prefix(count))) == nil, "seed \(seed), \(count) bytes")
      }
      #expect(MetricDetail(packed: bytes + [0]) == nil)
      // Whatever is read at all is written the same way again.
      for _ in 0..<20 {
        var changed = bytes
        changed[Int.random(in: 0..<bytes.count, using: &generator)] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        if let other = MetricDetail(packed: changed) { #expect(other.pack().bytes == changed) }
      }
    }
  }

  @Test func `buckets without room are left out, and the totals stay`() {
    var distribution = Distribution(count: 7, buckets: .explicit(bounds: (0..<600).map(Double.init), counts: []))
    distribution.sum = 2
    let (bytes, isWhole) = MetricDetail(form: .delta, distribution: distribution).pack()
    #expect(!isWhole && bytes.count <= SignalBatch.extraLimit)
    distribution.buckets = .none
    #expect(MetricDetail(packed: bytes) == MetricDetail(form: .delta, distribution: distribution))
  }
}
