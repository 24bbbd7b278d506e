import Causes
import Domain
import Store

/// Traces of an opportunity's requests, as what each service did in each stretch of time, and who called whom.
///
/// A trace may lack spans, because a sampler has dropped them or because only a part of the stretch was read. Of a service
/// most of whose requests have a known caller, or none, only those count: others may be parts of requests.
struct TraceSample {
  /// The services, the opportunity's own first.
  private(set) var names: [String]
  /// How many requests of the opportunity were looked at.
  private(set) var requests = 0
  private let opportunity: Opportunity
  private let signals: OwnSignals
  private let isOfSurface: Bool
  private let stretches: Int
  private var numbers: [String: Int]
  private var edges: Set<ServiceQuestion.Call> = []
  private var loads: [ServiceLoad]
  /// The spans of the stretch at hand.
  private var spans: [TracedSpan] = []

  /// The place of the opportunity's own service.
  static let symptom = 0
  /// Services that are told apart; senders choose their names.
  private static let serviceLimit = 256

  private struct TracedSpan {
    let trace: TraceID
    let span: UInt64
    let parent: UInt64
    let service: Int
    /// Whether it is of the kind that the opportunity is about.
    let isMarked: Bool
    let duration: Int64
    let hasFailed: Bool
  }

  private struct SpanID: Hashable {
    let trace: TraceID
    let span: UInt64
  }

  /// What a service did in each stretch.
  private struct ServiceLoad {
    /// Requests whose caller is known, or that have none, and all others.
    var known: [Sum]
    var orphans: [Sum]

    init(stretches: Int) {
      known = [Sum](repeating: Sum(), count: stretches)
      orphans = known
    }

    /// What counts.
    var sums: [Sum] {
      let isTold = known.reduce(0) { $0 + $1.count } >= orphans.reduce(0) { $0 + $1.count }
      return isTold ? known : zip(known, orphans).map { $0 + $1 }
    }
  }

  struct Sum {
    var count = 0
    var failed = 0
    var seconds = 0.0

    static func + (one: Sum, other: Sum) -> Sum {
      Sum(count: one.count + other.count, failed: one.failed + other.failed, seconds: one.seconds + other.seconds)
    }
  }

  /// `isOfSurface` has only requests of the opportunity's surface looked at.
  init(_ opportunity: Opportunity, _ signals: OwnSignals, stretches: Int, isOfSurface: Bool) {
    self.opportunity = opportunity
    self.signals = signals
    self.isOfSurface = isOfSurface
    self.stretches = stretches
    names = [opportunity.service]
    numbers = [opportunity.service: TraceSample.symptom]
    loads = [ServiceLoad(stretches: stretches)]
  }

  /// Adds a span of the stretch at hand.
  mutating func add(_ row: SignalRow, _ batch: SignalBatch) {
    guard !row.trace.isNone, row.span != 0, let service = number(of: batch.text(row.service)) else { return }
    var isMarked = service == TraceSample.symptom
    if signals.isSlow {
      isMarked = signals.operation(of: row, batch) != nil
    } else if isMarked, isOfSurface {
      isMarked = batch.text(row.surface) == opportunity.surface
    }
    spans.append(
      TracedSpan(
        trace: row.trace,
        span: row.span,
        parent: row.parent,
        service: service,
        isMarked: isMarked,
        duration: row.duration,
        hasFailed: row.status == .error
      )
    )
  }

  /// Counts the spans of a stretch, those of the opportunity's traces.
  mutating func finish(_ stretch: Int) {
    let traces = Set(spans.lazy.filter(\.isMarked).map(\.trace))
    spans.removeAll { !traces.contains($0.trace) }
    let places = Dictionary(
      spans.indices.map { (SpanID(trace: spans[$0].trace, span: spans[$0].span), $0) },
      uniquingKeysWith: { first, _ in first }
    )
    for span in spans {
      let parent = places[SpanID(trace: span.trace, span: span.parent)].map { spans[$0].service }
      if let parent, parent != span.service { edges.insert(.init(caller: parent, callee: span.service)) }
      // Within a service, spans are parts of a request; those of an operation that is slow are what it is about.
      let isOwn = span.service == TraceSample.symptom
      guard isOwn ? span.isMarked && (signals.isSlow || parent != span.service) : parent != span.service else {
        continue
      }
      if isOwn { requests += 1 }
      let sum = Sum(count: 1, failed: span.hasFailed ? 1 : 0, seconds: Double(span.duration) / 1e6)
      if parent != nil || span.parent == 0 || isOwn && signals.isSlow {
        loads[span.service].known[stretch] = loads[span.service].known[stretch] + sum
      } else {
        loads[span.service].orphans[stretch] = loads[span.service].orphans[stretch] + sum
      }
    }
    spans.removeAll(keepingCapacity: true)
  }

  /// Who called whom, in the order of their places.
  var calls: [ServiceQuestion.Call] {
    edges.sorted { ($0.caller, $0.callee) < ($1.caller, $1.callee) }
  }

  /// Returns a figure of each stretch; nil where a service had no request.
  func readings(_ service: Int, _ figure: ServiceFigure.Metric) -> [Double?] {
    loads[service].sums.map { sum in
      guard sum.count > 0 else { return nil }
      return switch figure {
      case .latency: sum.seconds / Double(sum.count)
      case .availability: 100 * (1 - Double(sum.failed) / Double(sum.count))
      case .requests: Double(sum.count)
      }
    }
  }

  /// Returns the seconds a request took, or the share of requests that failed, over some stretches.
  func level(_ service: Int, _ figure: ServiceFigure.Metric, _ range: Range<Int>) -> Double {
    let sum = loads[service].sums[range].reduce(Sum(), +)
    guard sum.count > 0 else { return 0 }
    return (figure == .latency ? sum.seconds : Double(sum.failed)) / Double(sum.count)
  }

  private mutating func number(of service: String) -> Int? {
    if let known = numbers[service] { return known }
    guard names.count < TraceSample.serviceLimit else { return nil }
    numbers[service] = names.count
    names.append(service)
    loads.append(ServiceLoad(stretches: stretches))
    return names.count - 1
  }
}
