import Bytes
import Domain
import Glibc
import TestSupport

/// Spans as services emit them: about eight to a trace, in order of time, the same for the same seed.
///
/// Six services with forty operations, log-normal durations, one span in a hundred failed, twenty thousand people on
/// the roots of traces, a release a day.
struct SyntheticSpans {
  private var random: SplitMix64
  private let secret: SignalSecret
  private let operations: [Operation]
  private let traceGap: Double
  private var now: Double
  private var waiting: [Span] = []
  private var ready: ArraySlice<Span> = []
  private var identity = [UInt8](repeating: 0, count: 25)

  private struct Operation {
    let service: Int
    let name: String
    let surface: String
    let median: Double
  }

  private struct Span {
    let time: Int64
    let duration: Int64
    let operation: Int
    let failed: Bool
    let user: UInt64
    let trace: TraceID
    let span: UInt64
    let parent: UInt64
  }

  /// Spreads so many spans over so many days from a start in microseconds.
  init(seed: UInt64, secret: SignalSecret, spans: Int, days: Int, start: Int64) {
    random = SplitMix64(seed: seed)
    self.secret = secret
    now = Double(start)
    traceGap = Double(days) * 86_400e6 / (Double(spans) / 8)
    var random = SplitMix64(seed: 1)
    operations = (0..<40).map { index in
      let service = index % 6
      let median = 500 * exp(Double(random.next() % 1_000) / 170)
      return Operation(
        service: service,
        name: service == 0 ? "GET /api/v1/resource\(index)" : "service\(service).operation\(index)",
        surface: service == 0 ? "/resource\(index)" : "",
        median: median
      )
    }
  }

  /// Returns the next so many spans as a batch.
  mutating func batch(_ count: Int) -> SignalBatch {
    while ready.count < count { fill() }
    var batch = SignalBatch()
    batch.rows.reserveCapacity(count)
    let source = batch.texts.place(of: "otlp")
    let environment = batch.texts.place(of: "production")
    let day = ready[ready.startIndex].time / 86_400_000_000
    let services = (0..<6).map { batch.texts.place(of: "service\($0)") }
    let releases = (0..<6).map { batch.texts.place(of: "\(day / 1_000).\(day % 1_000).\($0)") }
    let names = operations.map { batch.texts.place(of: $0.name) }
    let surfaces = operations.map { batch.texts.place(of: $0.surface) }
    for span in ready.prefix(count) {
      var row = SignalRow(kind: .span, key: key(of: span), time: span.time)
      row.duration = span.duration
      row.status = span.failed ? .error : .unset
      row.source = source
      row.environment = environment
      let service = operations[span.operation].service
      row.service = services[service]
      row.release = releases[service]
      row.name = names[span.operation]
      row.surface = surfaces[span.operation]
      row.trace = span.trace
      row.span = span.span
      row.parent = span.parent
      if span.user > 0 {
        row.subject = scramble(span.user)
        row.account = scramble(span.user % 500 + 1_000_000)
        row.session = scramble(span.user &* 1_000_003 &+ UInt64(span.time / 3_600_000_000))
      }
      if span.failed {
        row.evidence = Int32(batch.evidenceIDs.count)
        batch.evidenceIDs.append(EvidenceID(SHA256.hash(Array("\(span.span)".utf8))))
      }
      batch.rows.append(row)
    }
    ready = ready.dropFirst(count)
    return batch
  }

  private mutating func key(of span: Span) -> SignalKey {
    identity[0] = SignalKind.span.rawValue
    for index in 0..<8 {
      let shift = UInt64(8 * index)
      identity[1 + index] = UInt8(truncatingIfNeeded: span.trace.high >> shift)
      identity[9 + index] = UInt8(truncatingIfNeeded: span.trace.low >> shift)
      identity[17 + index] = UInt8(truncatingIfNeeded: span.span >> shift)
    }
    return SignalKey(trace: span.trace, identity: identity.span, secret: secret)
  }

  /// Makes traces until enough spans are known to come before every later one.
  private mutating func fill() {
    while waiting.count < 60_000 { addTrace() }
    waiting.sort { $0.time < $1.time }
    let cut = waiting.firstIndex { Double($0.time) >= now } ?? waiting.count
    ready = ArraySlice(ready + waiting[..<cut])
    waiting.removeFirst(cut)
  }

  private mutating func addTrace() {
    now += -log(1 - unit()) * traceGap
    let trace = TraceID(high: random.next(), low: random.next())
    let root = Int(random.next() % 7) * 6
    let count = 1 + Int(random.next() % 15)
    var spans: [(id: UInt64, start: Double, length: Double)] = []
    for index in 0..<count {
      let id = random.next() | 1
      let operation = index == 0 ? root : (root + index * 7 + Int(random.next() % 2)) % operations.count
      let length = min(operations[operation].median * exp(normal()), 3e7)
      let parent = index == 0 ? nil : spans[Int(random.next() % UInt64(index))]
      let start = parent.map { $0.start + unit() * $0.length / 2 } ?? now
      spans.append((id, start, length))
      waiting.append(
        Span(
          time: Int64(start),
          duration: Int64(length),
          operation: operation,
          failed: random.next() % 100 == 0,
          user: index == 0 ? 1 + random.next() % 20_000 : 0,
          trace: trace,
          span: id,
          parent: parent?.id ?? 0
        )
      )
    }
  }

  private mutating func unit() -> Double { Double(random.next() >> 11) / 9_007_199_254_740_992 }

  private mutating func normal() -> Double {
    (-2 * log(1 - unit())).squareRoot() * cos(2 * .pi * unit())
  }

  private func scramble(_ value: UInt64) -> UInt64 {
    var random = SplitMix64(seed: value)
    return random.next()
  }
}
