private import Glibc

/// Which runs were about the same, by the rare words they share, and whether they have changed the same.
///
/// Several tries at one task that end alike are more often right than one that ends by itself: self-consistency, as
/// https://arxiv.org/abs/2203.11171 has it for chains of thought.
struct LikeRuns {
  private let runs: [RunProfile]
  /// The runs in which a word stands, where those are few.
  private var places: [UInt64: [Int]] = [:]
  private var norms: [Double] = []

  /// A word that more runs have says little about any.
  private static let placeLimit = 256
  /// So many of the nearest count, if they are near at all: their cosine, and as a share of the nearest one's.
  private static let neighbours = 8
  private static let leastLikeness = 0.2
  private static let leastShare = 0.5
  /// What stands for runs that nobody knows: half a run, half of which agrees.
  private static let prior = 0.5

  init(_ runs: [RunProfile]) {
    self.runs = runs
    for (place, run) in runs.enumerated() { for word in run.subject { places[word, default: []].append(place) } }
    norms = runs.map { run in
      run.subject.sorted().reduce(0) { $0 + weight($1) * weight($1) }.squareRoot()
    }
  }

  /// The rarer a word, the more it tells; one that only one run has tells nothing of likeness.
  private func weight(_ word: UInt64) -> Double {
    let count = places[word]?.count ?? 0
    return count > 1 ? log(Double(runs.count) / Double(count)) : 0
  }

  /// Returns how far a run's changes are other than those of runs like it, from 0 to 1; a half where there are none.
  func disagreement(of place: Int) -> Double {
    let near = nearest(to: place)
    guard let best = near.first?.likeness else { return 0.5 }
    var (agreeing, total) = (LikeRuns.prior / 2, LikeRuns.prior)
    for other in near where other.likeness >= LikeRuns.leastShare * best {
      total += other.likeness
      if runs[other.place].effects == runs[place].effects { agreeing += other.likeness }
    }
    return 1 - agreeing / total
  }

  private func nearest(to place: Int) -> [(place: Int, likeness: Double)] {
    var shared = [Int: Double]()
    // In order, so that sums are the same whatever the order of a set.
    for word in runs[place].subject.sorted() {
      guard let others = places[word], others.count <= LikeRuns.placeLimit else { continue }
      let weight = weight(word)
      for other in others where other != place { shared[other, default: 0] += weight * weight }
    }
    let near = shared.compactMap { other, sum -> (place: Int, likeness: Double)? in
      let norm = norms[place] * norms[other]
      guard norm > 0, sum / norm >= LikeRuns.leastLikeness else { return nil }
      return (other, sum / norm)
    }
    return Array(near.sorted { ($0.likeness, $1.place) > ($1.likeness, $0.place) }.prefix(LikeRuns.neighbours))
  }
}
