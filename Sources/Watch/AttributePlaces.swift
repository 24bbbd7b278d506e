import Formats

/// Where the known attributes of a record stand among the batch's attributes.
struct AttributePlaces {
  /// Counted from the first attribute, by raw value; there are fewer known names than this, and a record has fewer
  /// attributes than a byte can count.
  private var places = InlineArray<64, UInt8>(repeating: absent)
  private let first: Int

  private static let absent = UInt8.max

  // Borrowed, because an initializer's own copy of a batch costs as much as the rest of a span.
  init(_ range: Range<Int32>, in records: borrowing RecordBatch) {
    first = Int(range.lowerBound)
    for place in 0..<min(range.count, Int(AttributePlaces.absent)) {
      let name = Int(records.attributes[first &+ place].name.rawValue)
      // The first of several spellings counts.
      if name != 0, places[name] == AttributePlaces.absent { places[name] = UInt8(truncatingIfNeeded: place) }
    }
  }

  /// Returns what an attribute holds; `none` where it is not there.
  @inline(__always)
  func value(_ name: AttributeName, in records: RecordBatch) -> AttributeValue {
    let place = places[Int(name.rawValue)]
    return place == AttributePlaces.absent ? .none : records.attributes[first &+ Int(place)].value
  }

  /// Returns the text of an attribute; nothing for one that is no text.
  @inline(__always)
  func text(_ name: AttributeName, in records: RecordBatch) -> RecordText {
    if case .text(let text) = value(name, in: records) { return text }
    return .none
  }

  /// Whether any attribute tells of the setting in which the record happened.
  var hasSetting: Bool {
    for name in AttributeName.settings where places[Int(name)] != AttributePlaces.absent { return true }
    return false
  }

  @inline(__always)
  func contains(_ name: AttributeName) -> Bool { places[Int(name.rawValue)] != AttributePlaces.absent }

  /// Returns an attribute's whole number, also one in quotes.
  func integer(_ name: AttributeName, in records: RecordBatch) -> Int64? {
    switch value(name, in: records) {
    case .integer(let number): number
    case .number(let number): Int64(exactly: number)
    case .text(let text): Int64(records.string(text))
    case .none, .bool, .json: nil
    }
  }
}
