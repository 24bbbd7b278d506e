import Bytes

/// Makes points of metrics of records with named values, by a map.
struct MetricRows: Sendable {
  /// The sender of the last record, which most records share.
  private var sender: [String] = []
  private var senderBatch = -1

  /// Adds the points of a record, whose values are `texts` in the order of their names, or says what is wrong with it.
  mutating func add(_ texts: [RecordText], as columns: MetricColumns, line: Int, into batch: inout RecordBatch) {
    let time = columns.time < texts.count ? texts[columns.time] : .none
    guard let nanoseconds = LooseTime.nanoseconds(batch.bytes.span, time.range) else {
      let found = time.isEmpty ? "no time" : "the time \(MetricRows.quoted(time, batch))"
      return MetricRows.reject(found, EpochTime.expected, line, into: &batch)
    }
    var metric = MetricRecord(line: line)
    metric.source = .table
    metric.time = nanoseconds
    let kind = MetricRows.string(columns[.kind], texts, batch)
    let form = MetricMap.form(of: kind)
    guard kind.isEmpty || form != nil else {
      let found = "the kind \"\(VisibleText.escape(kind.prefix(200), limit: 40))\""
      return MetricRows.reject(found, "gauge, counter or delta", line, into: &batch)
    }
    let unit = MetricRows.string(columns[.unit], texts, batch)
    metric.resource = resource(columns, texts, into: &batch)
    for value in columns.values {
      var name = value.name
      if let source = columns[.name] { name = MetricRows.string(source, texts, batch) }
      guard !name.isEmpty else { return MetricRows.reject("no name", "the name of its metric", line, into: &batch) }
      let content = value.place < texts.count ? texts[value.place] : .none
      guard let number = MetricRows.number(content, batch) else {
        guard content.isEmpty else {
          MetricRows.reject("the value \(MetricRows.quoted(content, batch))", "a number", line, into: &batch)
          continue
        }
        batch.skips.add(.missingValues)
        continue
      }
      metric.value = number
      // What grows, and what has come, is told once for a time; a state may be observed as often as one likes.
      metric.form = form ?? PrometheusTypes.form(of: name, nil)
      metric.isObservation = metric.form == .level
      metric.name = batch.text(MetricRows.name(name, unit: unit))
      metric.labels = MetricRows.addLabels(columns, texts, into: &batch)
      batch.metrics.append(metric)
    }
  }

  /// Returns a name that ends in its unit, as Prometheus has them: https://prometheus.io/docs/practices/naming/.
  static func name(_ name: String, unit: String) -> String {
    let isNone = unitless.contains(unit) || unit.utf8.contains(UInt8(ascii: "{"))
    let isNamed = name.hasSuffix("_\(unit)") || name.hasSuffix(".\(unit)") || name == unit
    return isNone || isNamed || name.isEmpty || unit.utf8.count > unitLimit ? name : "\(name)_\(unit)"
  }

  /// Counts and shares; and in braces stands what is counted, which the name says too: https://ucum.org/ucum#para-6.
  private static let unitless: Set<String> = ["", "1", "none"]
  private static let unitLimit = 32

  /// Returns such a name as a text of the batch.
  static func name(_ name: RecordText, unit: RecordText, in batch: inout RecordBatch) -> RecordText {
    guard !unit.isEmpty else { return name }
    let text = MetricRows.name(batch.string(name), unit: batch.string(unit))
    return text.utf8.count == name.count ? name : batch.text(text)
  }

  /// Returns a plain finite number; spaces around it say nothing.
  private static func number(_ text: RecordText, _ batch: RecordBatch) -> Double? {
    guard !text.isEmpty, text.count <= 64 else { return nil }
    let bytes = batch.bytes[text.range].filter { $0 > 0x20 }
    guard let value = JSONNumber.decimal(String(decoding: bytes, as: UTF8.self)), value.isFinite else { return nil }
    return value
  }

  // MARK: Who and where

  private static let names: [(MetricMap.Field, AttributeName)] = [
    (.service, .serviceName), (.environment, .environment), (.release, .serviceVersion), (.account, .account),
    (.subject, .userID),
  ]

  /// Returns the place of the sender among the batch's resources; -1 where the map names none.
  private mutating func resource(_ columns: MetricColumns, _ texts: [RecordText], into batch: inout RecordBatch)
    -> Int32
  {
    let sender = MetricRows.names.map { MetricRows.string(columns[$0.0], texts, batch) }
    guard sender.contains(where: { !$0.isEmpty }) else { return -1 }
    if sender == self.sender, senderBatch == batch.resources.count - 1 { return Int32(truncatingIfNeeded: senderBatch) }
    let first = Int32(truncatingIfNeeded: batch.attributes.count)
    for (text, (_, name)) in zip(sender, MetricRows.names) where !text.isEmpty {
      let key = batch.text(name.spellings[0])
      batch.attributes.append(Attribute(name: name, key: key, value: .text(batch.text(text))))
    }
    batch.resources.append(ResourceRecord(attributes: first..<Int32(truncatingIfNeeded: batch.attributes.count)))
    (self.sender, senderBatch) = (sender, batch.resources.count - 1)
    return Int32(truncatingIfNeeded: senderBatch)
  }

  private static func addLabels(
    _ columns: MetricColumns,
    _ texts: [RecordText],
    into batch: inout RecordBatch
  ) -> Range<Int32> {
    let first = batch.attributes.count
    for label in columns.labels {
      let text = text(label.source, texts, into: &batch)
      if !text.isEmpty { batch.addLabel(batch.text(label.name), text, first: first) }
    }
    return Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: batch.attributes.count)
  }

  private static func text(
    _ source: MetricColumns.Source,
    _ texts: [RecordText],
    into batch: inout RecordBatch
  ) -> RecordText {
    switch source {
    case .place(let place): place < texts.count ? texts[place] : .none
    case .text(let text): batch.text(text)
    }
  }

  private static func string(_ source: MetricColumns.Source?, _ texts: [RecordText], _ batch: RecordBatch) -> String {
    switch source {
    case .place(let place)?: place < texts.count ? batch.string(texts[place]) : ""
    case .text(let text)?: text
    case nil: ""
    }
  }

  // MARK: Rejects

  private static func quoted(_ text: RecordText, _ batch: RecordBatch) -> String {
    "\"\(VisibleText.escape(batch.string(text).prefix(200), limit: 40))\""
  }

  private static func reject(_ found: String, _ expected: String, _ line: Int, into batch: inout RecordBatch) {
    batch.rejects.add(Reject(line: line, reason: "a metric point has \(found)", expected: expected))
  }
}
