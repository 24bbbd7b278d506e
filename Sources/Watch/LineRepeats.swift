import Domain

/// Counts equal lines of one instant in one file.
///
/// It remembers the newest keys only: clocks of threads and workers go back a little, but not by thousands of lines.
package struct LineRepeats: Sendable {
  private var newest: [SignalKey: UInt32] = [:]
  private var older: [SignalKey: UInt32] = [:]

  /// Keys after which the older half is forgotten.
  private static let limit = 1 << 15

  /// Starts with nothing seen.
  package init() {}

  /// Whether nothing has been seen.
  package var isEmpty: Bool { newest.isEmpty && older.isEmpty }

  /// Returns how often a key has been there before.
  mutating func count(_ key: SignalKey) -> UInt32 {
    let count = newest[key] ?? older[key] ?? 0
    if newest.count >= LineRepeats.limit {
      older = newest
      newest = [:]
      newest.reserveCapacity(LineRepeats.limit)
    }
    newest[key] = count + 1
    return count
  }
}
