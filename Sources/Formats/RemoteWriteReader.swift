import Bytes

/// Reads the requests by which Prometheus sends its samples on: remote write 1.0 and 2.0, unpacked.
///
/// https://prometheus.io/docs/specs/prw/remote_write_spec/. Exemplars are left out. What 1.0 tells of types comes in
/// requests of its own, so that the names of its metrics have to say how samples go together.
struct RemoteWriteReader: Sendable {
  /// The version that a request is written in.
  enum Version: Sendable {
    case first, second
  }

  let version: Version

  /// Texts that a request of 2.0 may hold for all its series.
  private static let symbolLimit = 1 << 20
  /// Labels looked at of a series; further ones are counted out without a look at their texts.
  private static let labelLimit = 4 * Attribute.limit
  /// Samples taken of a request: Prometheus sends some thousands, and one takes far more memory than bytes.
  static let sampleLimit = 1 << 20

  /// Reads one request; of one that is damaged what lies before the damage.
  func read(_ bytes: Span<UInt8>, number: Int, into batch: inout RecordBatch) {
    guard batch.bytes.count + bytes.count < Int(Int32.max) else {
      return reject("the request is too long", number, into: &batch)
    }
    var place = Place(base: batch.bytes.count, number: number, end: batch.metrics.count + RemoteWriteReader.sampleLimit)
    batch.bytes.append(copying: bytes)
    if version == .second, !readSymbols(bytes, &place, into: &batch) { return }
    var request = ProtoMessage(0..<bytes.count)
    while let field = request.next(bytes) {
      switch (version, field.number, field.wire) {
      case (.first, 1, .bytes), (.second, 5, .bytes): readSeries(place, bytes, field.range, into: &batch)
      default: break
      }
    }
    if !request.isSound { reject("it is damaged at byte \(request.offset)", number, into: &batch) }
  }

  private struct Place {
    /// Where the request begins in the batch's bytes.
    let base: Int
    let number: Int
    /// How many records there may be behind it.
    let end: Int
    /// Each text once, however many series refer to it.
    var symbols: [Symbol] = []
  }

  /// A text that series refer to.
  private struct Symbol {
    let text: RecordText
    /// Whether it is what the label of a metric's name is called.
    let isName: Bool
  }

  /// Finds the texts that series of 2.0 refer to by number.
  private func readSymbols(_ bytes: Span<UInt8>, _ place: inout Place, into batch: inout RecordBatch) -> Bool {
    var request = ProtoMessage(0..<bytes.count)
    while let field = request.next(bytes) {
      guard field.number == 4, field.wire == .bytes else { continue }
      guard place.symbols.count < RemoteWriteReader.symbolLimit else {
        reject("it has more than \(RemoteWriteReader.symbolLimit) symbols", place.number, into: &batch)
        return false
      }
      place.symbols.append(symbol(place, bytes, field.range, into: &batch))
    }
    return true
  }

  // MARK: Series

  private func readSeries(_ place: Place, _ bytes: Span<UInt8>, _ range: Range<Int>, into batch: inout RecordBatch) {
    var metric = MetricRecord(line: place.number)
    metric.source = .prometheus
    metric.hasCopies = true
    let first = batch.attributes.count
    metric.labels = Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: first)
    var kind: PrometheusTypes.Kind?
    var created: Int64 = 0
    var fault: String?
    var series = ProtoMessage(range)
    while let field = series.next(bytes) {
      switch (version, field.number, field.wire) {
      case (.first, 1, .bytes): readLabel(place, bytes, field.range, of: &metric, into: &batch)
      case (.second, 1, _): fault = fault ?? readReferences(place, bytes, field, of: &metric, into: &batch)
      case (.second, 5, .bytes): kind = self.kind(bytes, field.range)
      case (.second, 6, .varint): created = milliseconds(field.bits) ?? 0
      default: break
      }
    }
    if !series.isSound { fault = fault ?? "it is damaged at byte \(series.offset)" }
    if fault == nil, metric.name.isEmpty { fault = "a series has no name" }
    if let fault {
      batch.attributes.removeSubrange(first...)
      return reject(fault, place.number, into: &batch)
    }
    metric.labels = Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: batch.attributes.count)
    metric.form = PrometheusTypes.form(of: batch.string(metric.name), kind)
    metric.start = created
    readSamples(place, bytes, range, of: metric, into: &batch)
  }

  private func readLabel(
    _ place: Place,
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    of metric: inout MetricRecord,
    into batch: inout RecordBatch
  ) {
    var (name, value) = (0..<0, 0..<0)
    var label = ProtoMessage(range)
    while let field = label.next(bytes) {
      if field.number == 1 { name = field.range }
      if field.number == 2 { value = field.range }
    }
    add(symbol(place, bytes, name, into: &batch), symbol(place, bytes, value, into: &batch), to: &metric, into: &batch)
  }

  /// Reads the labels of a series of 2.0: numbers of texts, name after value; returns what is wrong with them.
  private func readReferences(
    _ place: Place,
    _ bytes: Span<UInt8>,
    _ field: ProtoField,
    of metric: inout MetricRecord,
    into batch: inout RecordBatch
  ) -> String? {
    guard field.wire == .bytes else { return "labels are not packed" }
    var name: Symbol?
    var count = 0
    var offset = field.range.lowerBound
    let list = bytes.extracting(0..<field.range.upperBound)
    while offset < list.count {
      guard let number = list.varint(&offset), number < UInt64(place.symbols.count) else {
        return "a label refers to a text that is not there"
      }
      let symbol = place.symbols[Int(number)]
      if let key = name {
        name = nil
        count += 1
        guard count <= RemoteWriteReader.labelLimit else {
          batch.skips.add(.labelsOverLimit)
          continue
        }
        add(key, symbol, to: &metric, into: &batch)
      } else {
        name = symbol
      }
    }
    return name == nil ? nil : "a label has no value"
  }

  private func add(
    _ name: Symbol,
    _ value: Symbol,
    to metric: inout MetricRecord,
    into batch: inout RecordBatch
  ) {
    if name.isName {
      metric.name = value.text
    } else {
      // The labels begin where there were none yet.
      batch.addLabel(name.text, value.text, first: Int(metric.labels.lowerBound))
    }
  }

  private func symbol(_ place: Place, _ bytes: Span<UInt8>, _ range: Range<Int>, into batch: inout RecordBatch)
    -> Symbol
  {
    let isName = range.count == 8 && String(copying: bytes, range) == "__name__"
    return Symbol(text: text(place, bytes, range, into: &batch), isName: isName)
  }

  private func kind(_ bytes: Span<UInt8>, _ range: Range<Int>) -> PrometheusTypes.Kind? {
    var metadata = ProtoMessage(range)
    while let field = metadata.next(bytes) {
      if field.number == 1, field.wire == .varint { return PrometheusTypes.Kind(number: field.bits) }
    }
    return nil
  }

  // MARK: Samples

  private func readSamples(
    _ place: Place,
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    of metric: MetricRecord,
    into batch: inout RecordBatch
  ) {
    var series = ProtoMessage(range)
    while let field = series.next(bytes) {
      let isHistogram = field.number == (version == .first ? 4 : 3)
      guard field.number == 2 || isHistogram, field.wire == .bytes else { continue }
      guard batch.metrics.count < place.end else {
        reject("it has more than \(RemoteWriteReader.sampleLimit) samples", place.number, into: &batch)
        continue
      }
      if isHistogram {
        PrometheusHistogram.read(bytes, field.range, of: metric, into: &batch, milliseconds: milliseconds)
        continue
      }
      // What is 0 is not written.
      var record = metric
      record.value = 0
      var time: Int64?
      var sample = ProtoMessage(field.range)
      while let part = sample.next(bytes) {
        switch (part.number, part.wire) {
        case (1, .fixed64): record.value = Double(bitPattern: part.bits)
        case (2, .varint): time = milliseconds(part.bits)
        case (3, .varint) where version == .second: record.start = milliseconds(part.bits) ?? record.start
        default: break
        }
      }
      guard sample.isSound else {
        reject("a sample is damaged at byte \(sample.offset)", place.number, into: &batch)
        continue
      }
      guard let time else {
        reject("a sample has no time", place.number, into: &batch)
        continue
      }
      // Also the marker by which a series is told to have ended.
      guard !record.value.isNaN else {
        batch.skips.add(.missingValues)
        continue
      }
      record.time = time
      if record.start > time { record.start = 0 }
      batch.metrics.append(record)
    }
  }

  /// Returns nanoseconds for milliseconds since the epoch; nil before March 1973, as for all times, and past what fits.
  private func milliseconds(_ bits: UInt64) -> Int64? {
    let (nanoseconds, isTooLong) = Int64(bitPattern: bits).multipliedReportingOverflow(by: 1_000_000)
    let isPossible = !isTooLong && nanoseconds >= 100_000_000_000_000_000 && EpochTime.possible.contains(nanoseconds)
    return isPossible ? nanoseconds : nil
  }

  private func text(_ place: Place, _ bytes: Span<UInt8>, _ range: Range<Int>, into batch: inout RecordBatch)
    -> RecordText
  {
    // fine because what is no UTF-8 is mended
    if (try? UTF8Span(validating: bytes.extracting(range))) != nil {
      return batch.text(at: place.base + range.lowerBound, count: range.count)
    }
    return batch.add(String(copying: bytes, range.prefix(RecordText.limit + 4)).utf8Span.span)
  }

  private func reject(_ reason: @autoclosure () -> String, _ number: Int, into batch: inout RecordBatch) {
    batch.rejects.add(Reject(line: number, reason: reason(), expected: "a remote write request of Prometheus"))
  }
}

// MARK: - Recognition

extension RemoteWriteReader.Version {
  /// Tells the version of a request by how it begins; nil for what is none.
  ///
  /// Lengths may reach past the bytes.
  init?(_ bytes: Span<UInt8>) {
    guard let field = RemoteWriteReader.Version.first(bytes, 0..<bytes.count) else { return nil }
    switch field.number {
    // The first series with its first label: a name under 1.
    case 1:
      guard let label = RemoteWriteReader.Version.first(bytes, field.range), label.number == 1,
        let name = RemoteWriteReader.Version.first(bytes, label.range), name.number == 1, !name.range.isEmpty,
        name.range.allSatisfy({ bytes[$0] > 0x20 && bytes[$0] < 0x7f })
      else { return nil }
      self = .first
    // Metadata alone: a type, or the name of a family.
    case 3:
      guard !field.range.isEmpty, bytes[field.range.lowerBound] == 0x08 || bytes[field.range.lowerBound] == 0x12 else {
        return nil
      }
      self = .first
    // The first symbol is always the empty text.
    case 4:
      guard field.range.isEmpty else { return nil }
      self = .second
    default: return nil
    }
  }

  /// Returns the first field, if it is a text or a message, as far as the bytes reach.
  private static func first(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (number: Int, range: Range<Int>)? {
    var offset = range.lowerBound
    guard let tag = bytes.varint(&offset), tag & 7 == 2, tag >> 3 <= 16, let count = bytes.varint(&offset),
      count <= UInt64(Int32.max), offset <= range.upperBound
    else { return nil }
    return (Int(tag >> 3), offset..<min(offset + Int(count), range.upperBound))
  }
}
