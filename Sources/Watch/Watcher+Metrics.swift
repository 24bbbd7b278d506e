import Bytes
import Domain
import Formats

extension Watcher {
  /// Makes the row of a metric's point.
  ///
  /// It is named by its series, and lasts as long as it counts. People, accounts and sessions among the labels are kept as
  /// hashes, like everywhere. Which instance has counted tells points apart and stands in no name.
  mutating func watch(_ metric: MetricRecord, in records: RecordBatch) {
    guard isInTime(metric.time, line: metric.line) else { return }
    let source = options.source ?? metric.source.rawValue
    let number = series(of: metric, in: records)
    let entry = metricSeries[number]
    let place = metricSeries.place(number, in: &watched.batch.texts)
    var row = SignalRow(
      kind: .metric,
      key: metricKey(metric, entry, source: source, in: records),
      time: Watcher.microseconds(metric.time)
    )
    row.name = place
    row.source = name(source)
    if metric.resource >= 0 {
      let sender = senders[Int(metric.resource)]
      row.service = sender.service
      row.environment = sender.environment
      row.release = sender.release
      row.subject = sender.subject
      row.account = sender.account
      row.session = sender.session
    } else {
      row.service = name(entry.service)
      row.environment = name(entry.environment)
    }
    if !entry.surface.isEmpty { row.surface = name(entry.surface) }
    if entry.subject != 0 { row.subject = entry.subject }
    if entry.account != 0 { row.account = entry.account }
    if entry.session != 0 { row.session = entry.session }
    if metric.start > 0 { row.duration = Watcher.microseconds(from: metric.start, to: metric.time) }
    row.value = metric.value
    row.trace = TraceID(high: metric.traceHigh, low: metric.traceLow)
    row.span = metric.span
    row.extra = detail(of: metric, entry, in: records)
    watched.batch.rows.append(row)
  }

  /// Returns the key of a point: its series, since when it counts, and its time.
  ///
  /// Sent again, it is the same point, also without the exemplar that it named. Of observations those with another value,
  /// or of another span, are others; and a table may have the same one twice, which counts twice.
  private mutating func metricKey(
    _ metric: MetricRecord,
    _ entry: MetricSeries.Entry,
    source: String,
    in records: RecordBatch
  ) -> SignalKey {
    beginIdentity(.metric, source: source)
    addToIdentity(entry.hash)
    addToIdentity(UInt64(bitPattern: metric.start))
    addToIdentity(UInt64(bitPattern: metric.time))
    if metric.isObservation {
      addToIdentity(metric.value.bitPattern)
      addToIdentity(metric.traceHigh)
      addToIdentity(metric.traceLow)
      addToIdentity(metric.span)
    }
    // The result of an expression has no name: two of them may have the same labels.
    if metric.name.isEmpty { addToIdentity(metric.value.bitPattern) }
    // An observation is found with its trace; the trace of an exemplar is no part of the point.
    let trace = metric.isObservation ? TraceID(high: metric.traceHigh, low: metric.traceLow) : .none
    let first = key(trace: trace)
    guard metric.isObservation, metric.source == .table else { return first }
    let number = repeats.count(first)
    guard number > 0 else { return first }
    addToIdentity(UInt64(number))
    return key(trace: trace)
  }

  /// Adds what a point says beyond its value; returns its place, or -1 where it says nothing.
  private mutating func detail(
    of metric: MetricRecord,
    _ entry: MetricSeries.Entry,
    in records: RecordBatch
  ) -> Int32 {
    let distribution =
      metric.distribution < 0 ? nil : Distribution(records.distributions[Int(metric.distribution)], records)
    var detail: MetricDetail
    switch metric.form {
    case .level where distribution == nil: return -1
    case .level: detail = MetricDetail(form: .level)
    case .delta: detail = MetricDetail(form: .delta)
    case .cumulative:
      scratch.removeAll(keepingCapacity: true)
      addToIdentity(entry.hash)
      addToIdentity(UInt64(bitPattern: metric.start))
      detail = MetricDetail(form: .cumulative, run: metricSeries.hash(scratch.span))
    }
    detail.distribution = distribution
    let (bytes, isWhole) = detail.pack()
    if !isWhole { watched.skips.add(.bucketsOverLimit) }
    return watched.batch.addExtra(bytes)
  }

  // MARK: Series

  /// Labels that say which of several copies of Prometheus has sent a sample.
  private static let copies: Set<String> = ["prometheus_replica", "__replica__"]

  /// Returns the number of a point's series, whose identity is the sender, the name and all labels in order.
  private mutating func series(of metric: MetricRecord, in records: RecordBatch) -> Int {
    let labels = sorted(metric.labels, in: records)
    let sender = metric.resource >= 0 ? resourceHash(metric.resource, in: records) : 0
    scratch.removeAll(keepingCapacity: true)
    scratch.append(metric.source == .otlp ? 0 : 1)
    addToIdentity(sender)
    addToIdentity(metric.scope, in: records)
    addToIdentity(metric.name, in: records)
    for index in labels {
      let label = records.attributes[index]
      if isCopy(label.key, of: metric, in: records) { continue }
      addToIdentity(label.key, in: records)
      addToIdentity(label.value, in: records)
    }
    let identity = scratch
    let (number, isNew) = metricSeries.number(of: identity.span)
    if isNew {
      metricSeries.add(entry(metric, labels, hash: metricSeries.hash(identity.span), in: records))
    }
    return number
  }

  /// Reports whether a label is one of those; most are not, which their length tells.
  ///
  /// A `replica` is a Prometheus's own only where one sends: on a page of metrics it is whatever the program calls so.
  private func isCopy(_ key: RecordText, of metric: MetricRecord, in records: RecordBatch) -> Bool {
    guard metric.source == .prometheus else { return false }
    func isNamed(_ name: String) -> Bool {
      name.utf8.count == key.count && name.utf8.elementsEqual(records.bytes[key.range])
    }
    return Watcher.copies.contains(where: isNamed) || (metric.hasCopies && isNamed("replica"))
  }

  /// Returns the places of attributes in the order of their names.
  private func sorted(_ range: Range<Int32>, in records: RecordBatch) -> [Int] {
    let places = Array(Int(range.lowerBound)..<Int(range.upperBound))
    func comesBefore(_ one: Int, _ other: Int) -> Bool {
      let (left, right) = (records.attributes[one].key.range, records.attributes[other].key.range)
      return records.bytes[left].lexicographicallyPrecedes(records.bytes[right])
    }
    // Most senders sort them.
    if zip(places, places.dropFirst()).allSatisfy({ !comesBefore($1, $0) }) { return places }
    return places.sorted(by: comesBefore)
  }

  /// Returns the hash of all that a resource says: its instance, say, which is in no column.
  private mutating func resourceHash(_ resource: Int32, in records: RecordBatch) -> UInt64 {
    if let hash = resourceHashes[resource] { return hash }
    scratch.removeAll(keepingCapacity: true)
    for index in sorted(records.resources[Int(resource)].attributes, in: records) {
      addToIdentity(records.attributes[index].key, in: records)
      addToIdentity(records.attributes[index].value, in: records)
    }
    let hash = metricSeries.hash(scratch.span)
    resourceHashes[resource] = hash
    return hash
  }

  private mutating func entry(
    _ metric: MetricRecord,
    _ labels: [Int],
    hash: UInt64,
    in records: RecordBatch
  ) -> MetricSeries.Entry {
    let places = AttributePlaces(metric.labels, in: records)
    var shown: [(key: String, value: String)] = []
    var found: [String: String] = [:]
    for index in labels {
      let label = records.attributes[index]
      let key = records.string(label.key)
      let isOfSender = metric.source == .prometheus && Watcher.senderLabels.contains(key)
      if isOfSender || isCopy(label.key, of: metric, in: records) {
        found[key] = records.shown(label.value)
      } else if !Watcher.identities.contains(label.name) {
        shown.append((key, records.shown(label.value)))
      }
    }
    let text = SeriesText(name: records.string(metric.name), labels: shown, labelLimit: MetricRecord.labelLimit)
    watched.redacted += text.redactions
    watched.skips.add(.labelsOverLimit, text.leftOut)
    var entry = MetricSeries.Entry(text: text.text, hash: hash)
    entry.service = found["job"] ?? ""
    entry.environment = found["environment"] ?? found["env"] ?? ""
    entry.surface = records.string(places.text(.httpRoute, in: records))
    entry.subject = subject(places, in: records)
    entry.account = account(places, in: records)
    entry.session = identity(.session, places.value(.session, in: records), in: records)
    return entry
  }

  /// Labels by which Prometheus says where a sample comes from; they fill columns, and the instance only tells apart.
  private static let senderLabels: Set<String> = ["job", "instance", "environment", "env"]

  /// Labels that say who it was; they are only kept as hashes.
  private static let identities: Set<AttributeName> = [
    .userID, .userEmail, .account, .tenant, .organization, .session,
  ]
}

extension RecordBatch {
  /// Returns a value as the name of a series shows it.
  fileprivate func shown(_ value: AttributeValue) -> String {
    switch value {
    case .none: ""
    case .bool(let bool): "\(bool)"
    case .integer(let number): "\(number)"
    case .number(let number): JSONValue.number(number).text
    case .text(let text), .json(let text): string(text)
    }
  }
}
