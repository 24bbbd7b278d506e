private import Bytes

/// What stands before the columns of a block: how many rows, which times and kinds, and where each column lies.
///
/// All numbers are little-endian. The head carries the checksums of the columns and its own, so that this one number
/// stands for the whole block.
struct SignalBlockHead: Equatable, Sendable {
  let rows: Int
  let kinds: SignalKinds
  /// The first and the last time, in microseconds since the Unix epoch.
  let first: Int64
  let last: Int64
  /// By the number of the column; what a block does not have is empty.
  let pieces: [Piece]
  /// The checksum of the head.
  let checksum: UInt64
  /// Where the columns begin.
  let length: Int

  /// One column as it lies in the block; shorter than its content where it is compressed.
  struct Piece: Equatable, Sendable {
    /// From the start of the block.
    let offset: Int
    let stored: Int
    let content: Int
    let checksum: UInt64

    var end: Int { offset + stored }
  }

  /// The most rows that are read from one.
  static let maximumRows = 65_536
  /// The most bytes of texts in one.
  static let textLimit = 8 << 20
  /// The most bytes of extras in one: more than fewer signals than make a block can have.
  static let extrasLimit = 32 << 20

  private static let magic: UInt32 = 0x4253_6b52  // "RkSB"
  /// Version 1 has no columns of extras and settings, version 2 none of settings; a block is written as the first version
  /// that has all it needs.
  private static let versions = 1...3
  private static let columnsOffset = 32
  /// More columns than this are none of any version.
  private static let maximumColumns = 64
  /// The length of a head without either, and of one with all columns.
  static let shortest = length(columns: columns(version: versions.lowerBound))
  static let longest = length(columns: columns(version: versions.upperBound))

  private static func columns(version: Int) -> Int {
    switch version {
    case 1: SignalColumn.extras.rawValue
    case 2: SignalColumn.settings.rawValue
    default: SignalColumn.allCases.count
    }
  }

  private static func length(columns: Int) -> Int { columnsOffset + 16 * columns + 8 }

  /// Returns the length of the head of a block whose last columns are these, where it has them.
  static func length(hasExtras: Bool, hasSettings: Bool) -> Int {
    length(columns: columns(version: hasSettings ? 3 : hasExtras ? 2 : 1))
  }

  /// The length of the whole block.
  var blockLength: Int { pieces[pieces.count - 1].end }

  /// Where the columns needed for some fields end.
  func end(of fields: SignalFields) -> Int { pieces[fields.lastColumn.rawValue].end }

  /// Reads a head; the bytes may go on behind it.
  init(_ bytes: Span<UInt8>) throws(SignalBlockError) {
    guard bytes.count >= SignalBlockHead.shortest else { throw .truncated("the head of a block") }
    guard bytes.littleEndian32(0) == SignalBlockHead.magic else { throw .notABlock }
    // Of every version: the number of columns says where the head ends, so that a newer one is told from damage.
    let columns = Int(bytes.littleEndian16(6))
    guard columns <= SignalBlockHead.maximumColumns else { throw .damaged("the head of a block") }
    let length = SignalBlockHead.length(columns: columns)
    guard bytes.count >= length else { throw .truncated("the head of a block") }
    let sum = XXHash64.hash(bytes.extracting(first: length - 8))
    guard sum == bytes.littleEndian64(length - 8) else { throw .damaged("the head of a block") }
    let version = Int(bytes.littleEndian16(4))
    guard version <= SignalBlockHead.versions.upperBound else { throw .newerVersion(version) }
    let rows = Int(bytes.littleEndian32(8))
    guard SignalBlockHead.versions.contains(version), columns == SignalBlockHead.columns(version: version),
      1...SignalBlockHead.maximumRows ~= rows
    else {
      throw .invalid("the head of a block", "has \(rows) rows and \(columns) columns in version \(version)")
    }
    self.length = length
    self.rows = rows
    kinds = SignalKinds(rawValue: bytes.littleEndian16(12))
    first = Int64(bitPattern: bytes.littleEndian64(16))
    last = Int64(bitPattern: bytes.littleEndian64(24))
    guard first <= last else { throw .invalid("the head of a block", "ends before it begins") }
    checksum = sum
    pieces = try SignalBlockHead.pieces(bytes, rows: rows, length: length)
  }

  private static func pieces(
    _ bytes: Span<UInt8>,
    rows: Int,
    length: Int
  ) throws(SignalBlockError) -> [Piece] {
    var pieces: [Piece] = []
    pieces.reserveCapacity(SignalColumn.allCases.count)
    var offset = length
    for column in SignalColumn.allCases {
      let place = columnsOffset + 16 * column.rawValue
      guard place < length - 8 else {
        pieces.append(Piece(offset: offset, stored: 0, content: 0, checksum: 0))
        continue
      }
      let stored = Int(bytes.littleEndian32(place))
      let content = Int(bytes.littleEndian32(place + 4))
      guard stored <= content, content <= column.limit(rows: rows) else {
        throw .invalid(column.name, "claims \(content) bytes for \(rows) rows")
      }
      pieces.append(
        Piece(offset: offset, stored: stored, content: content, checksum: bytes.littleEndian64(place + 8))
      )
      offset += stored
    }
    return pieces
  }

  /// Writes the head of a block over the room left at its start, once its columns are there.
  static func write(
    over block: inout [UInt8],
    rows: Int,
    kinds: SignalKinds,
    times: ClosedRange<Int64>,
    pieces: [Piece]
  ) {
    let version = versions.first { columns(version: $0) == pieces.count } ?? versions.upperBound
    block.setLittleEndian(UInt64(magic) | UInt64(version) << 32 | UInt64(pieces.count) << 48, at: 0)
    block.setLittleEndian(UInt64(rows) | UInt64(kinds.rawValue) << 32, at: 8)
    block.setLittleEndian(UInt64(bitPattern: times.lowerBound), at: 16)
    block.setLittleEndian(UInt64(bitPattern: times.upperBound), at: 24)
    for (index, piece) in pieces.enumerated() {
      let place = columnsOffset + 16 * index
      block.setLittleEndian(UInt64(piece.stored) | UInt64(piece.content) << 32, at: place)
      block.setLittleEndian(piece.checksum, at: place + 8)
    }
    let end = length(columns: pieces.count) - 8
    block.setLittleEndian(XXHash64.hash(block.span.extracting(first: end)), at: end)
  }
}
