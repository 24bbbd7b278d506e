import Bytes
package import Causes
import Domain
import Store

/// Which of the services that work on an opportunity's requests it arose in, by the traces around its beginning.
package struct ServiceCauses: Equatable, Sendable {
  /// What got worse about the opportunity's own service.
  package let figure: ServiceFigure.Metric
  package let own: Level
  /// Requests of it that were looked at.
  package let requests: Int
  /// How many services it calls, themselves or through others.
  package let callees: Int
  /// Those of them that it arose in, the likeliest first; none where it arose in the service itself.
  package let origins: [Origin]

  /// Seconds a request, or the share of requests that failed.
  package struct Level: Equatable, Sendable {
    package let before: Double
    package let since: Double
  }

  /// A service that got worse when the opportunity began.
  package struct Origin: Equatable, Sendable {
    package let service: String
    package let level: Level
    /// The share of the extra time or failures that arose in it and not in what it calls, from 0 to 1.
    package let ownShare: Double
    /// How many deviations it moved.
    package let deviations: Double
  }

  /// Readings before the beginning and since, each of one stretch of time.
  private static let usual = 36
  private static let now = 12
  /// Stretches are as short as one of these, in hours, that has so many spans of the service on average.
  private static let hours: [Int64] = [1, 2, 4, 8, 24]
  private static let worthAReading: Int64 = 40
  /// Spans read of one stretch at most, but for the rest of the block that has the last of them.
  private static let spanLimit = 8_000
  private static let seriesLimit = 64
  private static let originLimit = 3
  /// A smaller share of what got worse is no origin of it.
  private static let leastShare = 0.1
  /// A service whose requests take less longer than this has not got slower.
  private static let leastSlower = 1.1

  /// Looks at traces; nil where they say nothing: no spans, one service alone, or one that they do not show to be worse.
  init?(_ opportunity: Opportunity, _ signals: OwnSignals, _ records: Records) throws {
    guard let figure = ServiceCauses.figure(of: opportunity),
      let width = try ServiceCauses.width(opportunity, records)
    else { return nil }
    let first = opportunity.began.seconds
    let latest = try records.dataThrough()?.seconds ?? first
    var sample = TraceSample(
      opportunity,
      signals,
      stretches: ServiceCauses.usual + ServiceCauses.now,
      isOfSurface: try ServiceCauses.hasSurface(opportunity, first..<first + width * Int64(ServiceCauses.now), records)
    )
    for stretch in 0..<ServiceCauses.usual + ServiceCauses.now {
      let start = first + width * Int64(stretch - ServiceCauses.usual)
      guard start <= latest else { break }
      var filter = SignalFilter(window: start * 1_000_000..<(start + width) * 1_000_000)
      filter.kinds = SignalKinds(.span)
      var looked = 0
      try records.reader.scan(filter, fields: [.words, .duration, .trace, .span]) { batch in
        for row in batch.rows { sample.add(row, batch) }
        looked += batch.rows.count
        return looked < ServiceCauses.spanLimit
      }
      sample.finish(stretch)
    }
    guard let answer = ServiceCauses(figure, sample) else { return nil }
    self = answer
  }

  private init?(_ figure: ServiceFigure.Metric, _ sample: TraceSample) {
    let before = 0..<ServiceCauses.usual
    let since = ServiceCauses.usual..<ServiceCauses.usual + ServiceCauses.now
    func level(_ service: Int) -> Level {
      Level(before: sample.level(service, figure, before), since: sample.level(service, figure, since))
    }
    let own = level(TraceSample.symptom)
    guard own.since > own.before * (figure == .latency ? ServiceCauses.leastSlower : 1) else { return nil }
    let symptom = ServiceFigure(figure, "Average")
    let question = ServiceQuestion(
      count: sample.names.count,
      calls: sample.calls,
      series: sample.names.indices.flatMap { service in
        [symptom, ServiceFigure(.requests, "Sum")].map { figure in
          let readings = sample.readings(service, figure.metric)
          return ServiceSeries(
            service: service,
            figure: figure,
            usual: Array(readings[before]),
            now: Array(readings[since])
          )
        }
      },
      symptom: .init(service: TraceSample.symptom, figure: symptom)
    )
    let blamed = RootCauses.rank(question).filter(\.isReached)
    guard !blamed.isEmpty else { return nil }
    self.figure = figure
    self.own = own
    requests = sample.requests
    callees = blamed.count
    origins = blamed.filter { $0.moved >= RootCauses.clear && $0.ownShare >= ServiceCauses.leastShare }
      .prefix(ServiceCauses.originLimit).map {
        Origin(
          service: sample.names[$0.service],
          level: level($0.service),
          ownShare: $0.ownShare,
          deviations: $0.moved
        )
      }
  }

  /// Returns what is to be explained; nil for what is no matter of services.
  private static func figure(of opportunity: Opportunity) -> ServiceFigure.Metric? {
    switch opportunity.kind {
    case .latency: .latency
    case .error: .availability
    case .conversion, .request, .confusion, .praise: nil
    }
  }

  /// Returns how long a stretch is, in seconds; nil where the service has no spans.
  private static func width(_ opportunity: Opportunity, _ records: Records) throws -> Int64? {
    guard !opportunity.service.isEmpty else { return nil }
    let days: Int64 = 2
    let first = opportunity.began.seconds
    let prefix = SeriesID.span(service: opportunity.service, operation: "").text
    var count: Int64 = 0
    for series in try records.reader.seriesIDs(prefix: prefix, limit: seriesLimit) {
      for bucket in try records.reader.buckets(series, in: first - days * 86_400..<first + days * 86_400) {
        count = count.adding(bucket.count)
      }
    }
    guard count > 0 else { return nil }
    let spans = count / (2 * days * 24)
    return 3_600 * (hours.first { $0 * spans >= worthAReading } ?? hours[hours.count - 1])
  }

  /// Reports whether spans of the service name the opportunity's surface.
  private static func hasSurface(
    _ opportunity: Opportunity,
    _ seconds: Range<Int64>,
    _ records: Records
  ) throws -> Bool {
    guard !opportunity.surface.isEmpty else { return false }
    var filter = SignalFilter(window: seconds.lowerBound * 1_000_000..<seconds.upperBound * 1_000_000)
    filter.kinds = SignalKinds(.span)
    filter.service = opportunity.service
    var found = false
    try records.reader.scan(filter, fields: .words) { batch in
      found = batch.rows.contains { batch.text($0.surface) == opportunity.surface }
      return !found
    }
    return found
  }
}
