import Bytes
import TestSupport
import Testing

/// Writes snappy blocks of given literals and copies, for tests alone.
struct SnappyWriter {
  private(set) var content: [UInt8] = []
  private var elements: [UInt8] = []

  /// The block as it stands.
  var block: [UInt8] {
    var bytes: [UInt8] = []
    bytes.appendVarint(UInt64(content.count))
    return bytes + elements
  }

  /// Adds a literal, its length in as many bytes as it takes, or in more.
  mutating func literal(_ bytes: [UInt8], lengthBytes: Int? = nil) {
    let count = bytes.count - 1
    let needed = count < 60 ? 0 : count < 1 << 8 ? 1 : count < 1 << 16 ? 2 : 3
    let size = max(needed, lengthBytes ?? 0)
    elements.append(UInt8(size == 0 ? count : 59 + size) << 2)
    if size > 0 { elements.appendLittleEndian(UInt64(count), bytes: size) }
    elements += bytes
    content += bytes
  }

  /// Adds a copy in the form with one, two or four bytes of distance.
  mutating func copy(_ count: Int, from distance: Int, form: Int) {
    switch form {
    case 1:
      elements.append(UInt8(distance >> 8) << 5 | UInt8(count - 4) << 2 | 1)
      elements.append(UInt8(truncatingIfNeeded: distance))
    case 2:
      elements.append(UInt8(count - 1) << 2 | 2)
      elements.appendLittleEndian(UInt64(distance), bytes: 2)
    default:
      elements.append(UInt8(count - 1) << 2 | 3)
      elements.appendLittleEndian(UInt64(distance), bytes: 4)
    }
    for _ in 0..<count { content.append(content[content.count - distance]) }
  }

  /// Draws a block of some elements.
  static func drawn(_ generator: inout SplitMix64, elements: Int) -> SnappyWriter {
    var writer = SnappyWriter()
    for _ in 0..<elements {
      let known = writer.content.count
      let form = known == 0 ? 0 : Int.random(in: 0...3, using: &generator)
      switch form {
      case 0:
        let longest = [3, 70, 300, 70_000][Int.random(in: 0...3, using: &generator)]
        let bytes = generator.bytes(Int.random(in: 1...longest, using: &generator))
        writer.literal(bytes, lengthBytes: Bool.random(using: &generator) ? 4 : nil)
      case 1:
        let distance = Int.random(in: 1...min(known, 2_047), using: &generator)
        writer.copy(Int.random(in: 4...11, using: &generator), from: distance, form: 1)
      default:
        let distance = Int.random(in: 1...min(known, form == 2 ? 65_535 : known), using: &generator)
        writer.copy(Int.random(in: 1...64, using: &generator), from: distance, form: form)
      }
    }
    return writer
  }
}

@Suite struct SnappyTests {
  private static let limit = 1 << 20

  private static func unpack(_ block: [UInt8], limit: Int = limit) throws(SnappyError) -> [UInt8] {
    try Snappy.content(of: block.span, limit: limit)
  }

  @Test func `blocks of literals and copies come back as they went in`() throws {
    for seed in UInt64(1)...60 {
      var generator = SplitMix64(seed: seed)
      let writer = SnappyWriter.drawn(&generator, elements: Int(seed) % 12)
      #expect(try Self.unpack(writer.block) == writer.content, "seed \(seed)")
    }
  }

  @Test func `a run is a copy that reaches into what it writes`() throws {
    var writer = SnappyWriter()
    writer.literal(Array("ab".utf8))
    writer.copy(64, from: 2, form: 2)
    writer.copy(5, from: 1, form: 1)
    #expect(try Self.unpack(writer.block) == Array((String(repeating: "ab", count: 33) + "bbbbb").utf8))
  }

  @Test func `no part of a block is a whole one`() throws {
    var generator = SplitMix64(seed: 3)
    var writer = SnappyWriter()
    writer.literal(generator.bytes(70))
    writer.copy(11, from: 2, form: 1)
    writer.copy(64, from: 70, form: 2)
    writer.literal([7])
    writer.copy(20, from: 100, form: 3)
    let block = writer.block
    for count in 0..<block.count {
      let part = Array(block.prefix(count))
      #expect(throws: SnappyError.self, "\(count) bytes") { try Self.unpack(part) }
      // What is there of it is the beginning of its content.
      let beginning = Snappy.beginning(of: part.span, limit: Self.limit) ?? []
      #expect(beginning == Array(writer.content.prefix(beginning.count)))
    }
    #expect(Snappy.beginning(of: block.span, limit: Self.limit) == writer.content)
    #expect(throws: SnappyError.self) { try Self.unpack(block + [0, 0]) }
  }

  struct Damage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let block: [UInt8]
    let error: SnappyError
  }

  @Test(arguments: [
    Damage(testDescription: "nothing", block: [], error: .truncated),
    Damage(testDescription: "a length without an end", block: [0xff, 0xff], error: .truncated),
    Damage(
      testDescription: "a length of more than 32 bits",
      block: [0xff, 0xff, 0xff, 0xff, 0x7f, 0],
      error: .damaged("its length is no number", at: 0)
    ),
    Damage(
      testDescription: "a length that may not be",
      block: [0xff, 0xff, 0xff, 0xff, 0x0f, 0],
      error: .tooLong(declared: 0xffff_ffff, limit: 1 << 20)
    ),
    Damage(
      testDescription: "a length no block of this size reaches",
      block: [0x80, 0x80, 0x20, 0, 1],
      error: .truncated
    ),
    Damage(
      testDescription: "a copy before anything is there",
      block: [4, 1, 1],
      error: .damaged("a copy of what is not there", at: 1)
    ),
    Damage(
      testDescription: "a copy from nowhere",
      block: [6, 0, 65, 1, 0],
      error: .damaged("a copy of what is not there", at: 3)
    ),
    Damage(
      testDescription: "a copy from before the start",
      block: [6, 0, 65, 1, 2],
      error: .damaged("a copy of what is not there", at: 3)
    ),
    Damage(
      testDescription: "a literal past the length",
      block: [1, 4, 65, 66],
      error: .damaged("a literal is longer than the rest of the content", at: 1)
    ),
    Damage(
      testDescription: "a copy past the length",
      block: [4, 0, 65, 1, 1],
      error: .damaged("a copy is longer than the rest of the content", at: 3)
    ),
    Damage(testDescription: "less than its length", block: [3, 4, 65, 66], error: .truncated),
  ])
  func `damage is named`(_ damage: Damage) {
    #expect(throws: damage.error) { try Self.unpack(damage.block) }
    #expect(!damage.error.description.isEmpty)
  }

  @Test func `random bytes do no harm`() {
    var generator = SplitMix64(seed: 9)
    for count in 0..<400 {
      let bytes = generator.bytes(count)
      let content = try? Self.unpack(bytes, limit: 4_096)
      #expect((content?.count ?? 0) <= 4_096)
      #expect((Snappy.beginning(of: bytes.span, limit: 100)?.count ?? 0) < 100 + bytes.count + 64)
    }
  }
}
