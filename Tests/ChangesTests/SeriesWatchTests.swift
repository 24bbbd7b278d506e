import Changes
import Numerics
import Testing

@Suite struct SeriesWatchTests {
  /// Runs a watch over five-minute points.
  private func readings(_ values: [Double], watch: SeriesWatch = SeriesWatch()) -> [SeriesWatch.Reading] {
    var watch = watch
    return values.enumerated().map { watch.meet($0.element, atSecond: Int64($0.offset) * 300) }
  }

  private func noise(_ count: Int, seed: UInt64 = 1) -> [Double] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in 100 + random.normal() * 5 }
  }

  @Test func `a spike beyond everything before is an alarm at its own point`() {
    var values = noise(1000)
    values[700] = 180
    let found = readings(values)
    #expect(found[700].isAlarm)
    #expect(found.indices.filter { found[$0].isAlarm } == [700])
  }

  @Test func `a new level is an alarm within two hours, and not again and again`() {
    var values = noise(1500)
    for place in 1000..<1500 { values[place] += 40 }
    let found = readings(values)
    let alarms = found.indices.filter { found[$0].isAlarm }
    #expect(alarms.contains { (1000..<1024).contains($0) })
    #expect(alarms.allSatisfy { $0 >= 1000 && $0 < 1060 })
  }

  @Test func `a drop to zero is an alarm`() {
    var values = noise(800)
    for place in 600..<620 { values[place] = 0 }
    #expect(readings(values)[600].isAlarm)
  }

  @Test func `a daily season is no alarm, and a night in the middle of a day is one`() {
    var random = SeededRandom(seed: 3)
    var values = (0..<(288 * 21)).map { place in
      (place % 288 < 96 ? 20 : 100) + random.normal() * 4
    }
    let quiet = readings(values)
    let alarms = quiet.count(where: \.isAlarm)
    #expect(alarms <= 2)
    let noon = 288 * 20 + 144
    for place in noon..<(noon + 24) { values[place] = 20 }
    let found = readings(values)
    #expect(found[noon..<(noon + 24)].contains { $0.surprise > quiet[noon..<(noon + 24)].map(\.surprise).max() ?? 0 })
  }

  @Test func `quiet noise alarms less than once in three thousand points`() {
    let alarms = (1...10).map { readings(noise(2000, seed: $0)).count(where: \.isAlarm) }.reduce(0, +)
    #expect(alarms <= 6)
  }

  @Test func `scale and offset of a series change nothing`() {
    var values = noise(1200).map { ($0 * 8).rounded() / 8 }
    values[900] = 300
    let plain = readings(values)
    let scaled = readings(values.map { $0 * 1024 })
    #expect(plain == scaled)
  }

  @Test func `a watch gone on from its state never knows it stopped`() {
    var values = noise(900)
    values[800] = 200
    let whole = readings(values)
    var first = SeriesWatch()
    var parts: [SeriesWatch.Reading] = []
    for (place, value) in values.enumerated() {
      if place % 97 == 0 { first = SeriesWatch(state: first.state) }
      parts.append(first.meet(value, atSecond: Int64(place) * 300))
    }
    #expect(parts == whole)
  }

  @Test func `kept parts of a state go on as well`() {
    var memory = ValueMemory()
    var scores = PastScores()
    for value in noise(3000) { _ = memory.meet(value).map { scores.surprise(of: $0) } }
    var restored = ValueMemory(values: memory.values, resolution: memory.resolution)
    var counted = PastScores(counts: scores.counts, greatest: scores.greatest)
    for value in [90.0, 300, 301, 100] {
      let (one, other) = (memory.meet(value), restored.meet(value))
      #expect(one == other)
      #expect(scores.surprise(of: one ?? 0) == counted.surprise(of: other ?? 0))
    }
  }

  @Test(arguments: [
    [Double.nan, .infinity, -.infinity, .signalingNaN], [0], [],
    [1e308, -1e308, .leastNonzeroMagnitude, 0, -0.0, .greatestFiniteMagnitude],
  ])
  func `garbage is no alarm and no crash`(values: [Double]) {
    #expect(readings(values).allSatisfy { !$0.isAlarm && $0.surprise.isFinite })
    let mixed = (0..<400).flatMap { _ in values }
    #expect(readings(mixed).allSatisfy { $0.surprise.isFinite })
  }

  @Test func `what is no number leaves no trace`() {
    var watch = SeriesWatch()
    for value in noise(200) { _ = watch.meet(value, atSecond: 0) }
    let before = watch
    let reading = watch.meet(.nan, atSecond: .max)
    #expect(reading.surprise == 0 && !reading.isAlarm)
    #expect(watch == before)
  }

  @Test func `memory stays bounded and knows wild values`() {
    var memory = ValueMemory()
    var random = SeededRandom(seed: 9)
    _ = memory.meet(1e9)
    for _ in 0..<20_000 { _ = memory.meet(random.uniform()) }
    #expect(memory.values.count <= 1024)
    let (wild, usual) = (memory.meet(1e9), memory.meet(0.5))
    #expect(wild == 0)
    #expect((usual ?? 1) < 0.01)
  }

  @Test func `a thousandth of a past has three digits of surprise`() {
    var scores = PastScores()
    for place in 1...999 { _ = scores.surprise(of: Double(place)) }
    var half = scores
    let high = scores.surprise(of: 1999)
    #expect(abs(high - 3.3) < 0.01)
    // Bins are 9 % wide: half of the past is no smaller, give or take one.
    let middle = half.surprise(of: 500)
    #expect(abs(middle - 0.3) < 0.05)
  }

  @Test func `moments before 1970 and equal moments have their hour`() {
    var week = WeekProfile()
    let first = week.meet(5, atSecond: -1)
    let second = week.meet(6, atSecond: -3600)
    #expect(first == 0 && second == 1)
    let last = week.meet(7, atSecond: .min) + week.meet(7, atSecond: .max)
    #expect(last.isFinite)
  }
}
