import Bytes

extension SentryReader {
  /// Reads one item of a container of metrics: https://develop.sentry.dev/sdk/telemetry/metrics/.
  ///
  /// A counter says what has come, a gauge how things stood; a distribution is one observation.
  func readMetric(
    of envelope: SentryEnvelope,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) {
    let place = line.place("timestamp", of: index, bytes)
    guard let time = line.time(at: place, bytes), time > 0 else {
      return rejectTime(of: "a metric", place, envelope, isDatedByEnvelope: false, line, bytes, into: &batch)
    }
    let name = line.text(at: line.place("name", of: index, bytes), bytes, into: &batch)
    guard !name.isEmpty else { return reject(envelope, "a metric has no name", "a name", into: &batch) }
    let type = line.place("type", of: index, bytes).map { line.folded($0, bytes) } ?? ""
    guard let form = SentryReader.forms[type] else {
      let shown = line.place("type", of: index, bytes).map { line.shown($0, bytes) } ?? "missing"
      return reject(envelope, "the type of a metric is \(shown)", "counter, gauge or distribution", into: &batch)
    }
    guard let value = line.place("value", of: index, bytes).flatMap({ line.number($0, bytes) }), value.isFinite else {
      return batch.skips.add(.missingValues)
    }
    let attributes = line.place("attributes", of: index, bytes)
    var metric = MetricRecord(line: envelope.line)
    metric.source = .sentry
    metric.resource = addResource(attributes, line, bytes, to: &batch)
    metric.form = form
    (metric.time, metric.value) = (time, value)
    metric.isObservation = true
    let trace = line.text(at: line.place("trace_id", of: index, bytes), bytes, into: &batch)
    let span = line.text(at: line.place("span_id", of: index, bytes), bytes, into: &batch)
    (metric.traceHigh, metric.traceLow, metric.span) = StepIDs.exact(trace: trace, span: span, in: batch)
    let unit = line.text(at: line.place("unit", of: index, bytes), bytes, into: &batch)
    metric.name = batch.text(MetricRows.name(batch.string(name), unit: batch.string(unit)))
    let first = batch.attributes.count
    if let attributes { addLabels(attributes, line, bytes, to: &batch) }
    metric.labels = Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: batch.attributes.count)
    batch.metrics.append(metric)
  }

  private static let forms: [String: MetricRecord.Form] = [
    "counter": .delta, "gauge": .level, "distribution": .level,
  ]

  /// What of the attributes says who sent it, which its resource has, or how its SDK is called.
  private static let ofSender = ["sentry.", "server.address", "service.name"]

  private func addLabels(_ index: Int, _ line: JSONLine, _ bytes: Span<UInt8>, to batch: inout RecordBatch) {
    let first = batch.attributes.count
    addAttributes(index, line, bytes, to: &batch)
    let labels = batch.attributes[first...].filter { label in
      let key = batch.bytes[label.key.range]
      return !SentryReader.ofSender.contains { key.starts(with: $0.utf8) }
    }
    batch.attributes.replaceSubrange(first..., with: labels)
  }
}
