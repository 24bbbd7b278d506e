// Feeds mutated files to the readers of formats and to what makes rows of records: FUZZ=1 swift build -c release
// --product FuzzFormats, then run it on Fuzz/Corpora/FuzzFormats with SWIFT_BACKTRACE=enable=no, so that a crashing input
// is saved.
import Bytes
import Domain
import Formats
import FuzzDriver
import Watch

/// What libFuzzer calls with each input: reads it as what it seems to be, and as something else.
///
/// Every format for every input would be a twelfth of the inputs. What else is told by how the input begins, so that what
/// changes further down is still read as the same.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzzOne(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  let word = input.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  var formats = [RecordFormat.allCases[Int(word % UInt64(RecordFormat.allCases.count))]]
  if case .known(let format) = FormatGuess.guess(input.span), format != formats[0] { formats.append(format) }
  for format in formats { check(input, as: format) }
  checkMap(input)
  return 0
}

/// What is read of an input as one format is sound, wherever it was cut.
func check(_ input: [UInt8], as format: RecordFormat) {
  let records = read(input, as: format, pieces: 1)
  checkRecords(records)
  if format.framing == .pieces {
    let pieces = read(input, as: format, pieces: 1 + input.count / 7)
    precondition(pieces.count == records.count && pieces.rejects == records.rejects, "a cut changed the records")
    precondition(pieces.bytes == records.bytes, "a cut changed the texts")
  }
  if format == .log {
    // A body of a log in one piece is the log in lines.
    let whole = readWhole(input, as: .log)
    precondition(whole.logs.map(\.time) == records.logs.map(\.time) && whole.rejects == records.rejects)
    precondition(whole.bytes == records.bytes, "lines changed the texts")
  }
  checkRows(records)
}

/// Where the first line is a map of metrics as it is typed, the others are read by it, as a table and as objects.
func checkMap(_ input: [UInt8]) {
  let typed = String(decoding: input.prefix { $0 != 10 }, as: UTF8.self)
  // fine because most first lines are no map
  guard let map = try? MetricMap(typed) else { return }
  // fine because what is not read again fails here
  precondition((try? MetricMap(map.text)) == map, "a map is not what it says")
  let rest = Array(input.drop { $0 != 10 }.dropFirst())
  _ = FormatGuess.guessMapped(rest.span)
  for format in [RecordFormat.csv, .jsonLines, .jsonDocument] {
    let records = read(rest, as: format, pieces: 1, map: map)
    checkRecords(records)
    checkRows(records)
  }
}

/// Reads an input as one format, cut into pieces where the format allows it.
func read(_ input: [UInt8], as format: RecordFormat, pieces: Int, map: MetricMap? = nil) -> RecordBatch {
  var batch = RecordBatch()
  var reader = RecordReader(format, latest: Timestamp(nanoseconds: 1_800_000_000_000_000_000), map: map)
  switch format.framing {
  case .whole: reader.read(input.span, into: &batch)
  case .lines:
    for (number, line) in input.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      reader.read(Array(line).span, line: number + 1, into: &batch)
    }
    reader.finish(into: &batch)
  case .pieces:
    let size = max(1, input.count / pieces)
    var start = 0
    while start < input.count {
      let end = min(input.count, start + size)
      reader.push(input.span.extracting(start..<end), into: &batch)
      start = end
    }
    reader.finish(into: &batch)
  }
  return batch
}

/// Reads an input as one format, without a cut.
func readWhole(_ input: [UInt8], as format: RecordFormat) -> RecordBatch {
  var batch = RecordBatch()
  var reader = RecordReader(format, latest: Timestamp(nanoseconds: 1_800_000_000_000_000_000))
  reader.read(input.span, into: &batch)
  reader.finish(into: &batch)
  return batch
}

/// Every place that a record names is there.
func checkRecords(_ records: RecordBatch) {
  for span in records.spans {
    precondition(span.start > 0 && span.end >= span.start && span.span != 0)
    // The end of a step may leave it to the beginning to say of which trace both are.
    precondition(span.traceHigh | span.traceLow != 0 || !span.hasStart)
    precondition(span.attributes.count <= Attribute.limit && span.events.count <= SpanRecord.eventLimit)
    precondition(Int(span.attributes.upperBound) <= records.attributes.count)
    precondition(Int(span.events.upperBound) <= records.spanEvents.count)
    precondition(span.name.range.upperBound <= records.bytes.count && Int(span.resource) < records.resources.count)
  }
  for metric in records.metrics {
    precondition(
      metric.time > 0 && metric.start <= metric.time && Int(metric.distribution) < records.distributions.count
    )
    precondition(metric.labels.count <= Attribute.limit && Int(metric.labels.upperBound) <= records.attributes.count)
  }
  for error in records.errors {
    precondition(error.severity <= 24 && error.stack.range.upperBound <= records.bytes.count)
  }
  for session in records.sessions { precondition(session.count >= 0 && session.duration >= 0) }
  for checkIn in records.checkIns { precondition(checkIn.duration >= 0 && !checkIn.monitor.isEmpty) }
  for log in records.logs {
    precondition(log.time > 0 && log.severity <= 24 && Int(log.resource) < records.resources.count)
    precondition(log.raw.count <= RecordText.limit && log.raw.range.upperBound <= records.bytes.count)
    precondition(Int(log.attributes.upperBound) <= records.attributes.count)
  }
  for change in records.changes { precondition(change.time != 0 && !change.id.isEmpty) }
  for message in records.messages {
    precondition(message.body.count <= RecordText.limit && message.raw.range.upperBound <= records.bytes.count)
  }
}

/// Rows point at what is there, texts hold no secret and nothing hidden, and small batches give the same rows as one.
func checkRows(_ records: RecordBatch) {
  let whole = rows(of: records, limit: 1 << 20)
  let parts = rows(of: records, limit: 3)
  precondition(parts.flatMap { $0.batch.rows.map(\.key) } == whole.flatMap { $0.batch.rows.map(\.key) })
  for watched in whole {
    for row in watched.batch.rows {
      precondition(Int(row.evidence) < watched.batch.evidence.count && row.duration >= 0)
      precondition(watched.batch.extra(of: row).map { row.kind != .metric || MetricDetail(packed: $0) != nil } ?? true)
      _ = [row.source, row.service, row.environment, row.release, row.name, row.surface].map { watched.batch.text($0) }
    }
    for evidence in watched.batch.evidence {
      precondition(evidence.text.utf8.count <= 16 << 10)
      precondition(!evidence.text.unicodeScalars.contains { $0 == "\0" || $0 == "\r" || $0 == "\u{200b}" })
    }
    for candidate in watched.candidates { precondition(candidate.kind == watched.batch.rows[candidate.row].kind) }
    let rollUp = RollUps.rollUp(watched.batch, labels: [:], received: 0)
    let counted = [SeriesID.active, .measured].flatMap { rollUp.buckets[$0, default: [:]].values }
    precondition(counted.reduce(0) { $0 + Int($1.count) } == watched.batch.rows.count)
  }
}

/// Makes rows of records, in batches of so many.
func rows(of records: RecordBatch, limit: Int) -> [WatchedBatch] {
  var options = WatchOptions(secret: Array(0..<32))
  options.rowLimit = limit
  var watcher = Watcher(options)
  var batches: [WatchedBatch] = []
  watcher.take(records) { batches.append($0) }
  return batches + [watcher.finish()]
}

unsafe fuzz(fuzzOne)
