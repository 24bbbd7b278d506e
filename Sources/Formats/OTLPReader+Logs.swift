import Bytes

extension OTLPReader {
  /// Reads one log record; one without any time is rejected by itself.
  func readLog(_ place: Place, _ bytes: Span<UInt8>, _ index: Int, into batch: inout RecordBatch) {
    let line = place.line
    guard line.isObject(index) else {
      return reject(place, index, "a log record is \(line.shown(index, bytes))", "an object", into: &batch)
    }
    var log = LogRecord(resource: place.resource, line: line.lineNumber(of: index))
    log.scope = place.scope
    var observed: Int64?
    var (time, severityText, attributes) = (-1, -1, -1)
    line.forEachMember(of: index) { key, value in
      switch fields.name(of: bytes, line.source(key)) {
      case .time: time = value
      case .observedTime: observed = line.time(value, bytes)
      case .severityNumber: log.severity = severityNumber(line, bytes, value)
      case .severityText: severityText = value
      case .body: log.body = anyValue(line, bytes, value, into: &batch)
      case .eventName: log.eventName = line.text(value, bytes, into: &batch)
      case .traceID: (log.traceHigh, log.traceLow) = traceID(line, bytes, value) ?? (0, 0)
      case .spanID: log.span = spanID(line, bytes, value) ?? 0
      case .attributes: attributes = value
      default: break
      }
    }
    guard let when = (time >= 0 ? line.time(time, bytes) : nil) ?? observed else {
      let found = time < 0 ? "no timeUnixNano" : "the timeUnixNano \(line.shown(time, bytes))"
      let expected = "nanoseconds since 1970-01-01, before 2200"
      return reject(place, index, "a log record has \(found)", expected, into: &batch)
    }
    log.time = when
    if log.severity == 0, severityText >= 0 { log.severity = Severity.number(of: line.folded(severityText, bytes)) }
    log.attributes = readAttributes(line, bytes, attributes, into: &batch)
    batch.logs.append(log)
  }

  private func severityNumber(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> UInt8 {
    if let number = line.integer(index, bytes) { return 0 <= number && number <= 24 ? UInt8(number) : 0 }
    return Severity.number(of: String(line.folded(index, bytes).split(separator: "_").last ?? ""))
  }
}

/// OpenTelemetry's scale of how bad a log record is: 1 to 24, six words of four steps each.
enum Severity {
  private static let words: [(String, UInt8)] = [
    ("trace", 1), ("debug", 5), ("info", 9), ("notice", 10), ("warning", 13), ("warn", 13), ("error", 17), ("err", 17),
    ("severe", 17), ("critical", 21), ("crit", 21), ("fatal", 21), ("alert", 21), ("emergency", 21), ("panic", 21),
  ]

  /// Returns the number for a word in lower case, such as `error` or `warn2`; 0 for an unknown one.
  static func number(of text: String) -> UInt8 {
    let word = text.last.map { "234".contains($0) } == true ? String(text.dropLast()) : text
    guard let number = words.first(where: { $0.0 == word })?.1 else { return 0 }
    return word == text ? number : number + (text.utf8.last.map { $0 - 0x31 } ?? 0)
  }
}
