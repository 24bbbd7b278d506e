private import Bytes

/// Writes runs of keys to files.
enum KeyRunWriter {
  /// Merges runs into a new file, on the disk when this returns; returns its number of keys and their checksum.
  static func write(_ runs: [KeyRun], to path: String) throws(StoreError) -> (count: Int, digest: UInt64) {
    let file = try SignalFile(path: path, for: .making)
    for run in runs { run.expectWhole() }
    var merge = KeyRunMerge(runs)
    var piece: [UInt8] = []
    piece.reserveCapacity(KeyRun.pieceCount * KeyRun.recordLength)
    var sums: [UInt8] = []
    var prefixes: [UInt32] = []
    var offset = KeyRun.headLength
    while true {
      merge.appendNext(KeyRun.pieceCount, to: &piece)
      guard !piece.isEmpty else { break }
      try file.write(piece, at: offset)
      sums.appendLittleEndian(XXHash64.hash(piece))
      addPrefixes(of: piece.span, to: &prefixes)
      offset += piece.count
      piece.removeAll(keepingCapacity: true)
    }
    let count = (offset - KeyRun.headLength) / KeyRun.recordLength
    let filter = KeyRunFilter.bytes(of: prefixes)
    try file.write(filter, at: offset)
    sums.appendLittleEndian(XXHash64.hash(filter))
    let digest = XXHash64.hash(sums)
    try file.write(KeyRun.head(count: count, digest: digest, filterWords: UInt64(filter.count / 8)), at: 0)
    try file.settle()
    return (count, digest)
  }

  /// Adds the prefixes of some keys, each once.
  private static func addPrefixes(of records: Span<UInt8>, to prefixes: inout [UInt32]) {
    for offset in stride(from: 0, to: records.count, by: KeyRun.recordLength) {
      let prefix = records.littleEndian32(offset).byteSwapped
      if prefixes.last != prefix { prefixes.append(prefix) }
    }
  }
}

extension KeyRun {
  /// Computes the checksum of all keys and of the filter anew, as it was computed when they were written.
  func computedDigest() -> UInt64 {
    expectWhole()
    var sums: [UInt8] = []
    var piece: [UInt8] = []
    var place = 0
    while place < count {
      let end = min(count, place + KeyRun.pieceCount)
      piece.removeAll(keepingCapacity: true)
      append(place..<end, to: &piece)
      sums.appendLittleEndian(XXHash64.hash(piece))
      place = end
    }
    piece.removeAll()
    appendFilter(to: &piece)
    sums.appendLittleEndian(XXHash64.hash(piece))
    return XXHash64.hash(sums)
  }
}
