/// The end of a day's file, where blocks are added.
///
/// Blocks are written behind the registered end and reach the disk before the rows that register them are committed. Until
/// then nobody looks at them; what a crash leaves there is cut off by the next writer.
struct DayFile: ~Copyable {
  private let file: SignalFile
  private(set) var length: Int64

  /// Opens a day's file at its registered end, or makes it.
  init(path: String, length: Int64, isNew: Bool) throws(StoreError) {
    let file = try SignalFile(path: path, for: isNew ? .making : .appending)
    if !isNew {
      guard try file.length() >= length else {
        throw StoreError.corrupt(path: path, detail: "it ends before byte \(length)")
      }
      try file.cut(at: Int(length))
    }
    self.file = file
    self.length = length
  }

  /// Writes a block at the end; returns its place.
  mutating func append(_ block: [UInt8]) throws(StoreError) -> Int64 {
    let offset = length
    try file.write(block, at: Int(offset))
    length += Int64(block.count)
    return offset
  }

  /// Waits until everything has reached the disk.
  func settle() throws(StoreError) {
    try file.settle()
  }
}
