private import Bytes

/// Open runs of keys, shared by all readers and the writer of a store.
///
/// Opening one costs little, but the pages of a mapping that stays open need not be mapped again.
final class KeyRunCache: Sendable {
  private let runs = Monitor<[String: KeyRun]>([:])
  /// The keys of single blocks, by the blocks' checksums.
  private let loose = Monitor<[UInt64: KeyRun]>([:])

  /// The most files that are kept open, and the most blocks whose keys are kept: 224 KiB each.
  private static let limit = 4_096
  private static let looseLimit = 160

  /// Returns the run in a file, which must be the one that was registered.
  func run(_ path: String, count: Int, digest: UInt64) throws(StoreError) -> KeyRun {
    // A number can be given twice, after a write that was undone; the checksum tells the two apart.
    if let known = runs.change({ $0[path] }), known.count == count, known.digest == digest { return known }
    let run = try KeyRun(path: path, count: count, digest: digest)
    runs.change { runs in
      if runs.count >= KeyRunCache.limit { runs.removeAll() }
      runs[path] = run
    }
    return run
  }

  /// Returns the keys of a block, if they are kept.
  func loose(_ checksum: UInt64) -> KeyRun? {
    loose.change { $0[checksum] }
  }

  /// Keeps the keys of a block.
  func keepLoose(_ run: KeyRun, _ checksum: UInt64) {
    loose.change { loose in
      if loose.count >= KeyRunCache.looseLimit { loose.removeAll() }
      loose[checksum] = run
    }
  }

  /// Forgets every file that is not among those of a state: removed but open, it would still take its room on the disk.
  func keep(_ paths: Set<String>) {
    runs.change { runs in
      if runs.count > paths.count { runs = runs.filter { paths.contains($0.key) } }
    }
  }

  /// How many files are open.
  var count: Int { runs.change { $0.count } }
}
