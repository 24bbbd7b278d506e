/// The members of OTLP's messages, under the names of its JSON mapping, of protobuf, and of before its first version.
enum OTLPField: Sendable {
  case unknown
  case resourceSpans, resourceLogs, resourceMetrics, resourceProfiles
  case resource, scopeSpans, scopeLogs, scopeMetrics, scope
  case spans, logRecords, metrics, dataPoints
  case attributes, name, traceID, spanID, parentSpanID, kind, start, end, status, events, time
  case code, message
  case observedTime, severityNumber, severityText, body, eventName
  case key, value, values
  case stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue

  /// The names in lower camel case; those in snake case are made from them.
  private static let names: [(String, OTLPField)] = [
    ("resourceSpans", .resourceSpans), ("batches", .resourceSpans), ("resourceLogs", .resourceLogs),
    ("resourceMetrics", .resourceMetrics), ("resourceProfiles", .resourceProfiles), ("resource", .resource),
    ("scopeSpans", .scopeSpans), ("instrumentationLibrarySpans", .scopeSpans), ("scopeLogs", .scopeLogs),
    ("instrumentationLibraryLogs", .scopeLogs), ("scopeMetrics", .scopeMetrics),
    ("instrumentationLibraryMetrics", .scopeMetrics), ("scope", .scope), ("instrumentationLibrary", .scope),
    ("spans", .spans), ("logRecords", .logRecords), ("logs", .logRecords), ("metrics", .metrics),
    ("dataPoints", .dataPoints), ("attributes", .attributes), ("name", .name), ("traceId", .traceID),
    ("spanId", .spanID), ("parentSpanId", .parentSpanID), ("kind", .kind), ("startTimeUnixNano", .start),
    ("endTimeUnixNano", .end), ("status", .status), ("events", .events), ("timeUnixNano", .time), ("code", .code),
    ("message", .message), ("observedTimeUnixNano", .observedTime), ("severityNumber", .severityNumber),
    ("severityText", .severityText), ("body", .body), ("eventName", .eventName), ("key", .key), ("value", .value),
    ("values", .values), ("stringValue", .stringValue), ("boolValue", .boolValue), ("intValue", .intValue),
    ("doubleValue", .doubleValue), ("arrayValue", .arrayValue), ("kvlistValue", .kvlistValue),
    ("bytesValue", .bytesValue),
  ]

  /// Finds the member behind a name.
  static let table = NameTable(
    names.flatMap { name, field in
      let snake = snakeCase(name)
      return snake == name ? [(name, field)] : [(name, field), (snake, field)]
    },
    unknown: .unknown
  )

  /// Returns a name in lower camel case as protobuf has it.
  static func snakeCase(_ name: String) -> String {
    name.reduce(into: "") { text, letter in text += letter.isUppercase ? "_\(letter.lowercased())" : String(letter) }
  }
}
