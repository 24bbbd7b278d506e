/// One named value of a span, a log record, an event or a resource.
package struct Attribute: Equatable, Sendable {
  /// The name where it is a known one; `other` for all others, which `key` tells apart.
  package let name: AttributeName
  package let key: RecordText
  package let value: AttributeValue

  /// Attributes kept of one record; the OpenTelemetry SDKs keep as many.
  package static let limit = 128
}

/// What an attribute or the body of a log record holds.
package enum AttributeValue: Equatable, Sendable {
  case none
  case text(RecordText)
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  /// A list, a map or bytes, as JSON without the names of types.
  case json(RecordText)
}
