/// The members of OTLP's metrics, in a table of their own: spans and log records have their names looked up faster.
enum MetricField: Sendable {
  case unknown
  case name, unit, gauge, sum, histogram, exponentialHistogram, summary
  case dataPoints, temporality, isMonotonic
  case attributes, start, time, asDouble, asInt, flags
  case count, minimum, maximum, bucketCounts, explicitBounds
  case scale, zeroCount, zeroThreshold, positive, negative, offset
  case quantileValues, quantile, value
  case exemplars, traceID, spanID

  /// The names in lower camel case; those in snake case are made from them.
  private static let names: [(String, MetricField)] = [
    ("name", .name), ("unit", .unit), ("gauge", .gauge), ("sum", .sum), ("histogram", .histogram),
    ("exponentialHistogram", .exponentialHistogram), ("summary", .summary), ("dataPoints", .dataPoints),
    ("aggregationTemporality", .temporality), ("isMonotonic", .isMonotonic), ("attributes", .attributes),
    ("startTimeUnixNano", .start), ("timeUnixNano", .time), ("asDouble", .asDouble), ("asInt", .asInt),
    ("flags", .flags), ("count", .count), ("min", .minimum), ("max", .maximum), ("bucketCounts", .bucketCounts),
    ("explicitBounds", .explicitBounds), ("scale", .scale), ("zeroCount", .zeroCount),
    ("zeroThreshold", .zeroThreshold), ("positive", .positive), ("negative", .negative), ("offset", .offset),
    ("quantileValues", .quantileValues), ("quantile", .quantile), ("value", .value),
    ("exemplars", .exemplars), ("traceId", .traceID), ("spanId", .spanID),
  ]

  /// Finds the member behind a name.
  static let table = NameTable(
    names.flatMap { name, field in
      let snake = OTLPField.snakeCase(name)
      return snake == name ? [(name, field)] : [(name, field), (snake, field)]
    },
    unknown: .unknown
  )
}
