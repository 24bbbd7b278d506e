import Glibc
import Numerics

/// Finds what changed in counts over time, from a handful to millions.
package enum CountChanges {
  /// Surprise, in digits, below which nothing is told: one false change in a thousand series.
  package static let threshold = 3.0
  /// A regime no longer than this share of its line, or than this many buckets, that ends as it began is a spike or a dip.
  fileprivate static let brief = (share: 0.02, buckets: 3)
  /// A rate is back where it was if it is nearer than this factor.
  private static let back = 1.5
  /// Fewer than one event in so many buckets is hardly ever; so many times more is often.
  private static let rare = (buckets: 10.0, ratio: 3.0)
  private static let fewest = 4
  /// Independent events scatter by 1 give or take this many deviations.
  private static let loose = 3.0

  /// Returns the changes of buckets in the order they began; buckets may come in any order.
  package static func changes(in buckets: [CountBucket]) -> [Change] {
    let plain = CountLine(buckets)
    guard plain.count >= fewest else { return [] }
    let line = plain.scaled(by: Season.factors(of: plain))
    let (places, dispersion) = regimes(of: line)
    let story = CountStory(line: line, dispersion: dispersion, places: places)
    return (story.told + story.spikes).filter { $0.surprise >= threshold }
      .sorted { ($0.onset, $0.kind.rawValue) < ($1.onset, $1.kind.rawValue) }
  }

  /// Cuts, learns the scatter about the pieces, and cuts again for as long as the scatter turns out greater.
  private static func regimes(of line: CountLine) -> (places: [Int], dispersion: Double) {
    var dispersion = Scatter.ofNeighbours(line)
    var places = CountCuts(line: line, dispersion: dispersion).places()
    for _ in 0..<4 {
      let about = Scatter.about(places, of: line)
      guard about > dispersion * 1.05 else { break }
      dispersion = about
      places = CountCuts(line: line, dispersion: dispersion).places()
    }
    return (places, dispersion)
  }

  /// A line with its scatter, told as changes.
  struct CountStory {
    let line: CountLine
    let dispersion: Double
    let pieces: [Range<Int>]
    /// How single buckets are wont to stand out; nil where counts scatter as independent events do.
    private(set) var tail: Tail?

    init(line: CountLine, dispersion: Double, places: [Int]) {
      self.line = line
      self.dispersion = dispersion
      let edges = [0] + places + [line.count]
      pieces = zip(edges, edges.dropFirst()).map { $0..<$1 }
      guard dispersion > 1 + loose / Double(line.count).squareRoot() else { return }
      tail = Tail(ratios: ratios)
    }

    /// Each bucket's logarithm of what it has over what is usual; what is brief is measured by what was before it.
    private var ratios: [Double] {
      var usual =
        pieces.indices.first { !isShort(pieces[$0]) }.map { line.rate(pieces[$0]) } ?? line.rate(0..<line.count)
      return pieces.flatMap { piece in
        if !isShort(piece) { usual = line.rate(piece) }
        return piece.map { log((line.counts[$0] + 1) / (usual * line.exposures[$0] + 1)) }
      }
    }

    /// Returns one change per cut, or per run of cuts that go the same way, or per brief regime.
    var told: [Change] {
      var changes: [Change] = []
      var next = 1
      while next < pieces.count {
        let run = sameWay(from: next)
        if isBrief(next) {
          changes.append(change(pieces[next - 1], pieces[next], isBrief: true))
          next += 2
        } else if run >= 2 {
          changes.append(slope(pieces[(next - 1)...(next + run - 1)]))
          next += run
        } else {
          changes.append(change(pieces[next - 1], pieces[next], isBrief: false))
          next += 1
        }
      }
      return changes
    }

    private func isShort(_ piece: Range<Int>) -> Bool {
      piece.count <= max(brief.buckets, Int(Double(line.count) * brief.share))
    }

    private func isBrief(_ index: Int) -> Bool {
      guard index + 1 < pieces.count, isShort(pieces[index]) else { return false }
      let (old, new, later) = (line.rate(pieces[index - 1]), line.rate(pieces[index]), line.rate(pieces[index + 1]))
      let isBack = max(old, later) <= min(old, later) * back
      return isBack || (new > old && later - old < (new - old) / 4) || (new < old && old - later < (old - new) / 4)
    }

    /// How many cuts from here go the same way.
    private func sameWay(from index: Int) -> Int {
      let rates = pieces.map { line.rate($0) }
      var run = 1
      while index + run < pieces.count, !isBrief(index + run),
        (rates[index + run] > rates[index + run - 1]) == (rates[index] > rates[index - 1])
      { run += 1 }
      return run
    }

    private func change(_ old: Range<Int>, _ new: Range<Int>, isBrief: Bool) -> Change {
      let pair = CountPair(before: line.sum(old), after: line.sum(new), dispersion: dispersion)
      let rises = line.rate(new) > line.rate(old)
      let isRare = pair.before.count * rare.buckets < Double(old.count) && line.rate(new) > line.rate(old) * rare.ratio
      let isSilent = pair.after.count == 0
      let kind: Change.Kind =
        if isSilent { .silence } else if isBrief { rises ? .spike : .dip } else if rises {
          isRare && pair.after.count >= 3 ? .outbreak : .rise
        } else { .fall }
      let isOver = (isBrief || isSilent) && new.upperBound < line.count
      return Change(
        kind: kind,
        onset: line.seconds[new.lowerBound],
        end: isOver ? line.seconds[new.upperBound] : nil,
        levels: (line.rate(old), line.rate(new)),
        ratio: pair.ratio,
        surprise: surprise(of: pair, over: new)
      )
    }

    /// A run of pieces that go the same way, told from its first to its last.
    private func slope(_ pieces: ArraySlice<Range<Int>>) -> Change {
      let first = pieces[pieces.startIndex]
      let last = pieces[pieces.endIndex - 1]
      let pair = CountPair(before: line.sum(first), after: line.sum(last), dispersion: dispersion)
      let isSilent = pair.after.count == 0
      let rises = line.rate(last) > line.rate(first)
      return Change(
        kind: isSilent ? .silence : rises ? .climb : .decline,
        onset: line.seconds[isSilent ? last.lowerBound : first.upperBound],
        levels: (line.rate(first), line.rate(last)),
        ratio: pair.ratio,
        surprise: pair.surprise(places: line.count)
      )
    }
  }
}

// MARK: - Single buckets

extension CountChanges.CountStory {
  /// Returns the surprise of a pair whose second side is a range; a few buckets of a line that scatters must also be
  /// beyond what single buckets of it are wont to be.
  func surprise(of pair: CountPair, over range: Range<Int>) -> Double {
    let exact = pair.surprise(places: line.count)
    guard let tail, range.count <= CountChanges.brief.buckets, pair.isRise else { return exact }
    return min(exact, max(0, Double(range.count) * tail.digits(of: range) - log10(Double(line.count))))
  }

  /// Buckets that stand out of their regime.
  var spikes: [Change] {
    pieces.filter { $0.count > CountChanges.brief.buckets }.flatMap { piece in
      piece.compactMap { place in
        let own = line.sum(place..<(place + 1))
        let whole = line.sum(piece)
        let rest = (count: whole.count - own.count, exposure: whole.exposure - own.exposure)
        let pair = CountPair(before: rest, after: own, dispersion: dispersion)
        // Most buckets are told from their regime by three deviations, without a distribution.
        let usual = rest.count / rest.exposure * own.exposure
        guard own.count - usual > 3 * (usual * dispersion).squareRoot() else { return nil }
        return Change(
          kind: .spike,
          onset: line.seconds[place],
          end: place + 1 < line.count ? line.seconds[place + 1] : nil,
          levels: (rest.count / rest.exposure, own.count / own.exposure),
          ratio: pair.ratio,
          surprise: surprise(of: pair, over: place..<(place + 1))
        )
      }
    }
  }
}
