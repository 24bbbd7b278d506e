/// Watches a series point by point and tells how surprising each is against the series' own past.
///
/// Three views of a point, its value, the mean of the last ones and the distance from what its hour of the week usually
/// is, are each asked: how far from anything this series has ever been? That distance is ranked among all distances
/// before it, which makes one threshold fit every series, and a second visit to a new place surprises nobody.
/// A value of this type is all that is needed to go on: it is its own snapshot, and `state` is it in plain numbers.
package struct SeriesWatch: Equatable, Sendable {
  /// The surprise from which a point is an alarm: four points in a thousand where its views agree.
  package static let threshold = 2.4
  /// A point this surprising begins an episode, whether or not it is an alarm.
  private static let stirring = 1.5
  /// An episode lasts so long after its greatest point: a twentieth of the series, but so many points at least.
  private static let episode: (share: Int64, least: Int64) = (20, 60)
  /// To a watch that has seen next to nothing everything is new: how new is not counted before this point.
  private static let settling: Int64 = 50
  /// No point before this one is an alarm.
  private static let learning: Int64 = 100
  /// Larger numbers are taken for this one, so that no sum or distance overflows.
  private static let largest = 1e150

  private var views = [SurpriseView](repeating: SurpriseView(), count: 3)
  private var recent = RecentMean()
  private var week = WeekProfile()
  private var episode = Episode()
  private var count: Int64 = 0

  /// What a point told.
  package struct Reading: Equatable, Sendable {
    /// The surprise in digits: 3 is one in a thousand of the past; 0 where an episode goes on without growing.
    package let surprise: Double
    /// Whether the point is worth telling somebody.
    package let isAlarm: Bool
  }

  /// Starts without a past.
  package init() {}

  /// Goes on from a state.
  package init(state: State) {
    for (place, view) in state.views.prefix(views.count).enumerated() { views[place] = view }
    recent = state.recent
    week = state.week
    episode = state.episode
    count = max(0, state.count)
  }

  /// All that the watch remembers.
  package var state: State { State(views: views, recent: recent, week: week, episode: episode, count: count) }

  /// Takes the next point of the series; what is no number is no point.
  package mutating func meet(_ value: Double, atSecond second: Int64) -> Reading {
    guard value.isFinite else { return Reading(surprise: 0, isAlarm: false) }
    let value = min(Self.largest, max(-Self.largest, value))
    let looks = [value, recent.meet(value), week.meet(value, atSecond: second)]
    var squares = 0.0
    for place in views.indices {
      let surprise = views[place].surprise(of: looks[place], counts: count >= Self.settling)
      squares += surprise * surprise
    }
    defer { count += 1 }
    return quieted((squares / Double(views.count)).squareRoot())
  }

  /// Silences what only goes on: within an episode a point counts only where it surprises more than all before.
  private mutating func quieted(_ surprise: Double) -> Reading {
    if count - episode.last > max(Self.episode.least, count / Self.episode.share) { episode.greatest = 0 }
    guard surprise > episode.greatest else { return Reading(surprise: 0, isAlarm: false) }
    if surprise >= Self.stirring { episode = Episode(last: count, greatest: surprise) }
    return Reading(surprise: surprise, isAlarm: surprise >= Self.threshold && count >= Self.learning)
  }
}

extension SeriesWatch {
  /// The memory of a watch in plain values, to be kept and gone on from.
  package struct State: Equatable, Sendable {
    package var views: [SurpriseView]
    package var recent: RecentMean
    package var week: WeekProfile
    package var episode: Episode
    package var count: Int64

    /// Joins what was kept.
    package init(views: [SurpriseView], recent: RecentMean, week: WeekProfile, episode: Episode, count: Int64) {
      self.views = views
      self.recent = recent
      self.week = week
      self.episode = episode
      self.count = count
    }
  }

  /// The last stretch of surprising points.
  package struct Episode: Equatable, Sendable {
    package var last: Int64
    package var greatest: Double

    /// Starts at a point with its surprise.
    package init(last: Int64 = 0, greatest: Double = 0) {
      self.last = last
      self.greatest = greatest
    }
  }
}

/// One way to look at a series: how new a number is, among how new its numbers were.
package struct SurpriseView: Equatable, Sendable {
  package private(set) var memory: ValueMemory
  package private(set) var scores: PastScores

  /// Goes on from what was seen, or starts without.
  package init(memory: ValueMemory = ValueMemory(), scores: PastScores = PastScores()) {
    self.memory = memory
    self.scores = scores
  }

  /// Returns the surprise of a number in digits, and remembers it; 0 where how new it is does not count yet.
  package mutating func surprise(of number: Double, counts: Bool) -> Double {
    guard let novelty = memory.meet(number), counts else { return 0 }
    return scores.surprise(of: novelty)
  }
}
