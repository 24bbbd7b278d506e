package import Bytes

extension Interval: RecordCoded {
  package static let recordName = "interval"

  package var json: JSONValue { ["low": .number(low), "likely": .number(likely), "high": .number(high)] }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    low = try fields.value("low").number()
    likely = try fields.value("likely").number()
    high = try fields.value("high").number()
  }
}
