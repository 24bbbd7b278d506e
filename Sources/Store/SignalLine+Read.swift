internal import Bytes
internal import Domain

/// Reading signals from lines of JSON.
extension SignalBatch {
  /// Appends the signal a line describes; says what is wrong with one that describes none.
  mutating func append(line: JSONNode) throws(StoreError) {
    guard line.kind == .object else { throw SignalLine.unfit("it is no object") }
    var seen = 0
    guard let key = SignalLine.hex(line["key"], digits: 20), let kind = SignalKind(word: line["kind"]?.string ?? ""),
      let time = line["time"]?.integer
    else { throw SignalLine.unfit("key, kind or time is missing or of another form") }
    seen += 3
    let prefix = UInt32(truncatingIfNeeded: key.high << 16 | key.low >> 48)
    var row = SignalRow(kind: kind, key: SignalKey(prefix: prefix, rest: key.low), time: time)
    for (name, column) in SignalLine.texts {
      guard let node = line[name] else { continue }
      guard let text = node.exactString else { throw SignalLine.unfit("\(name) is no text") }
      row[keyPath: column] = texts.place(of: text)
      seen += 1
    }
    guard texts[row.setting].utf8.count <= Setting.textLimit else {
      throw SignalLine.unfit("setting has more than \(Setting.textLimit) bytes")
    }
    for (name, column) in SignalLine.ids {
      guard let node = line[name] else { continue }
      guard let id = SignalLine.hex(node, digits: 16) else { throw SignalLine.unfit("\(name) is not 16 digits") }
      row[keyPath: column] = id.low
      seen += 1
    }
    seen += try SignalLine.readNumbers(line, &row)
    if let node = line["trace"] {
      guard let id = SignalLine.hex(node, digits: 32) else { throw SignalLine.unfit("trace is not 32 digits") }
      row.trace = TraceID(high: id.high, low: id.low)
      seen += 1
    }
    if let node = line["evidence"] {
      guard let id = EvidenceID(hex: node.string?.lowercased() ?? "") else {
        throw SignalLine.unfit("evidence is not 64 digits")
      }
      row.evidence = Int32(evidenceIDs.count)
      evidenceIDs.append(id)
      seen += 1
    }
    if let node = line["extra"] {
      guard let bytes = Hex.bytes(node.string ?? ""), 1...SignalBatch.extraLimit ~= bytes.count else {
        throw SignalLine.unfit("extra is not 1 to \(SignalBatch.extraLimit) bytes")
      }
      row.extra = addExtra(bytes)
      seen += 1
    }
    guard seen == line.count else { throw SignalLine.unfit("it has a member that no signal has, or one twice") }
    rows.append(row)
  }
}

extension SignalLine {
  static func unfit(_ detail: String) -> StoreError { .unfit(table: "signals", detail: detail) }

  static var texts: [(String, WritableKeyPath<SignalRow, TextPlace>)] {
    [
      ("source", \.source), ("service", \.service), ("environment", \.environment), ("release", \.release),
      ("name", \.name), ("surface", \.surface), ("group", \.group),
      ("setting", \.setting),
    ]
  }

  static var ids: [(String, WritableKeyPath<SignalRow, UInt64>)] {
    [
      ("subject", \.subject), ("account", \.account), ("session", \.session), ("span", \.span), ("parent", \.parent),
    ]
  }

  /// Reads the other members; returns how many there are.
  static func readNumbers(_ line: JSONNode, _ row: inout SignalRow) throws(StoreError) -> Int {
    var seen = 0
    if let node = line["status"] {
      switch node.string {
      case "ok": row.status = .ok
      case "error": row.status = .error
      default: throw unfit("status is neither ok nor error")
      }
      seen += 1
    }
    if let node = line["severity"] {
      guard let severity = node.integer.flatMap(UInt8.init(exactly:)) else { throw unfit("severity is out of range") }
      row.severity = severity
      seen += 1
    }
    if let node = line["duration"] {
      guard let duration = node.integer else { throw unfit("duration is no whole number") }
      row.duration = duration
      seen += 1
    }
    if let node = line["value"] {
      guard let value = node.number ?? hex(node, digits: 16).map({ Double(bitPattern: $0.low) }) else {
        throw unfit("value is no number")
      }
      row.value = value
      seen += 1
    }
    return seen
  }

  /// Reads hexadecimal digits, at most 32; nil where there are not exactly so many.
  static func hex(_ node: JSONNode?, digits: Int) -> (high: UInt64, low: UInt64)? {
    guard let text = node?.string, text.utf8.count == digits else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for digit in text.utf8 {
      guard let value = Hex.value(ofDigit: digit) else { return nil }
      high = high &<< 4 | low &>> 60
      low = low &<< 4 | UInt64(value)
    }
    return (high, low)
  }
}
