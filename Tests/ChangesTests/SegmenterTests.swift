import Changes
import Numerics
import Testing

@Suite struct SegmenterTests {
  private func noise(_ count: Int, seed: UInt64 = 1) -> [Double] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in random.normal() }
  }

  @Test func `steps are found where they are`() {
    let values = noise(300).enumerated().map { place, value in value + (place < 100 ? 0 : place < 220 ? 6 : -3) }
    let found = Segmenter.changePoints([values])
    #expect(found.count == 2)
    #expect(zip(found, [100, 220]).allSatisfy { abs($0 - $1) <= 1 })
  }

  @Test func `a mirror image has mirrored changes`() {
    let values = noise(200, seed: 4).enumerated().map { $0.element + ($0.offset < 80 ? 0 : 8) }
    let found = Segmenter.changePoints([values])
    let mirrored = Segmenter.changePoints([values.reversed()]).map { 200 - $0 }
    #expect(found == mirrored.sorted())
    #expect(found == [80])
  }

  @Test func `a straight line is one regime, and its bend is a change`() {
    let straight = noise(200, seed: 2).enumerated().map { Double($0.offset) * 0.5 + $0.element }
    #expect(Segmenter.changePoints([straight]).isEmpty)
    let bent = noise(200, seed: 2).enumerated().map { Double(max(0, $0.offset - 100)) + $0.element }
    let found = Segmenter.changePoints([bent])
    #expect(found.count == 1)
    #expect(found.allSatisfy { abs($0 - 100) <= 6 })
  }

  @Test func `noise and wandering have no regimes`() {
    var cuts = 0
    for seed in 1...6 {
      cuts += Segmenter.changePoints([noise(200, seed: UInt64(seed))]).count
    }
    #expect(cuts == 0)
    var wander = 0.0
    let walk = noise(300, seed: 7).map { step in
      wander = 0.8 * wander + step
      return wander
    }
    #expect(Segmenter.changePoints([walk]).count <= 1)
  }

  @Test func `a change that two dimensions share is one change`() {
    let one = noise(150, seed: 5).enumerated().map { $0.element + ($0.offset < 60 ? 0 : 5) }
    let other = noise(150, seed: 6).enumerated().map { $0.element - ($0.offset < 60 ? 0 : 5) }
    #expect(Segmenter.changePoints([one, other]) == [60])
  }

  @Test func `a long series is cut to the very point`() {
    let values = noise(3000, seed: 8).enumerated().map { $0.element + ($0.offset < 1777 ? 0 : 10) }
    #expect(Segmenter.changePoints([values]) == [1777])
  }

  @Test(arguments: [
    [[]], [], [[1]], [[Double](repeating: 3, count: 50)], [[Double](repeating: .nan, count: 50)],
    [[Double.infinity, -.infinity] + [Double](repeating: 0, count: 30)],
    [(0..<40).map { $0 % 2 == 0 ? Double.greatestFiniteMagnitude : -.greatestFiniteMagnitude }],
    [(0..<40).map { _ in .leastNonzeroMagnitude }],
  ])
  func `garbage has no regimes`(dimensions: [[Double]]) {
    #expect(Segmenter.changePoints(dimensions).isEmpty)
  }

  @Test func `dimensions of different lengths are cut to the shortest`() {
    #expect(Segmenter.changePoints([noise(100), noise(4)]).isEmpty)
  }
}
