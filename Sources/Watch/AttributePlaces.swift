import Formats

/// Where the known attributes of a record stand among the batch's attributes.
struct AttributePlaces {
  /// By raw value; there are fewer known names than this.
  private var places = InlineArray<64, Int32>(repeating: -1)

  init(_ range: Range<Int32>, in records: RecordBatch) {
    var index = Int(range.lowerBound)
    while index < Int(range.upperBound) {
      let name = records.attributes[index].name
      // The first of several spellings counts.
      if name != .other, places[Int(name.rawValue)] < 0 {
        places[Int(name.rawValue)] = Int32(truncatingIfNeeded: index)
      }
      index &+= 1
    }
  }

  /// Returns what an attribute holds; `none` where it is not there.
  @inline(__always)
  func value(_ name: AttributeName, in records: RecordBatch) -> AttributeValue {
    let place = places[Int(name.rawValue)]
    return place < 0 ? .none : records.attributes[Int(place)].value
  }

  /// Returns the text of an attribute; nothing for one that is no text.
  @inline(__always)
  func text(_ name: AttributeName, in records: RecordBatch) -> RecordText {
    if case .text(let text) = value(name, in: records) { return text }
    return .none
  }

  @inline(__always)
  func contains(_ name: AttributeName) -> Bool { places[Int(name.rawValue)] >= 0 }

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
