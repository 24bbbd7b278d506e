/// The ends of the runs of bytes seen last, so that a long run is walked once however often a rule asks for its end.
///
/// Asked from left to right only: an offset before a known end lies within that run.
struct RunEnds {
  private var endOfKey = 0
  private var endOfValue = 0
  private var endsOfEncoded = (0, 0)

  /// Returns the end of the run of `ByteClass.isKey` bytes around an offset.
  mutating func endOfKey(_ text: Span<UInt8>, from offset: Int) -> Int {
    if offset >= endOfKey { endOfKey = text.end(from: offset, while: ByteClass.isKey) }
    return endOfKey
  }

  /// Returns the end of the value without quotes around an offset: a byte that ends values, or a marker.
  mutating func endOfValue(_ text: Span<UInt8>, from offset: Int) -> Int {
    guard offset >= endOfValue else { return endOfValue }
    var position = offset
    while position < text.count, !ByteClass.endsValue(text[position]) {
      if RedactionMarker.begins(in: text, at: position) { break }
      position += 1
    }
    endOfValue = position
    return position
  }

  /// Returns the end of the value around an offset that stands escaped in a URL, and whose signs are escaped so often.
  ///
  /// An escape that was escaped more often is part of the value.
  mutating func endOfEncoded(_ text: Span<UInt8>, from offset: Int, depth: Int) -> Int {
    let known = depth == 0 ? endsOfEncoded.0 : endsOfEncoded.1
    guard offset >= known else { return known }
    var position = offset
    while position < text.count, !ByteClass.endsValue(text[position]) {
      if RedactionMarker.begins(in: text, at: position) { break }
      guard let escape = PercentEscape(text, at: position) else {
        position += 1
        continue
      }
      if escape.depth <= depth, ByteClass.endsValue(escape.byte) || escape.byte == UInt8(ascii: "#") { break }
      position = escape.end
    }
    if depth == 0 { endsOfEncoded.0 = position } else { endsOfEncoded.1 = position }
    return position
  }
}
