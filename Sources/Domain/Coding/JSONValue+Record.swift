import Bytes

/// How the parts of records are written.
extension JSONValue {
  /// The integers that a double, and so canonical JSON, holds exactly (RFC 7493 section 2.2).
  static let exactIntegers: ClosedRange<Int64> = -9_007_199_254_740_991...9_007_199_254_740_991

  /// An integer that reads back the same: as a number where a double holds it, otherwise as its digits.
  static func exact(_ integer: Int64) -> JSONValue {
    exactIntegers.contains(integer) ? .integer(integer) : .string("\(integer)")
  }

  static func exact(_ integer: Int) -> JSONValue { exact(Int64(integer)) }

  static func text(_ value: some CustomStringConvertible) -> JSONValue { .string(value.description) }

  static func texts(_ values: [some CustomStringConvertible]) -> JSONValue { .array(values.map { .text($0) }) }

  static func records(_ records: [some RecordCoded]) -> JSONValue { .array(records.map(\.json)) }

  static func range(_ range: Range<Int64>) -> JSONValue {
    ["from": .exact(range.lowerBound), "until": .exact(range.upperBound)]
  }

  static func range(_ range: Range<Int>) -> JSONValue { .range(Int64(range.lowerBound)..<Int64(range.upperBound)) }

  /// An object without the fields that have no value.
  static func fields(_ fields: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    var object = JSONObject()
    for case (let name, let value?) in fields { object[name] = value }
    return .object(object)
  }
}
