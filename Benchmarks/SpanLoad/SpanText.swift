/// How spans are written.
enum SpanForm: String {
  /// A request on each line.
  case json
  /// Requests one after the other, each behind its length in four bytes.
  case protobuf
}

/// The text of one sort of span, complete but for what differs from span to span.
struct SpanText {
  /// What differs.
  enum Hole: UInt8 {
    /// Sixteen digits twice, or sixteen bytes.
    case trace, traceBytes
    /// Sixteen digits.
    case span, parent, session
    /// Nineteen digits.
    case start, end, thrown
    /// Eight bytes, the most significant first.
    case spanBytes, parentBytes
    /// Eight bytes, the least significant first.
    case startBytes, endBytes, thrownBytes
    /// Eight digits.
    case user, account, number
    /// Three numbers from 100 to 199 with points between.
    case address
    /// Two digits.
    case browser
    /// Four digits.
    case version

    /// What stands there until it is filled; it has the width of the hole.
    var filler: String {
      switch self {
      case .trace: String(repeating: "0", count: 32)
      case .span, .parent, .session, .traceBytes: String(repeating: "0", count: 16)
      case .start, .end, .thrown: String(repeating: "0", count: 19)
      case .user, .account, .number, .spanBytes, .parentBytes, .startBytes, .endBytes, .thrownBytes:
        String(repeating: "0", count: 8)
      case .address: "100.100.100"
      case .browser: "00"
      case .version: "0000"
      }
    }
  }

  /// A piece of text, or a hole.
  enum Piece: ExpressibleByStringInterpolation {
    case text(String)
    case hole(Hole)

    init(stringLiteral text: String) { self = .text(text) }
  }

  private(set) var bytes: [UInt8] = []
  private(set) var holes: [(hole: Hole, offset: Int)] = []

  /// Adds pieces as they are.
  mutating func add(_ pieces: Piece...) {
    add(pieces)
  }

  /// Adds pieces as they are.
  mutating func add(_ pieces: [Piece]) {
    for piece in pieces {
      switch piece {
      case .text(let text): bytes += text.utf8
      case .hole(let hole):
        holes.append((hole, bytes.count))
        bytes += hole.filler.utf8
      }
    }
  }

  /// Adds a number of seven bits a byte, the least significant first.
  mutating func add(varint value: Int) {
    var rest = UInt64(value)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Adds another text behind this one.
  mutating func add(_ other: SpanText) {
    for (hole, offset) in other.holes { holes.append((hole, bytes.count + offset)) }
    bytes += other.bytes
  }
}

/// What fills the holes of one span.
struct SpanValues {
  var trace: (UInt64, UInt64) = (0, 0)
  var span: UInt64 = 0
  var parent: UInt64 = 0
  var session: UInt64 = 0
  /// Nanoseconds since the Unix epoch.
  var start: UInt64 = 0
  var end: UInt64 = 0
  var user: UInt32 = 0
  var account: UInt32 = 0
  var number: UInt32 = 0
  /// Whose computer it was, and with which browser.
  var client: UInt32 = 0
  var version: UInt32 = 0

  /// When it failed, if it did.
  var thrown: UInt64 { end - (end - start) / 16 }
}
