import Bytes
import Domain

/// People of some days in bytes: a third of what they take as rows, and read many times as fast.
///
/// Accounts stand once, in front; sums have the byte first that is nothing for small whole numbers.
extension SubjectDay {
  private static let microsecondsPerDay: Int64 = 86_400_000_000

  /// Packs rows ordered by day and subject.
  static func pack(_ rows: [SubjectDay]) -> [UInt8] {
    var numbers: [UInt64: UInt64] = [:]
    var accounts: [UInt64] = []
    for row in rows where row.account != 0 && numbers[row.account] == nil {
      accounts.append(row.account)
      numbers[row.account] = UInt64(accounts.count)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * accounts.count + 20 * rows.count + 32)
    bytes.appendVarint(UInt64(accounts.count))
    for account in accounts { bytes.appendLittleEndian(account) }
    bytes.appendVarint(UInt64(rows.count))
    var day: Int32 = 0
    for row in rows {
      bytes.appendVarint(UInt64(UInt32(bitPattern: row.day &- day)))
      day = row.day
      bytes.appendLittleEndian(row.subject)
      bytes.appendVarint(numbers[row.account] ?? 0)
      bytes.appendVarint(UInt64(bitPattern: row.count))
      bytes.appendVarint(row.sum.bitPattern.byteSwapped)
      bytes.appendVarint(UInt64(bitPattern: row.first &- Int64(row.day) &* microsecondsPerDay))
    }
    return bytes
  }

  /// Hands out what was packed; false where the bytes cannot be what `pack` made.
  static func unpack(_ bytes: Span<UInt8>, _ body: (SubjectDay) -> Void) -> Bool {
    var offset = 0
    guard let known = bytes.varint(&offset), known <= UInt64(bytes.count / 8) else { return false }
    let accounts = offset
    offset += Int(known) * 8
    guard offset <= bytes.count, let count = bytes.varint(&offset) else { return false }
    var day: Int32 = 0
    for _ in 0..<count {
      guard let distance = bytes.varint(&offset), distance <= UInt64(UInt32.max), offset + 8 <= bytes.count else {
        return false
      }
      day &+= Int32(bitPattern: UInt32(distance))
      let subject = bytes.littleEndian64(offset)
      offset += 8
      guard let account = bytes.varint(&offset), account <= known, let signals = bytes.varint(&offset),
        let sum = bytes.varint(&offset), let first = bytes.varint(&offset)
      else { return false }
      var row = SubjectDay(
        day: day,
        subject: subject,
        account: account == 0 ? 0 : bytes.littleEndian64(accounts + 8 * (Int(account) - 1)),
        first: Int64(day) &* microsecondsPerDay &+ Int64(bitPattern: first)
      )
      row.count = Int64(bitPattern: signals)
      row.sum = Double(bitPattern: sum.byteSwapped)
      body(row)
    }
    return offset == bytes.count
  }
}
