/// What each byte can be in a message, as bits of one table.
struct ByteKinds: Sendable {
  static let word: UInt8 = 1
  static let digit: UInt8 = 2
  static let space: UInt8 = 4
  /// A letter beyond F, or another byte that no hexadecimal number has.
  static let beyondHex: UInt8 = 8
  /// A byte that only values have, or names made of several.
  static let joint: UInt8 = 16
  /// A sign that may end a word without being part of it.
  static let tail: UInt8 = 32
  static let connective: UInt8 = 64
  static let end: UInt8 = 128

  /// Made once: there is only one.
  static let standard = ByteKinds()

  private let table: InlineArray<256, UInt8>

  private init() {
    table = InlineArray { ByteKinds.kinds(of: UInt8($0)) }
  }

  subscript(byte: UInt8) -> UInt8 {
    @inline(__always) get { table[Int(byte)] }
  }

  private static func kinds(of byte: UInt8) -> UInt8 {
    var kinds: UInt8 = 0
    let isLetter = (byte | 0x20) &- 0x61 < 26
    let isDigit = byte &- 0x30 < 10
    if isLetter || isDigit || byte >= 0x80 || "_-.:/@%+#$\\&?~*".utf8.contains(byte) { kinds |= word }
    if isDigit { kinds |= digit }
    if byte == 0x20 || (0x09...0x0d).contains(byte) { kinds |= space }
    if !isDigit && !((byte | 0x20) &- 0x61 < 6) { kinds |= beyondHex }
    if "/\\:@*".utf8.contains(byte) { kinds |= joint }
    if ".:-?#&~+".utf8.contains(byte) { kinds |= tail }
    if ",.:-/#+~&?;|".utf8.contains(byte) { kinds |= connective }
    // What ends an address or a path that may hold any other sign.
    if kinds & space != 0 || "\"'`()<>[],;".utf8.contains(byte) { kinds |= end }
    return kinds
  }
}
