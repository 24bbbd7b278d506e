import Domain
import TestSupport
import Testing

@Suite struct HourMarksTests {
  private static func marks(_ hours: some Sequence<Int64>) -> HourMarks {
    var marks = HourMarks()
    for hour in hours { marks.insert(hour) }
    return marks
  }

  struct Rhythm: Sendable, CustomTestStringConvertible {
    let name: String
    let hours: [Int64]
    let pauses: [Int]

    var testDescription: String { name }
  }

  static let rhythms = [
    Rhythm(name: "nothing", hours: [], pauses: [0, 0]), Rhythm(name: "one hour", hours: [5], pauses: [0, 0]),
    Rhythm(name: "one pause", hours: [5, 9], pauses: [4, 0]),
    Rhythm(name: "every hour", hours: Array(100..<700), pauses: [1, 1]),
    Rhythm(name: "every hour but for one outage", hours: Array(100..<300) + Array(372..<700), pauses: [73, 1]),
    Rhythm(name: "by day", hours: (0..<600).filter { $0 % 24 < 8 }, pauses: [17, 17]),
    Rhythm(name: "on working days", hours: (0..<660).filter { $0 % 24 < 8 && $0 / 24 % 7 < 5 }, pauses: [65, 65]),
    Rhythm(name: "an outage longer than all that is remembered", hours: [0, 1, 2, 5_000, 5_001], pauses: [1, 0]),
    Rhythm(name: "before 1970", hours: [-900, -890, -885], pauses: [10, 5]),
  ]

  @Test(arguments: rhythms) func `a pause that has come twice is told from one that has not`(_ rhythm: Rhythm) {
    let pauses = Self.marks(rhythm.hours).longestPauses
    #expect([pauses.first, pauses.second] == rhythm.pauses)
  }

  @Test(arguments: rhythms) func `hours in another order are the same marks`(_ rhythm: Rhythm) {
    #expect(Self.marks(rhythm.hours.reversed()) == Self.marks(rhythm.hours))
    var random = SplitMix64(seed: 3)
    #expect(Self.marks(rhythm.hours.shuffled(using: &random)) == Self.marks(rhythm.hours))
  }

  @Test func `an hour has all of its microseconds`() {
    #expect(HourMarks.hour(of: 3_599_999_999) == 0)
    #expect(HourMarks.hour(of: 3_600_000_000) == 1)
    #expect(HourMarks.hour(of: -1) == -1)
    var marks = HourMarks()
    for time in [Int64.min, 0, .max] { marks.insert(HourMarks.hour(of: time)) }
    #expect(marks.last == HourMarks.hour(of: .max))
  }
}
