/// The value of any column of any table, for what treats all tables alike: checking, export and import.
enum RowValue: Equatable, Sendable {
  case integer(Int64)
  case double(Double)
  case text(String)
  case bytes([UInt8])
  case nothing

  /// The value as part of a key in words.
  var text: String {
    switch self {
    case .integer(let integer): String(integer)
    case .text(let text): text
    case .double, .bytes, .nothing: "?"
    }
  }
}

extension RowReader {
  /// Reads the next column.
  mutating func value(_ form: Table.Form) throws(StoreError) -> RowValue {
    switch form {
    case .integer: .integer(try integer())
    case .optionalInteger: try optionalInteger().map { .integer($0) } ?? .nothing
    case .text: .text(try text())
    case .optionalText: try optionalText().map { .text($0) } ?? .nothing
    case .blob: .bytes(try blob())
    case .laterBlob: .bytes(try laterBlob())
    case .double: .double(try double())
    }
  }
}

extension RowWriter {
  /// Writes the next column; false where the value is of another form.
  mutating func put(_ value: RowValue, as form: Table.Form) throws(StoreError) -> Bool {
    switch (form, value) {
    case (.integer, .integer(let integer)): try put(integer)
    case (.optionalInteger, .integer(let integer)): try put(Int64?.some(integer))
    case (.optionalInteger, .nothing): try put(Int64?.none)
    case (.text, .text(let text)): try put(text)
    case (.optionalText, .text(let text)): try put(String?.some(text))
    case (.optionalText, .nothing): try put(String?.none)
    case (.blob, .bytes(let bytes)): try put(bytes)
    case (.laterBlob, .bytes(let bytes)): try put(later: bytes)
    case (.double, .double(let double)): try put(double)
    case (.integer, _), (.optionalInteger, _), (.text, _), (.optionalText, _), (.blob, _), (.laterBlob, _),
      (.double, _):
      return false
    }
    return true
  }
}
