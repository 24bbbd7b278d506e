import Bytes
import Testing

@Suite struct HMACTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let name: String
    let key: [UInt8]
    let message: [UInt8]
    let hex: String

    var testDescription: String { name }
  }

  private static let longKey = [UInt8](repeating: 0xaa, count: 131)

  @Test(arguments: [
    // RFC 4231 section 4 (https://www.rfc-editor.org/rfc/rfc4231).
    Vector(
      name: "RFC 4231 case 1",
      key: .init(repeating: 0x0b, count: 20),
      message: Array("Hi There".utf8),
      hex: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    Vector(
      name: "RFC 4231 case 2, a key shorter than the tag",
      key: Array("Jefe".utf8),
      message: Array("what do ya want for nothing?".utf8),
      hex: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    Vector(
      name: "RFC 4231 case 3, key and message longer than 64 bytes together",
      key: .init(repeating: 0xaa, count: 20),
      message: .init(repeating: 0xdd, count: 50),
      hex: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    ),
    Vector(
      name: "RFC 4231 case 4",
      key: Array(1...25),
      message: .init(repeating: 0xcd, count: 50),
      hex: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
    ),
    Vector(
      name: "RFC 4231 case 5, whose tag the RFC cuts to 128 bits",
      key: .init(repeating: 0x0c, count: 20),
      message: Array("Test With Truncation".utf8),
      hex: "a3b6167473100ee06e0c796c2955552b"
    ),
    Vector(
      name: "RFC 4231 case 6, a key longer than a block",
      key: longKey,
      message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      hex: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
    Vector(
      name: "RFC 4231 case 7, key and message longer than a block",
      key: longKey,
      message: Array(
        ("This is a test using a larger than block-size key and a larger than block-size data. "
          + "The key needs to be hashed before being used by the HMAC algorithm.").utf8
      ),
      hex: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
    ),
    // Python's hmac, on both sides of the block size.
    Vector(
      name: "a key of exactly a block",
      key: Array(0..<64),
      message: Array("block".utf8),
      hex: "0c4195064dd4ca79599d2b8508c3f4c5f3805080dd6b451ca30e7d2da73a2c3d"
    ),
    Vector(
      name: "a key one byte longer than a block",
      key: Array(0..<65),
      message: Array("block".utf8),
      hex: "14f952ab1b86c57b32f958d5d1eff16dcf0b87097624748296dc953e05da894b"
    ),
  ])
  func `published messages have their published tags`(_ vector: Vector) {
    #expect(HMAC.tag(for: vector.message, key: vector.key).hex.hasPrefix(vector.hex))
  }

  @Test func `one absorbed key serves several messages in any chunking`() {
    let key = Array("key".utf8)
    let keyed = HMAC(key: key)
    for message in ["", "a", String(repeating: "long ", count: 40)] {
      var whole = keyed
      whole.update(Array(message.utf8))
      var bytewise = keyed
      for byte in message.utf8 {
        bytewise.update([byte])
      }
      let tag = HMAC.tag(for: Array(message.utf8), key: key)
      #expect(whole.finish() == tag)
      #expect(bytewise.finish() == tag)
    }
  }

  @Test func `tags are equal only when every bit is`() {
    let tag = HMAC.tag(for: Array("message".utf8), key: Array("key".utf8)).bytes
    #expect(HMAC.isEqual(tag, tag))
    for index in tag.indices {
      for bit in 0..<8 {
        var forged = tag
        forged[index] ^= 1 << bit
        #expect(!HMAC.isEqual(tag, forged), "bit \(bit) of byte \(index)")
      }
    }
  }

  @Test func `tags of different lengths are not equal`() {
    #expect(!HMAC.isEqual([1, 2], [1, 2, 3]))
    #expect(!HMAC.isEqual([1], []))
    #expect(HMAC.isEqual([], []))
  }
}
