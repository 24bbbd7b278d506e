import Bytes
import TestSupport
import Testing

@Suite struct SHA256Tests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let name: String
    let message: [UInt8]
    let hex: String

    var testDescription: String { name }
  }

  @Test(arguments: [
    // The example values NIST publishes beside FIPS 180-4.
    Vector(
      name: "FIPS 180-4, one block",
      message: Array("abc".utf8),
      hex: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    ),
    Vector(
      name: "FIPS 180-4, two blocks",
      message: Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
      hex: "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    // NIST CAVS 11.0, SHA256ShortMsg.rsp.
    Vector(
      name: "CAVS short message, 0 bits",
      message: [],
      hex: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    ),
    Vector(
      name: "CAVS short message, 8 bits",
      message: [0xd3],
      hex: "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"
    ),
    Vector(
      name: "CAVS short message, 16 bits",
      message: [0x11, 0xaf],
      hex: "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98"
    ),
    Vector(
      name: "CAVS short message, 24 bits",
      message: [0xb4, 0x19, 0x0e],
      hex: "dff2e73091f6c05e528896c4c831b9448653dc2ff043528f6769437bc7b975c2"
    ),
    Vector(
      name: "CAVS short message, 32 bits",
      message: [0x74, 0xba, 0x25, 0x21],
      hex: "b16aa56be3880d18cd41e68384cf1ec8c17680c45a02b1575dc1518923ae8b0e"
    ),
  ])
  func `published messages have their published digests`(_ vector: Vector) {
    #expect(SHA256.hash(vector.message).hex == vector.hex)
  }

  @Test func `a million times the letter a has its published digest`() {
    // The third example of FIPS 180-2 appendix B. 997 is no divisor of 64 nor of the million.
    let chunk = [UInt8](repeating: UInt8(ascii: "a"), count: 997)
    var hasher = SHA256()
    for _ in 0..<1_003 {
      hasher.update(chunk)
    }
    hasher.update([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000 - 1_003 * 997))
    #expect(hasher.finish().hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  struct Length: Sendable, CustomTestStringConvertible {
    let length: Int
    let hex: String

    var testDescription: String { "\(length) bytes" }
  }

  // Digests of the bytes 0, 1, 2, … by Python's hashlib, on both sides of every edge of the padding.
  @Test(arguments: [
    Length(length: 1, hex: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    Length(length: 55, hex: "463eb28e72f82e0a96c0a4cc53690c571281131f672aa229e0d45ae59b598b59"),
    Length(length: 56, hex: "da2ae4d6b36748f2a318f23e7ab1dfdf45acdc9d049bd80e59de82a60895f562"),
    Length(length: 57, hex: "2fe741af801cc238602ac0ec6a7b0c3a8a87c7fc7d7f02a3fe03d1c12eac4d8f"),
    Length(length: 63, hex: "29af2686fd53374a36b0846694cc342177e428d1647515f078784d69cdb9e488"),
    Length(length: 64, hex: "fdeab9acf3710362bd2658cdc9a29e8f9c757fcf9811603a8c447cd1d9151108"),
    Length(length: 65, hex: "4bfd2c8b6f1eec7a2afeb48b934ee4b2694182027e6d0fc075074f2fabb31781"),
    Length(length: 119, hex: "da18797ed7c3a777f0847f429724a2d8cd5138e6ed2895c3fa1a6d39d18f7ec6"),
    Length(length: 120, hex: "f52b23db1fbb6ded89ef42a23ce0c8922c45f25c50b568a93bf1c075420bbb7c"),
    Length(length: 127, hex: "92ca0fa6651ee2f97b884b7246a562fa71250fedefe5ebf270d31c546bfea976"),
    Length(length: 128, hex: "471fb943aa23c511f6f72f8d1652d9c880cfa392ad80503120547703e56a2be5"),
    Length(length: 129, hex: "5099c6a56203f9687f7d33f4bfdf576d31dc91f6b695ecea38b2770c87631135"),
    Length(length: 200, hex: "1901da1c9f699b48f6b2636e65cbf73abf99d0441ef67f5c540a42f7051dec6f"),
  ])
  func `lengths around block edges agree with hashlib`(_ expected: Length) {
    #expect(SHA256.hash((0..<expected.length).map(UInt8.init)).hex == expected.hex)
  }

  @Test func `all lengths from 0 to 200 agree with hashlib`() {
    // One value for 201: Python's hashlib over the digests of the bytes 0, 1, 2, … in order of length.
    var all = SHA256()
    for length in 0...200 {
      all.update(SHA256.hash((0..<length).map(UInt8.init)).bytes)
    }
    #expect(all.finish().hex == "64ef7c229fce2408b5336b6a542fea0e078c3a87d2da85cb3fc52e2008b65021")
  }

  @Test func `a split at any byte leaves the digest as it is`() {
    let message = (0..<200).map(UInt8.init)
    let whole = SHA256.hash(message)
    for split in 0...message.count {
      var hasher = SHA256()
      hasher.update(message.span.extracting(first: split))
      hasher.update(message.span.extracting(droppingFirst: split))
      #expect(hasher.finish() == whole, "split at \(split)")
    }
  }

  @Test(arguments: UInt64(0)..<50)
  func `any chunking leaves the digest as it is`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let message = random.bytes(.random(in: 0...1_000, using: &random))
    var hasher = SHA256()
    var start = 0
    while start < message.count {
      let end = min(message.count, start + .random(in: 0...150, using: &random))
      hasher.update(message.span.extracting(start..<end))
      start = end
    }
    #expect(hasher.finish() == SHA256.hash(message))
  }

  @Test func `a copy goes on by itself`() {
    var left = SHA256()
    left.update(Array("ab".utf8))
    var right = left
    left.update(Array("c".utf8))
    right.update(Array("d".utf8))
    #expect(left.finish() == SHA256.hash(Array("abc".utf8)))
    #expect(right.finish() == SHA256.hash(Array("abd".utf8)))
  }

  @Test func `a digest has 32 bytes and prints as hex`() {
    let digest = SHA256.hash([])
    #expect(digest.bytes.count == 32)
    #expect(digest.bytes.first == 0xe3)
    #expect("\(digest)" == digest.hex)
  }
}
