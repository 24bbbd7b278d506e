internal import Bytes
internal import Domain

/// A signal as a line of JSON: what it has and nothing else, members in a fixed order.
///
/// Keys, ids and hashes are hexadecimal; a value JSON has no number for is written as its bits.
struct SignalLine {
  private var line: [UInt8] = []
  /// Each text of the batch as JSON.
  private var texts: [[UInt8]?] = []

  /// Prepares for the rows of a batch.
  init(_ batch: SignalBatch) {
    texts = [[UInt8]?](repeating: nil, count: batch.texts.count)
  }

  /// Returns the line of a row, without its end.
  mutating func line(_ row: SignalRow, of batch: SignalBatch) -> [UInt8] {
    line.removeAll(keepingCapacity: true)
    put("{\"key\":\"")
    putHex(UInt64(row.key.prefix), bytes: 4)
    putHex(row.key.rest, bytes: 6)
    put("\",\"kind\":\"")
    line.append(contentsOf: row.kind.word.utf8)
    put("\",\"time\":")
    putInteger(row.time)
    if row.status != .unset { put(row.status == .ok ? ",\"status\":\"ok\"" : ",\"status\":\"error\"") }
    if row.severity > 0 { putMember(",\"severity\":", Int64(row.severity)) }
    if row.duration != 0 { putMember(",\"duration\":", row.duration) }
    putText(",\"source\":", row.source, batch)
    putText(",\"service\":", row.service, batch)
    putText(",\"environment\":", row.environment, batch)
    putText(",\"release\":", row.release, batch)
    putText(",\"name\":", row.name, batch)
    putText(",\"surface\":", row.surface, batch)
    putText(",\"group\":", row.group, batch)
    putText(",\"setting\":", row.setting, batch)
    putID(",\"subject\":\"", row.subject)
    putID(",\"account\":\"", row.account)
    putID(",\"session\":\"", row.session)
    if !row.trace.isNone {
      put(",\"trace\":\"")
      putHex(row.trace.high, bytes: 8)
      putHex(row.trace.low, bytes: 8)
      put("\"")
    }
    putID(",\"span\":\"", row.span)
    putID(",\"parent\":\"", row.parent)
    putValue(row.value)
    if let id = batch.evidenceID(of: row) {
      put(",\"evidence\":\"")
      line.append(contentsOf: id.hex.utf8)
      put("\"")
    }
    if let extra = batch.extra(of: row) {
      put(",\"extra\":\"")
      for byte in extra { putHex(UInt64(byte), bytes: 1) }
      put("\"")
    }
    put("}")
    return line
  }

  private mutating func put(_ text: StaticString) {
    text.withUTF8Buffer { bytes in unsafe line.append(contentsOf: bytes) }
  }

  private mutating func putMember(_ name: StaticString, _ value: Int64) {
    put(name)
    putInteger(value)
  }

  private mutating func putInteger(_ value: Int64) {
    line.append(contentsOf: String(value).utf8)
  }

  private mutating func putID(_ name: StaticString, _ id: UInt64) {
    guard id != 0 else { return }
    put(name)
    putHex(id, bytes: 8)
    put("\"")
  }

  private mutating func putHex(_ value: UInt64, bytes: Int) {
    for index in (0..<2 * bytes).reversed() {
      let digit = UInt8(truncatingIfNeeded: value &>> UInt64(4 * index)) & 15
      line.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }

  private mutating func putText(_ name: StaticString, _ place: TextPlace, _ batch: SignalBatch) {
    guard place != .none else { return }
    put(name)
    if let known = texts[Int(place.index)] {
      line.append(contentsOf: known)
    } else {
      var writer = JSONWriter()
      writer.string(batch.texts[place])
      texts[Int(place.index)] = writer.bytes
      line.append(contentsOf: writer.bytes)
    }
  }

  private mutating func putValue(_ value: Double) {
    guard value.bitPattern != SignalBlockEncoder.noValue else { return }
    put(",\"value\":")
    if value.isFinite && !(value == 0 && value.sign == .minus) {
      var writer = JSONWriter()
      writer.number(value)
      line.append(contentsOf: writer.bytes)
    } else {
      put("\"")
      putHex(value.bitPattern, bytes: 8)
      put("\"")
    }
  }
}
