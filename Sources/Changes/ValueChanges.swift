import Glibc
import Numerics

/// A value that a series had at a moment, as the mean of a bucket or a reading of a gauge.
package struct ValuePoint: Equatable, Sendable {
  package var second: Int64
  package var value: Double

  /// Joins a moment and a value.
  package init(second: Int64, value: Double) {
    self.second = second
    self.value = value
  }
}

/// Finds what changed in values that are no counts: levels, slopes, scatter, and single points that stand out.
package enum ValueChanges {
  /// Points so near to a cut belong to it.
  private static let near = 5
  /// A value so many usual distances from the middle of its neighbours is wild.
  private static let wild = 12.0

  /// Returns the changes of a series in the order they began; points may come in any order.
  package static func changes(in points: [ValuePoint]) -> [Change] {
    let ordered = points.filter(\.value.isFinite).sorted { $0.second < $1.second }
    let values = calmed(ordered.map(\.value))
    let cuts = Segmenter.changePoints([values])
    let story = ValueStory(points: ordered, values: values, cuts: cuts)
    return (story.levels + story.spreads + story.spikes(apartBy: near)).filter { $0.surprise >= CountChanges.threshold }
      .sorted { ($0.onset, $0.kind.rawValue) < ($1.onset, $1.kind.rawValue) }
  }

  /// Replaces single wild values by the middle of their neighbours, so that they make no regime of their own.
  ///
  /// Hampel's filter (https://doi.org/10.1186/s13634-016-0383-6) over two neighbours on each side.
  private static func calmed(_ values: [Double]) -> [Double] {
    let middles = values.indices.map { place in
      Robust.median(Array(values[max(0, place - 2)...min(values.count - 1, place + 2)])) ?? values[place]
    }
    let scale = Robust.median(zip(values, middles).map { abs($0 - $1) }) ?? 0
    return zip(values, middles).map { scale > 0 && abs($0 - $1) > wild * scale ? $1 : $0 }
  }
}

/// A series cut into regimes, told as changes.
struct ValueStory {
  let points: [ValuePoint]
  /// The points' values without single wild ones.
  let values: [Double]
  let cuts: [Int]

  /// Returns one change per cut, from the mean before it to the mean after it.
  var levels: [Change] {
    comparisons(of: values, cuts).map { comparison in
      Change(
        kind: comparison.after.mean > comparison.before.mean ? .rise : .fall,
        onset: points[comparison.place].second,
        levels: (comparison.before.mean, comparison.after.mean),
        ratio: comparison.ratio,
        surprise: comparison.surprise(places: values.count)
      )
    }
  }

  /// Returns one change per cut of the distances from the means: the same level, scattering otherwise.
  var spreads: [Change] {
    let distances = pieces(cuts).flatMap { piece in
      let mean = Moments(values[piece], kinship: 0).mean
      return values[piece].map { abs($0 - mean) }
    }
    let own = Segmenter.changePoints([distances]).filter { place in !cuts.contains { abs($0 - place) < 10 } }
    return comparisons(of: distances, own).map { comparison in
      Change(
        kind: .spread,
        onset: points[comparison.place].second,
        levels: (comparison.before.mean, comparison.after.mean),
        ratio: comparison.ratio,
        surprise: comparison.surprise(places: values.count)
      )
    }
  }

  /// Returns the alarms of a watch over the series, but for those that a cut tells.
  func spikes(apartBy near: Int) -> [Change] {
    var watch = SeriesWatch()
    return points.enumerated().compactMap { place, point in
      let reading = watch.meet(point.value, atSecond: point.second)
      guard reading.isAlarm, !cuts.contains(where: { abs($0 - place) <= near }) else { return nil }
      let before = values[max(0, place - 24)..<place].reduce(0, +) / Double(min(24, max(1, place)))
      return Change(
        kind: point.value >= before ? .spike : .dip,
        onset: point.second,
        end: place + 1 < points.count ? points[place + 1].second : nil,
        levels: (before, point.value),
        ratio: nil,
        surprise: reading.surprise
      )
    }
  }

  private func pieces(_ cuts: [Int]) -> [Range<Int>] {
    let edges = [0] + cuts + [values.count]
    return zip(edges, edges.dropFirst()).map { $0..<$1 }
  }

  private func comparisons(of numbers: [Double], _ cuts: [Int]) -> [MeanPair] {
    let pieces = pieces(cuts)
    // Distances from a mean are less alike than the values are, but come and go with them.
    let alike = max(Segmenter.kinship([values], cuts: cuts), Segmenter.kinship([numbers], cuts: cuts))
    let kinship = Scatter.corrected(alike, values.count, cuts)
    return zip(pieces, pieces.dropFirst()).map { old, new in
      MeanPair(
        place: new.lowerBound,
        before: Moments(numbers[old], kinship: kinship),
        after: Moments(numbers[new], kinship: kinship)
      )
    }
  }
}

/// The mean of a stretch with its uncertainty, neighbours being alike.
struct Moments {
  let mean: Double
  /// The squared standard error of the mean, inflated by (1 + r) / (1 - r).
  let uncertainty: Double
  let degrees: Double

  /// Takes the values of a stretch and how alike neighbours are.
  init(_ values: ArraySlice<Double>, kinship: Double) {
    let count = Double(values.count)
    let middle = values.reduce(0) { $0 + $1 / count }
    let squares = values.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
    let alike = max(0, kinship)
    mean = middle
    uncertainty = squares / max(1, count - 1) / count * (1 + alike) / (1 - alike)
    degrees = max(1, count * (1 - alike) / (1 + alike))
  }
}

/// Two means to be compared.
struct MeanPair {
  let place: Int
  let before: Moments
  let after: Moments

  private var error: Double { (before.uncertainty + after.uncertainty).squareRoot() }
  private var degrees: Double { min(before.degrees + after.degrees, 1e6) }

  /// The second mean over the first; nil unless the first is surely apart from zero and both have one sign.
  var ratio: Interval? {
    guard before.mean * after.mean > 0, abs(before.mean) > 3 * before.uncertainty.squareRoot() else { return nil }
    let value = after.mean / before.mean
    let relative =
      (before.uncertainty / (before.mean * before.mean) + after.uncertainty / (after.mean * after.mean)).squareRoot()
    let factor = exp(StudentT.quantile(0.975, degreesOfFreedom: degrees) * relative)
    return Interval(low: value / factor, value: value, high: value * factor)
  }

  /// Returns the digits of the chance that one mean gives two so different, in any of so many places.
  func surprise(places: Int) -> Double {
    let distance = abs(after.mean - before.mean)
    guard distance.isFinite, distance > 0 else { return 0 }
    guard error > 0 else { return 300 }
    let chance = 2 * StudentT.cdf(-distance / error, degreesOfFreedom: degrees)
    return max(0, -log10(max(chance, 1e-300)) - log10(Double(max(1, places))))
  }
}
