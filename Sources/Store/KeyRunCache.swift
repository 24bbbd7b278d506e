private import Bytes

/// Open runs of keys, shared by all readers and the writer of a store.
///
/// Opening one costs little, but the pages of a mapping that stays open need not be mapped again.
final class KeyRunCache: Sendable {
  private let runs = Monitor(Runs())
  /// The keys of single blocks, by the blocks' checksums.
  private let loose = Monitor<[UInt64: KeyRun]>([:])

  private struct Runs {
    var open: [String: KeyRun] = [:]
    /// The bytes of their files, which count as this process's memory where they have been looked at.
    var size = 0
  }

  /// The most bytes of files that are kept open, and the most blocks whose keys are kept: 224 KiB each.
  private static let sizeLimit = 16 << 20
  private static let looseLimit = 96

  /// Returns the run in a file, which must be the one that was registered.
  func run(_ path: String, count: Int, digest: UInt64) throws(StoreError) -> KeyRun {
    // A number can be given twice, after a write that was undone; the checksum tells the two apart.
    if let known = runs.change({ $0.open[path] }), known.count == count, known.digest == digest { return known }
    let run = try KeyRun(path: path, count: count, digest: digest)
    runs.change { runs in
      if runs.size + run.byteCount > KeyRunCache.sizeLimit { runs = Runs() }
      runs.size += run.byteCount - (runs.open[path]?.byteCount ?? 0)
      runs.open[path] = run
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
      guard runs.open.count > paths.count else { return }
      runs.open = runs.open.filter { paths.contains($0.key) }
      runs.size = runs.open.values.reduce(0) { $0 + $1.byteCount }
    }
  }

  /// How many files are open.
  var count: Int { runs.change { $0.open.count } }
}
