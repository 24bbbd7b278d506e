/// One comer's way to the lock: a few byte ranges of the lock file, locked in order.
///
/// Byte 0 guards a counter of tickets in the first eight bytes of the file. A comer draws ticket n, locks byte n, and waits
/// until no earlier ticket is locked: first for byte n − 1 alone, so that a release wakes one waiter and not all, then for 1
/// to n − 1, in case that one has died while others still wait. Those ranges are locked shared, so that later waiters do
/// not hold up earlier ones. Order comes from the tickets; that there is only one holder comes from one last byte, whatever
/// may have happened to the counter.
struct WriteTurn: Sendable {
  private let file: FileLock
  private var ticket: Int64 = 0
  private var step = Step.counter

  private enum Step: Sendable { case counter, predecessor, allEarlier, holder, done }

  /// The byte that only the holder locks, beyond all tickets.
  static let holder: Range<Int64> = 1 << 62..<1 << 62 + 1
  private static let lastTicket: Int64 = 1 << 61

  init(_ file: FileLock) {
    self.file = file
  }

  /// Goes on until the lock is held; false when somebody is in the way, still at the deadline where one is given.
  mutating func advance(until deadline: ContinuousClock.Instant? = nil) throws(StoreError) -> Bool {
    while step != .done {
      switch step {
      case .counter:
        guard try file.lock(0..<1, .exclusive, until: deadline) else { return false }
        ticket = try drawTicket()
        file.unlock(0..<1)
        step = .predecessor
      case .predecessor:
        guard try file.lock(max(1, ticket - 1)..<ticket, .shared, until: deadline) else { return false }
        step = .allEarlier
      case .allEarlier:
        guard try file.lock(1..<ticket, .shared, until: deadline) else { return false }
        step = .holder
      case .holder:
        guard try file.lock(WriteTurn.holder, .exclusive, until: deadline) else { return false }
        step = .done
      case .done: break
      }
    }
    return true
  }

  private func drawTicket() throws(StoreError) -> Int64 {
    let last = file.readNumber()
    // A number nobody has reached is damage, and the counter begins anew.
    var ticket = last < UInt64(WriteTurn.lastTicket) ? Int64(last) + 1 : 1
    // Taken already: the counter was set back while others wait. Doubling gets past them all.
    while try !file.lock(ticket..<ticket + 1, .exclusive, until: nil), ticket < WriteTurn.lastTicket {
      ticket *= 2
    }
    try file.writeNumber(UInt64(ticket))
    return ticket
  }
}
