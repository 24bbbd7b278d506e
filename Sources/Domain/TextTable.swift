/// Texts that occur over and over, each kept once.
package struct TextTable: Equatable, Sendable {
  package private(set) var texts: [String] = [""]
  private var places: [String: UInt32] = ["": 0]

  package init() {}

  /// Returns the place of a text, which is added when it is new.
  package mutating func place(of text: String) -> TextPlace {
    if let place = places[text] { return TextPlace(place) }
    let place = UInt32(texts.count)
    texts.append(text)
    places[text] = place
    return TextPlace(place)
  }

  /// The text at a place.
  package subscript(_ place: TextPlace) -> String { texts[Int(place.index)] }

  package var count: Int { texts.count }
}
