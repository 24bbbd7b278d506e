package import Bytes
import Domain

extension StoreReader {
  /// Hands out every row but those of signals, in a fixed order: whole numbers, texts, and bytes as hexadecimal.
  ///
  /// The settings come first, and the secret among them: rows can only be taken in by a store with the same one.
  package func exportTables(_ line: (_ table: String, _ row: JSONValue) throws -> Void) throws {
    for table in Table.exported {
      var rows = try rows(table, table.keyOrder)
      while try rows.next() {
        var row = JSONObject()
        for column in table.columns { row[column.name] = try rows.value(column.form).json }
        try rows.finish()
        try line(table.name, .object(row))
      }
    }
    let state = try signals.state()
    if state.expiredBefore > .min {
      try line(Table.signalState.name, ["expired_before": .integer(Int64(state.expiredBefore))])
    }
  }
}

extension StoreWriter {
  /// Takes in a row that `exportTables` has handed out.
  package func importRow(_ table: String, _ row: JSONNode) throws(StoreError) {
    if table == Table.signalState.name {
      guard let day = row["expired_before"]?.integer.flatMap(Int32.init(exactly:)) else {
        throw StoreError.unfit(table: table, detail: "expired_before is missing or of another form")
      }
      _ = try expire([], before: day)
      return
    }
    guard let table = Table.exported.first(where: { $0.name == table }) else {
      throw StoreError.unfit(table: table, detail: "there is no such table")
    }
    if table.name == Table.settings.name, row["name"]?.string == Settings.secretName,
      row["value"]?.string != Hex.encode(context.secret)
    {
      throw StoreError.unfit(table: table.name, detail: "the secret is another store's")
    }
    // An export of an older store has no column that came later.
    let columns = table.columns.count
    let later = table.columns.count { $0.form == .laterBlob && row[$0.name] == nil }
    guard row.kind == .object, row.count == columns - later else {
      throw StoreError.unfit(table: table.name, detail: "it has \(row.count) members, not \(columns)")
    }
    var writer = try writer(table)
    for column in table.columns {
      let node = row[column.name]
      let value = column.form == .laterBlob && node == nil ? .bytes([]) : node.flatMap { RowValue($0, as: column.form) }
      guard let value, try writer.put(value, as: column.form) else {
        throw StoreError.unfit(table: table.name, detail: "\(column.name) is missing or of another form")
      }
    }
    try writer.finish()
  }
}

extension RowValue {
  /// The value in JSON: a double as a number only where that reads back to the same bits.
  fileprivate var json: JSONValue {
    switch self {
    case .integer(let integer): .integer(integer)
    case .double(let double) where double.isFinite && !(double == 0 && double.sign == .minus): .number(double)
    case .double(let double): .string("bits:" + String(double.bitPattern, radix: 16))
    case .text(let text): .string(text)
    case .bytes(let bytes): .string(Hex.encode(bytes))
    case .nothing: .null
    }
  }

  /// Reads what `json` has given; nil for anything else.
  fileprivate init?(_ node: JSONNode, as form: Table.Form) {
    switch form {
    case .optionalInteger where node.isNull, .optionalText where node.isNull: self = .nothing
    case .integer, .optionalInteger:
      guard let integer = node.integer else { return nil }
      self = .integer(integer)
    case .text, .optionalText:
      guard let text = node.exactString else { return nil }
      self = .text(text)
    case .blob, .laterBlob:
      guard let text = node.string, let bytes = RowValue.bytes(hex: text) else { return nil }
      self = .bytes(bytes)
    case .double:
      if let number = node.number {
        self = .double(number)
      } else {
        guard let text = node.string, text.hasPrefix("bits:"), let bits = UInt64(text.dropFirst(5), radix: 16) else {
          return nil
        }
        self = .double(Double(bitPattern: bits))
      }
    }
  }

  private static func bytes(hex text: String) -> [UInt8]? {
    guard text.utf8.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count / 2)
    var high: UInt8?
    for digit in text.utf8 {
      guard let value = Hex.value(ofDigit: digit) else { return nil }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return bytes
  }
}
