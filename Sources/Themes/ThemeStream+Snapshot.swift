import Bytes

extension ThemeStream {
  private static let version: Int64 = 1

  /// The whole state as JSON; the same state gives the same bytes.
  package var snapshot: [UInt8] {
    var writer = JSONWriter(reservingCapacity: 1_024 + 64 * texts.count)
    writer.value([
      "version": .integer(ThemeStream.version),
      "limit": .integer(Int64(limit)),
      "firstLook": .integer(Int64(firstLook)),
      "seen": .integer(Int64(seen)),
      "next": .integer(Int64(next)),
      "cut": .integer(Int64(cut.bitPattern)),
      "lengths": .string(PackedNumbers.encode(texts.map { UInt32($0.count) })),
      "words": .string(PackedNumbers.encode(texts.flatMap { $0 })),
      "themes": .string(PackedNumbers.encode(themeOf.map { UInt32(bitPattern: $0) })),
    ])
    return writer.bytes
  }

  /// Resumes from a snapshot.
  package init(snapshot: [UInt8]) throws(SnapshotError) {
    let root: JSONNode
    do { root = try JSONDocument(snapshot).root } catch { throw .notJSON(error) }
    guard root["version"]?.integer == ThemeStream.version else { throw .unknownVersion }
    let lengths = try PackedNumbers.decode(root, "lengths")
    let words = try PackedNumbers.decode(root, "words")
    let themes = try PackedNumbers.decode(root, "themes").map { Int32(bitPattern: $0) }
    let (limit, seen) = (try MessageGrouper.number(root, "limit"), try MessageGrouper.number(root, "seen"))
    let firstLook = try MessageGrouper.number(root, "firstLook")
    let next = try MessageGrouper.number(root, "next")
    let bits = try MessageGrouper.number(root, "cut")
    guard lengths.allSatisfy({ (1...UInt32(Corpus.wordLimit)).contains($0) }),
      lengths.reduce(0, { $0 + Int($1) }) == words.count
    else { throw .damaged(member: "lengths") }
    guard themes.count == lengths.count, next < Int(Int32.max), themes.allSatisfy({ $0 < next && $0 >= -1 })
    else { throw .damaged(member: "themes") }
    guard limit <= 1 << 20, firstLook <= limit, lengths.count <= limit, seen <= lengths.count, bits <= Int(UInt32.max)
    else { throw .damaged(member: "seen") }
    var texts: [[UInt32]] = []
    var start = 0
    for length in lengths {
      texts.append(Array(words[start..<(start + Int(length))]))
      start += Int(length)
    }
    guard Set(texts).count == texts.count else { throw .damaged(member: "words") }
    let cut = Float(bitPattern: UInt32(bits))
    guard cut.isFinite else { throw .damaged(member: "cut") }
    self.init(
      limit: limit,
      firstLook: firstLook,
      texts: texts,
      themeOf: themes,
      seen: seen,
      next: Int32(next),
      cut: cut
    )
  }
}
