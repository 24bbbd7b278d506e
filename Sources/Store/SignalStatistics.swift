/// How many signals there are and what they cost.
package struct SignalStatistics: Equatable, Sendable {
  /// Signals in all.
  package var signals: Int64 = 0
  package var days = 0
  package var blocks: Int64 = 0
  /// Signals in no block of a file yet.
  package var waiting: Int64 = 0
  /// Bytes of blocks, of keys, and of what waits in the database.
  package var blockBytes: Int64 = 0
  package var keyBytes: Int64 = 0
  package var waitingBytes: Int64 = 0
  /// The first and the last time, in microseconds since the Unix epoch; nil where there are no signals.
  package var first: Int64?
  package var last: Int64?
}

extension SignalStore {
  /// Counts signals and bytes from what SQLite knows; no file is read but the heads of those of keys.
  func statistics() throws(StoreError) -> SignalStatistics {
    var found = SignalStatistics()
    for day in try days() {
      found.days += 1
      found.blockBytes += day.length
    }
    for place in try keys() { found.keyBytes += try Int64(run(place).byteCount) }
    let blocks = try connection.statement("SELECT count(*), sum(rows), min(first), max(last) FROM signal_blocks")
    if try blocks.step() {
      found.blocks = try blocks.integer(0)
      found.signals = try blocks.optionalInteger(1) ?? 0
      found.first = try blocks.optionalInteger(2)
      found.last = try blocks.optionalInteger(3)
    }
    let rest = try connection.statement(
      "SELECT sum(rows), sum(length(block)), min(first), max(last) FROM signal_rest"
    )
    if try rest.step(), let waiting = try rest.optionalInteger(0) {
      found.waiting = waiting
      found.signals += waiting
      found.waitingBytes = try rest.integer(1)
      let (first, last) = (try rest.integer(2), try rest.integer(3))
      found.first = min(found.first ?? first, first)
      found.last = max(found.last ?? last, last)
    }
    return found
  }
}
