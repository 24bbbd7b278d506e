package import Bytes

/// Why a snapshot cannot be resumed from.
package enum SnapshotError: Error, Equatable, CustomStringConvertible {
  case notJSON(JSONError)
  case unknownVersion
  case damaged(member: String)

  package var description: String {
    switch self {
    case .notJSON(let error): "not JSON: \(error)"
    case .unknownVersion: "written by another version"
    case .damaged(let member): "member \(member) is damaged"
    }
  }
}

extension MessageGrouper {
  private static let version: Int64 = 1

  /// The whole state as JSON; the same state gives the same bytes.
  package var snapshot: [UInt8] {
    var writer = JSONWriter(reservingCapacity: 64 + 512 * themes.count)
    let features = seen.keys.sorted()
    writer.value([
      "version": .integer(MessageGrouper.version),
      "count": .integer(Int64(count)),
      "begun": .integer(Int64(begun)),
      "words": .string(PackedNumbers.encode(features)),
      "counts": .string(PackedNumbers.encode(features.map { seen[$0] ?? 0 })),
      "themes": .array(themes.map(\.snapshot)),
    ])
    return writer.bytes
  }

  /// Resumes from a snapshot.
  package init(snapshot: [UInt8]) throws(SnapshotError) {
    let root: JSONNode
    do { root = try JSONDocument(snapshot).root } catch { throw .notJSON(error) }
    guard root["version"]?.integer == MessageGrouper.version else { throw .unknownVersion }
    let features = try PackedNumbers.decode(root, "words")
    let counts = try PackedNumbers.decode(root, "counts")
    guard features.count == counts.count, Set(features).count == features.count else { throw .damaged(member: "words") }
    var themes: [Theme] = []
    for node in root["themes"]?.elements.map({ $0 }) ?? [] { themes.append(try Theme(snapshot: node)) }
    self.init(
      themes: themes,
      seen: Dictionary(uniqueKeysWithValues: zip(features, counts)),
      count: try MessageGrouper.number(root, "count"),
      begun: try MessageGrouper.number(root, "begun")
    )
  }

  static func number(_ node: JSONNode, _ member: String) throws(SnapshotError) -> Int {
    guard let value = node[member]?.integer, value >= 0, value < 1 << 53 else { throw .damaged(member: member) }
    return Int(value)
  }
}

extension Theme {
  var snapshot: JSONValue {
    [
      "ordinal": .integer(Int64(ordinal)),
      "origin": .string(origin),
      "praise": .bool(isPraise),
      "count": .integer(Int64(count)),
      "latest": .integer(Int64(latest)),
      "features": .string(PackedNumbers.encode(features)),
      "weights": .string(PackedNumbers.encode(weights.map(\.bitPattern))),
      "words": .string(PackedNumbers.encode(words.map(\.feature))),
      "counts": .string(PackedNumbers.encode(words.map { UInt32(clamping: $0.count) })),
      "texts": .array(words.map { .string($0.text) }),
      "writers": .string(
        PackedNumbers.encode(
          words.flatMap { [UInt32(truncatingIfNeeded: $0.writer), UInt32(truncatingIfNeeded: $0.writer >> 32)] }
        )
      ),
    ]
  }

  init(snapshot node: JSONNode) throws(SnapshotError) {
    guard let origin = node["origin"]?.string, let isPraise = node["praise"]?.bool else {
      throw .damaged(member: "themes")
    }
    let features = try PackedNumbers.decode(node, "features")
    let weights = try PackedNumbers.decode(node, "weights").map(Float.init(bitPattern:))
    let words = try PackedNumbers.decode(node, "words")
    let counts = try PackedNumbers.decode(node, "counts")
    let texts = node["texts"]?.elements.map { $0.string ?? "" } ?? []
    let isSorted = zip(features, features.dropFirst()).allSatisfy { $0 < $1 }
    guard isSorted, weights.allSatisfy(\.isFinite), weights.count == features.count else {
      throw .damaged(member: "features")
    }
    let halves = try PackedNumbers.decode(node, "writers")
    let writers = stride(from: 0, to: halves.count - 1, by: 2).map { UInt64(halves[$0]) | UInt64(halves[$0 + 1]) << 32 }
    guard words.count == counts.count, words.count == texts.count, words.count == writers.count else {
      throw .damaged(member: "words")
    }
    self.init(
      ordinal: try MessageGrouper.number(node, "ordinal"),
      origin: origin,
      isPraise: isPraise,
      count: try MessageGrouper.number(node, "count"),
      features: features,
      weights: weights,
      words: words.indices.map {
        Tally(feature: words[$0], text: texts[$0], count: Int(counts[$0]), writer: writers[$0])
      },
      latest: try MessageGrouper.number(node, "latest")
    )
  }
}

/// Many numbers as one short text: four bytes each, the least first, in base 64.
enum PackedNumbers {
  static func encode(_ numbers: [UInt32]) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * numbers.count)
    for number in numbers {
      for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
    return Base64.standard.encode(bytes)
  }

  static func decode(_ node: JSONNode, _ member: String) throws(SnapshotError) -> [UInt32] {
    guard let text = node[member]?.string else { throw .damaged(member: member) }
    let bytes: [UInt8]
    do { bytes = try Base64.standard.decode(text) } catch { throw .damaged(member: member) }
    guard bytes.count.isMultiple(of: 4) else { throw .damaged(member: member) }
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      (0..<4).reduce(UInt32(0)) { (word: UInt32, place: Int) -> UInt32 in
        word | UInt32(bytes[start + place]) << UInt32(8 * place)
      }
    }
  }
}
