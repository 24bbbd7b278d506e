import Numerics

/// Rows of attributes, bad ones and others, kept as small numbers so that hundreds of thousands fit.
///
/// Memory is bounded whatever comes: of each class so many rows are kept, each as likely as any other, and of each
/// attribute so many values. The same rows in the same order always keep the same.
package struct AttributeRows: Sendable {
  package let attributes: [String]
  /// How many rows came of each class, kept or not.
  package private(set) var badSeen = 0
  package private(set) var otherSeen = 0
  private(set) var bad: Sample
  private(set) var other: Sample
  private(set) var dictionaries: [ValueTable]
  private var coded: [UInt16]

  /// Attributes beyond these are not looked at.
  package static let attributeLimit = 64
  /// Rows kept of the bad and of the others.
  package static let badLimit = 100_000
  package static let otherLimit = 200_000

  /// Makes an empty table of these attributes that keeps so many rows of each class.
  package init(_ attributes: [String], badLimit: Int = badLimit, otherLimit: Int = otherLimit) {
    self.attributes = Array(attributes.prefix(AttributeRows.attributeLimit))
    let count = self.attributes.count
    bad = Sample(attributes: count, limit: badLimit, seed: 1)
    other = Sample(attributes: count, limit: otherLimit, seed: 2)
    dictionaries = [ValueTable](repeating: ValueTable(), count: count)
    coded = [UInt16](repeating: 0, count: count)
  }

  /// Adds a row, or as many like it: one value for each attribute, nil or empty where it has none.
  package mutating func add(_ values: [String?], isBad: Bool, times: Int = 1) {
    for place in coded.indices {
      coded[place] = place < values.count ? dictionaries[place].code(of: values[place] ?? "") : 0
    }
    for _ in 0..<times {
      if isBad {
        badSeen += 1
        bad.add(coded, seen: badSeen)
      } else {
        otherSeen += 1
        other.add(coded, seen: otherSeen)
      }
    }
  }

  /// The values of one attribute, numbered from 1 as they come; 0 is no value.
  struct ValueTable: Sendable {
    private(set) var values: [String] = [""]
    private var codes: [String: UInt16] = [:]
    /// How often a value came that is told apart, and one of those beyond them.
    private var told = 0
    private var untold = 0

    /// Values told apart; senders choose them, and what they choose must not fill the memory.
    static let limit = 4_096
    /// The number of every value beyond the limit.
    static let otherValue = UInt16.max
    /// A longer text is no name of anything.
    private static let longest = 200

    mutating func code(of value: String) -> UInt16 {
      if value.isEmpty { return 0 }
      // Where most values are beyond the limit it is an id, which nobody needs to look up.
      if untold > ValueTable.limit, untold / 3 > told { return ValueTable.otherValue }
      if let code = codes[value] {
        told += 1
        return code
      }
      guard codes.count < ValueTable.limit, value.utf8.count <= ValueTable.longest else {
        untold += 1
        return ValueTable.otherValue
      }
      let code = UInt16(codes.count + 1)
      codes[value] = code
      values.append(value)
      return code
    }
  }

  /// Rows of one class, one after the other, each as likely to be kept as any other (Vitter 1985, algorithm R).
  struct Sample: Sendable {
    private(set) var count = 0
    private var codes: [UInt16] = []
    private let width: Int
    private let limit: Int
    private var random: SeededRandom

    init(attributes: Int, limit: Int, seed: UInt64) {
      width = attributes
      self.limit = limit
      random = SeededRandom(seed: seed)
    }

    /// The values of one attribute, row by row.
    func column(_ attribute: Int) -> [UInt16] {
      stride(from: attribute, to: codes.count, by: max(1, width)).map { codes[$0] }
    }

    mutating func add(_ row: [UInt16], seen: Int) {
      if count < limit {
        codes.append(contentsOf: row)
        count += 1
        return
      }
      let place = random.below(seen)
      guard place < limit else { return }
      for column in row.indices { codes[place * width + column] = row[column] }
    }
  }
}
