package import Bytes

extension Severity: RecordCoded {
  package static let recordName = "severity"

  package var json: JSONValue { ["level": .string(level.rawValue), "reason": .string(rawValue)] }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    // The level follows from the reason, so that it is written for readers and never believed.
    let _: Level = try fields.value("level").choice()
    self = try fields.value("reason").choice()
  }
}
