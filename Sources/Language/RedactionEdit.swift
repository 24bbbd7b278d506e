/// One replacement: a range of bytes and the marker that takes its place.
struct RedactionEdit: Equatable {
  let range: Range<Int>
  let marker: RedactionMarker
  /// How many backslashes escape the quotes to put around the marker; nil for none.
  ///
  /// A bare JSON number needs quotes, or the document is no longer JSON once a marker stands in the place.
  var quoteEscapes: Int?

  init(_ range: Range<Int>, _ marker: RedactionMarker, quoteEscapes: Int? = nil) {
    self.range = range
    self.marker = marker
    self.quoteEscapes = quoteEscapes
  }

  var replacement: String {
    guard let quoteEscapes else { return marker.text }
    let quote = String(repeating: "\\", count: quoteEscapes) + "\""
    return quote + marker.text + quote
  }
}
