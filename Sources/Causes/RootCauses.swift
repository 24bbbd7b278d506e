import Numerics

/// Ranks the services that a symptom may come from.
///
/// A cause has three marks: its figure moved when the symptom did; the extra time or the failures that the symptom shows
/// arose in it, and not in what it calls; and nothing below it moved. Each speaks alike, and what is found blames its
/// callers a little too, because the place at which a fault is named is often one call above that at which it shows.
package enum RootCauses {
  /// Deviations at which a move is as likely real as not; of the baseline, a mean shift of three deviations.
  package static let clear = 3.0
  /// What a service outside of the symptom's calls keeps of its score: call graphs have gaps.
  private static let outsideShare = 0.3
  /// What a caller gets of the score of the worst it calls.
  private static let callerShare = 0.3
  /// What a move counts that explains nothing of the symptom.
  private static let bareMove = 0.02
  /// What other figures count: they only order services whose own figure says nothing.
  private static let otherFigures = 0.01
  /// Calls that blame is handed up through; a graph may have circles.
  private static let reach = 12

  /// Ranks all services but the symptom's own, the likeliest first; names and the order of services do not matter.
  package static func rank(_ question: ServiceQuestion) -> [BlamedService] {
    let symptom = question.symptom
    guard question.count > 0, (0..<question.count).contains(symptom.service) else { return [] }
    let calls = CallGraph(question)
    let moves = Moves(question)
    let total = moves.moves[symptom.service].amount
    let distances = calls.distances(from: symptom.service)
    var blamed = (0..<question.count).map { service in
      blame(service, calls.callees[service], moves, total: total, isReached: distances[service] != nil)
    }
    handUp(&blamed, calls, moves, total: total)
    let structure = (0..<question.count).map { service in
      [-(distances[service] ?? -1), calls.callees[service].count, -calls.callers[service].count]
    }
    return blamed.filter { $0.service != symptom.service }.sorted { one, other in
      if one.score != other.score { return one.score > other.score }
      if one.moved != other.moved { return one.moved > other.moved }
      let left = structure[one.service]
      let right = structure[other.service]
      return left == right ? one.service < other.service : left.lexicographicallyPrecedes(right)
    }
  }

  /// Returns how sure it is, from 0 to 1, that a figure really moved.
  static func sureness(_ deviations: Double) -> Double {
    guard deviations > 0 else { return 0 }
    guard deviations < 1e9 else { return 1 }
    let square = deviations * deviations
    return square / (square + clear * clear)
  }

  /// What each service's figures did.
  struct Moves {
    /// Of the symptom's figure.
    var moves: [ServiceMove]
    /// How sure it is that any other figure moved.
    var others: [Double]

    init(_ question: ServiceQuestion) {
      moves = [ServiceMove](repeating: .none, count: question.count)
      others = [Double](repeating: 0, count: question.count)
      var requests = [[Double?]](repeating: [], count: question.count)
      let known = question.series.filter { (0..<question.count).contains($0.service) }
      for series in known where series.figure.metric == .requests { requests[series.service] = series.now }
      let symptom = question.symptom
      let direction = symptom.figure.metric.direction
      let own = known.first { $0.service == symptom.service && $0.figure == symptom.figure }
      let usual = own.map { $0.usual.compactMap { $0.flatMap { $0.isFinite ? $0 * direction : nil } } } ?? []
      let window = SymptomWindow(
        worse: (own?.now ?? []).map { $0.map { $0 * direction } },
        usual: Robust.median(usual),
        rows: known.map(\.now.count).max() ?? 0
      )
      for series in known where series.figure.metric != .requests {
        let move = ServiceMove(series, requests: requests[series.service], in: window)
        if series.figure == symptom.figure {
          moves[series.service] = move
        } else {
          others[series.service] = max(others[series.service], sureness(move.deviations))
        }
      }
    }
  }

  private static func blame(
    _ service: Int,
    _ callees: [Int],
    _ moves: Moves,
    total: Double,
    isReached: Bool
  ) -> BlamedService {
    let move = moves.moves[service]
    var explained = 0.0
    var surest = 0.0
    for callee in callees {
      let below = moves.moves[callee]
      let sure = sureness(below.deviations)
      explained += min(below.amount, move.amount) * sure
      surest = max(surest, sure)
    }
    let ownShare = total > 0 ? min(1, max(0, move.amount - explained) / total) : 0
    let depth = 1 - surest
    let score = (ownShare + depth + bareMove) * sureness(move.deviations) + otherFigures * moves.others[service]
    return BlamedService(
      service: service,
      score: isReached ? score : score * outsideShare,
      moved: move.deviations,
      ownShare: ownShare,
      depth: depth,
      isReached: isReached
    )
  }

  /// Lets callers share in the blame of the worst they call, as far as they moved with it.
  private static func handUp(_ blamed: inout [BlamedService], _ calls: CallGraph, _ moves: Moves, total: Double) {
    let own = blamed.map(\.score)
    var scores = own
    let passes = own.indices.map { service in
      callerShare * sureness(moves.moves[service].deviations)
        * (total > 0 ? min(1, moves.moves[service].amount / total) : 0)
    }
    for _ in 0..<reach {
      scores = own.indices.map { service in
        own[service] + passes[service] * (calls.callees[service].map { scores[$0] }.max() ?? 0)
      }
    }
    blamed = zip(blamed, scores).map { service, score in
      BlamedService(
        service: service.service,
        score: Rounding.nine(score),
        moved: service.moved,
        ownShare: service.ownShare,
        depth: service.depth,
        isReached: service.isReached
      )
    }
  }
}
