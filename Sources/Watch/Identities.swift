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
    private let keyed: HMAC
    private var known: ByteIndex
    private var hashes: [UInt64] = []
    /// The number of the last id: spans of one trace stand together.
    private var last = 0

    private static let limit = 1 << 16

    init(_ role: Role, _ key: HMAC, _ hasher: SipHash) {
      var keyed = key
      keyed.update(Array(role.rawValue.utf8) + [0])
      self.keyed = keyed
      known = ByteIndex(hasher)
    }

    mutating func hash(of id: Span<UInt8>) -> UInt64 {
      guard !id.isEmpty else { return 0 }
      if last < hashes.count, known.has(last, id) { return hashes[last] }
      last = known.number(of: id)
      if last == hashes.count { hashes.append(derive(id)) }
      return hashes[last]
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
      guard known.count > Hashes.limit else { return }
      known.removeAll()
      hashes.removeAll()
    }
  }
}
