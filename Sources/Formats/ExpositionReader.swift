import Bytes

/// Reads what a program shows of its metrics to Prometheus: the text format 0.0.4 and OpenMetrics 1.0, line by line.
///
/// https://prometheus.io/docs/instrumenting/exposition_formats/. Most lines carry no time: such a sample has the time of
/// the scrape, which only the caller knows.
struct ExpositionReader: Sendable {
  private var types = PrometheusTypes()
  /// When it was read from the program, in nanoseconds since the Unix epoch; nil where nobody knows.
  private let received: Int64?
  private let labels: [(key: String, value: String)]

  init(received: Int64?, origin: MetricOrigin = MetricOrigin()) {
    self.received = received
    labels = origin.labels
  }

  /// Reads a text of one or more lines.
  mutating func read(_ text: Span<UInt8>, line number: Int, into batch: inout RecordBatch) {
    guard batch.bytes.count + text.count < Int(Int32.max) else {
      return batch.rejects.add(
        Reject(line: number, reason: "the text is too long", expected: "less than 2 GiB at a time")
      )
    }
    let base = batch.bytes.count
    batch.bytes.append(copying: text)
    var line = number
    var start = 0
    for index in 0...text.count where index == text.count || text[index] == UInt8(ascii: "\n") {
      readLine(text, start..<index, base, line, into: &batch)
      start = index + 1
      line += 1
    }
  }

  private mutating func readLine(
    _ text: Span<UInt8>,
    _ range: Range<Int>,
    _ base: Int,
    _ number: Int,
    into batch: inout RecordBatch
  ) {
    var line = ExpositionLine(text, range)
    guard !line.isAtEnd else { return }
    if line.take(UInt8(ascii: "#"), text) { return learn(text, &line) }
    let firstAttribute = batch.attributes.count
    do throws(ExpositionLine.Fault) {
      try readSample(text, &line, base, number, into: &batch)
    } catch {
      batch.attributes.removeSubrange(firstAttribute...)
      batch.rejects.add(Reject(line: number, reason: "a sample \(error.reason)", expected: error.expected))
    }
  }

  /// Remembers the type that a comment tells.
  private mutating func learn(_ text: Span<UInt8>, _ line: inout ExpositionLine) {
    guard line.word(text) == "TYPE", let family = line.word(text), let kind = line.word(text) else { return }
    types.learn(family, PrometheusTypes.Kind(word: kind))
  }

  private func readSample(
    _ text: Span<UInt8>,
    _ line: inout ExpositionLine,
    _ base: Int,
    _ number: Int,
    into batch: inout RecordBatch
  ) throws(ExpositionLine.Fault) {
    var metric = MetricRecord(line: number)
    metric.source = .prometheus
    let name = try line.name(text, optional: true)
    if let name { metric.name = RecordText(offset: base + name.lowerBound, count: name.count, isCut: false) }
    let first = batch.attributes.count
    for (key, value) in labels { batch.addLabel(batch.text(key), batch.text(value), first: first) }
    if line.take(UInt8(ascii: "{"), text) { try readLabels(text, &line, of: &metric, base, into: &batch) }
    metric.labels = Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: batch.attributes.count)
    guard !metric.name.isEmpty else { throw .init("has no name", "a name, then labels in braces, then a number") }
    metric.value = try line.number(text)
    guard let time = try line.time(text) ?? received else {
      throw .init("has no time", "a time behind its number, or the time of the scrape (import --as-of)")
    }
    metric.time = time
    readExemplar(text, &line, base, of: &metric, into: &batch)
    metric.form = types.form(of: batch.string(metric.name))
    guard !metric.value.isNaN else {
      batch.attributes.removeSubrange(first...)
      return batch.skips.add(.missingValues)
    }
    batch.metrics.append(metric)
  }

  /// Reads which span an exemplar behind a sample names, as OpenMetrics has them; a sample stands without what is none.
  private func readExemplar(
    _ text: Span<UInt8>,
    _ line: inout ExpositionLine,
    _ base: Int,
    of metric: inout MetricRecord,
    into batch: inout RecordBatch
  ) {
    guard line.take(UInt8(ascii: "#"), text), line.take(UInt8(ascii: "{"), text) else { return }
    var (trace, span) = (RecordText.none, RecordText.none)
    // fine because the labels of what is no exemplar name no span
    while let key = try? line.labelName(text, base), line.take(UInt8(ascii: "="), text),
      let value = try? line.quoted(text, base, into: &batch)
    {
      switch batch.string(key) {
      case "trace_id", "traceID", "traceId": trace = value
      case "span_id", "spanID", "spanId": span = value
      default: break
      }
      guard line.take(UInt8(ascii: ","), text) else { break }
    }
    (metric.traceHigh, metric.traceLow, metric.span) = StepIDs.exact(trace: trace, span: span, in: batch)
  }

  /// Returns the name of a label, which gives way to one that the scrape has added, as in Prometheus.
  private func exported(_ key: RecordText, in batch: inout RecordBatch) -> RecordText {
    guard labels.contains(where: { $0.key.utf8.elementsEqual(batch.bytes[key.range]) }) else { return key }
    return batch.text("exported_\(batch.string(key))")
  }

  private func readLabels(
    _ text: Span<UInt8>,
    _ line: inout ExpositionLine,
    of metric: inout MetricRecord,
    _ base: Int,
    into batch: inout RecordBatch
  ) throws(ExpositionLine.Fault) {
    let first = batch.attributes.count
    while !line.take(UInt8(ascii: "}"), text) {
      let isQuoted = line.isAt(UInt8(ascii: "\""), text)
      let key = isQuoted ? try line.quoted(text, base, into: &batch) : try line.labelName(text, base)
      if line.take(UInt8(ascii: "="), text) {
        let value = try line.quoted(text, base, into: &batch)
        batch.addLabel(exported(key, in: &batch), value, first: first)
      } else if isQuoted, metric.name.isEmpty {
        // A name of other letters stands in the braces: https://prometheus.io/docs/specs/om/open_metrics_spec_2_0/.
        metric.name = key
      } else {
        throw .init("has a label without a value", "labels such as method=\"GET\"")
      }
      guard line.take(UInt8(ascii: ","), text) || line.isAt(UInt8(ascii: "}"), text) else {
        throw .init("has labels that do not end", "a comma or a closing brace")
      }
    }
  }
}
