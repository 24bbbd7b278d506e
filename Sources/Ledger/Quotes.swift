import Bytes
package import Domain

/// Cuts quotes out of stored texts, and finds out later whether they still stand there, byte for byte.
///
/// A quote is kept as a place and a keyed digest: its words stand only in the stored text, where they can be erased.
package struct Quotes: Sendable {
  private let key: HMAC

  /// The most bytes that are digested in search of a quote that has moved.
  private static let searchLimit = 16 << 20

  /// Uses the store's secret.
  package init(secret: [UInt8]) {
    var key = HMAC(key: secret)
    key.update(Array("quote\u{0}".utf8))
    self.key = key
  }

  /// Cuts a range of bytes; nil where it is empty, reaches beyond the text or ends inside a character's bytes.
  package func cut(_ bytes: Range<Int>, of text: String, in evidence: EvidenceID) -> TextSlice? {
    var text = text
    text.makeContiguousUTF8()
    guard !bytes.isEmpty, bytes.lowerBound >= 0, bytes.upperBound <= text.utf8.count else { return nil }
    let start = text.utf8.index(text.startIndex, offsetBy: bytes.lowerBound)
    let end = text.utf8.index(start, offsetBy: bytes.count)
    let scalars = text.unicodeScalars
    guard start.samePosition(in: scalars) != nil, end.samePosition(in: scalars) != nil else { return nil }
    let before = scalars.distance(from: scalars.startIndex, to: start)
    return TextSlice(
      evidence: evidence,
      bytes: bytes,
      scalars: before..<(before + scalars.distance(from: start, to: end)),
      digest: digest(Array(text.utf8[start..<end]))
    )
  }

  /// Cuts the first place where the words stand exactly; nil where they do not.
  package func cut(_ words: String, of text: String, in evidence: EvidenceID) -> TextSlice? {
    let (words, bytes) = (Array(words.utf8), Array(text.utf8))
    guard !words.isEmpty, words.count <= bytes.count else { return nil }
    for start in 0...(bytes.count - words.count) where bytes[start] == words[0] {
      // UTF-8 is self-synchronising: whole characters are found only where whole characters stand.
      guard bytes[start..<(start + words.count)].elementsEqual(words) else { continue }
      return cut(start..<(start + words.count), of: text, in: evidence)
    }
    return nil
  }

  /// Returns what has become of a quote; `text` is nil where the stored text has been erased.
  package func state(of slice: TextSlice, in text: String?) -> QuoteState {
    guard let text else { return .erased }
    if cut(slice.bytes, of: text, in: slice.evidence) == slice { return .ok(words(of: slice, in: text)) }
    return relocated(slice, in: text).map { .relocated($0, words(of: $0, in: text)) } ?? .drifted
  }

  /// Finds the place nearest the old one where bytes with the same digest stand.
  private func relocated(_ slice: TextSlice, in text: String) -> TextSlice? {
    let bytes = Array(text.utf8)
    let length = slice.bytes.count
    guard length > 0, length <= bytes.count,
      (bytes.count - length + 1).multipliedReportingOverflow(by: length).partialValue <= Quotes.searchLimit
    else { return nil }
    let starts = (0...(bytes.count - length)).filter { bytes[$0] & 0xc0 != 0x80 }
      .sorted { abs($0 - slice.bytes.lowerBound) < abs($1 - slice.bytes.lowerBound) }
    for start in starts where digest(Array(bytes[start..<(start + length)])) == slice.digest {
      return cut(start..<(start + length), of: text, in: slice.evidence)
    }
    return nil
  }

  private func words(of slice: TextSlice, in text: String) -> String {
    String(decoding: Array(text.utf8)[slice.bytes], as: UTF8.self)
  }

  private func digest(_ words: [UInt8]) -> String {
    var hmac = key
    hmac.update(words)
    return hmac.finish().hex
  }
}

/// What has become of a quote.
package enum QuoteState: Equatable, Sendable {
  /// It stands where it stood; these are its words.
  case ok(String)
  /// Its words stand at another place.
  case relocated(TextSlice, String)
  /// Its words are no longer in the text.
  case drifted
  /// The text has been erased.
  case erased
}
