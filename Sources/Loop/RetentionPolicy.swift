import Bytes
import Domain
package import Store

/// How long signals are kept: so many days behind the newest one, and no more of the disk than so much.
///
/// Behind the newest and not behind today, so that a project of which nothing is heard keeps what it has.
package struct RetentionPolicy: Equatable, Sendable {
  /// Nil for as long as there is room.
  package var days: Int?
  /// The most bytes that signals may take; nil for as many as they like.
  package var bytes: Int64?

  package static let standard = RetentionPolicy(days: 90, bytes: nil)
  package static let longestDays = 36_500

  /// The newest days, which stay however much they take: what comes late for them must find its place.
  static let safeDays: Int32 = 2

  private static let setting = "retention"

  package init(days: Int?, bytes: Int64?) {
    self.days = days
    self.bytes = bytes
  }

  /// Reads what a person has said, or else takes the standard.
  package init(_ reader: StoreReader) throws {
    guard let stored = try reader.setting(RetentionPolicy.setting) else {
      self = .standard
      return
    }
    let node = try RetentionPolicy.node(stored)
    self.init(days: node["days"]?.integer.map(Int.init), bytes: node["bytes"]?.integer)
  }

  /// Keeps it.
  func save(in writer: StoreWriter) throws {
    try writer.set(RetentionPolicy.setting, text)
  }

  /// What is kept, and what the ledger has a digest of.
  var text: [UInt8] {
    let value: JSONValue = [
      "bytes": bytes.map { .integer($0) } ?? .null, "days": days.map { .integer(Int64($0)) } ?? .null,
    ]
    return Array(value.text.utf8)
  }

  /// Reads a stored value.
  static func node(_ stored: [UInt8]) throws -> JSONNode {
    do {
      return try JSONDocument(stored).root
    } catch {
      throw LoopError.corrupt(what: "the setting of how long signals are kept", detail: "\(error)")
    }
  }

  /// Returns the day before which signals go, in days since the Unix epoch; nil where all stay.
  func limit(_ records: Records) throws -> Int32? {
    guard let through = try records.dataThrough() else { return nil }
    let newest = Int32(through.seconds.flooredQuotient(by: 86_400))
    let limits = [days.map { newest - Int32($0) }, try bytes.flatMap { try limit(of: $0, newest, records.reader) }]
    return limits.compactMap { $0 }.max()
  }

  private func limit(of bytes: Int64, _ newest: Int32, _ reader: StoreReader) throws -> Int32? {
    let gone = try reader.expiredBefore() ?? .min
    var total: Int64 = 0
    // What has stayed of days that have gone is not counted: nothing would make it less.
    for day in try reader.signalDays() where day.day >= gone {
      total += day.bytes
      if total > bytes, day.day <= newest - RetentionPolicy.safeDays { return day.day + 1 }
    }
    return nil
  }
}

/// What retention has removed from a store so far.
package struct RemovedSignals: Equatable, Sendable {
  package var days = 0
  package var signals: Int64 = 0
  /// The day before which they were, in days since the Unix epoch; nil where nothing has been removed.
  package let before: Int32?

  private static let setting = "retention.removed"

  package init(_ reader: StoreReader) throws {
    before = try reader.expiredBefore()
    guard let stored = try reader.setting(RemovedSignals.setting) else { return }
    let node = try RetentionPolicy.node(stored)
    days = Int(node["days"]?.integer ?? 0)
    signals = node["signals"]?.integer ?? 0
  }

  /// Keeps it.
  func save(in writer: StoreWriter) throws {
    let value: JSONValue = ["days": .integer(Int64(days)), "signals": .integer(signals)]
    try writer.set(RemovedSignals.setting, Array(value.text.utf8))
  }
}
