import Bytes

/// Keyed hashes of people, accounts and sessions: the only form in which they are kept.
package struct Identities: Sendable {
  /// Whom an id names; the same id gives unrelated hashes for each.
  package enum Role: String, CaseIterable, Sendable {
    case subject, account, session
  }

  private var subjects: Hashes
  private var accounts: Hashes
  private var sessions: Hashes

  /// Takes the store's secret.
  package init(secret: [UInt8]) {
    self.init(secret: secret, hasher: SipHash(key: 0, 0))
  }

  init(secret: [UInt8], hasher: SipHash) {
    let key = HMAC(key: secret)
    subjects = Hashes(.subject, key, hasher)
    accounts = Hashes(.account, key, hasher)
    sessions = Hashes(.session, key, hasher)
  }

  /// Returns the hash of an id: the first eight bytes of HMAC-SHA-256(secret, role, 0, id), never 0; 0 for no id.
  ///
  /// An address is taken in lower case, and blanks around an id are not part of it.
  package func hash(_ role: Role, of id: String) -> UInt64 {
    switch role {
    case .subject: subjects.derive(id.utf8Span.span)
    case .account: accounts.derive(id.utf8Span.span)
    case .session: sessions.derive(id.utf8Span.span)
    }
  }

  /// Returns the hash of an id, computed once for many.
  mutating func hash(_ role: Role, of id: Span<UInt8>) -> UInt64 {
    switch role {
    case .subject: subjects.hash(of: id)
    case .account: accounts.hash(of: id)
    case .session: sessions.hash(of: id)
    }
  }

  /// Forgets what was computed where that has become much.
  mutating func trim() {
    subjects.trim()
    accounts.trim()
    sessions.trim()
  }

  /// The hashes of one role.
  private struct Hashes: Sendable {
    /// An id by its keyed hash, which nobody outside can steer, and what it is kept as; 0 for none.
    ///
    /// The id itself is not compared: two of them can be taken for one no more easily than what they are kept as.
    private struct Slot: Sendable {
      var id: UInt64 = 0
      var hash: UInt64 = 0
    }

    private let keyed: HMAC
    private let hasher: SipHash
    /// Always at most half full.
    private var slots = [Slot](repeating: Slot(), count: 256)
    private var count = 0

    private static let limit = 1 << 16

    init(_ role: Role, _ key: HMAC, _ hasher: SipHash) {
      var keyed = key
      keyed.update(Array(role.rawValue.utf8) + [0])
      self.keyed = keyed
      self.hasher = hasher
    }

    mutating func hash(of id: Span<UInt8>) -> UInt64 {
      guard !id.isEmpty else { return 0 }
      let key = hasher.hash(id)
      var place = place(of: key)
      if slots[place].hash != 0 { return slots[place].hash }
      let hash = derive(id)
      // Only blanks give none, and are not remembered.
      guard hash != 0 else { return 0 }
      count += 1
      if count * 2 > slots.count {
        grow()
        place = self.place(of: key)
      }
      slots[place] = Slot(id: key, hash: hash)
      return hash
    }

    /// Returns the slot that has an id or is free for it.
    @inline(__always)
    private func place(of key: UInt64) -> Int {
      var place = Int(truncatingIfNeeded: key) & (slots.count &- 1)
      while slots[place].hash != 0, slots[place].id != key { place = (place &+ 1) & (slots.count &- 1) }
      return place
    }

    private mutating func grow() {
      let old = slots
      slots = Array(repeating: Slot(), count: old.count * 4)
      for slot in old where slot.hash != 0 { slots[place(of: slot.id)] = slot }
    }

    func derive(_ id: Span<UInt8>) -> UInt64 {
      let id = Hashes.canonical(id)
      guard !id.isEmpty else { return 0 }
      var hmac = keyed
      hmac.update(id)
      return max(1, hmac.finish().head)
    }

    private static func canonical(_ id: Span<UInt8>) -> [UInt8] {
      var (start, end) = (0, id.count)
      while start < end, id[start] <= 0x20 { start += 1 }
      while start < end, id[end - 1] <= 0x20 { end -= 1 }
      var bytes = Array(copying: id.extracting(start..<end))
      guard bytes.contains(UInt8(ascii: "@")) else { return bytes }
      for index in bytes.indices where (0x41...0x5a).contains(bytes[index]) { bytes[index] |= 0x20 }
      return bytes
    }

    mutating func trim() {
      guard count > Hashes.limit else { return }
      slots = Array(repeating: Slot(), count: 256)
      count = 0
    }
  }
}
