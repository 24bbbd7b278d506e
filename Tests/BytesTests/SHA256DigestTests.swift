import Bytes
import Testing

@Suite struct SHA256DigestTests {
  private static let digests = (0..<200).map { SHA256.hash(Array("message \($0)".utf8)) }

  @Test func `a digest comes back from its bytes and from its digits`() {
    for digest in Self.digests {
      let bytes = digest.bytes
      let again = SHA256Digest(bytes: bytes.span)
      #expect(again == digest)
      #expect(SHA256Digest(hex: digest.hex) == digest)
    }
  }

  @Test func `digests are ordered as their digits are`() {
    #expect(Self.digests.sorted().map(\.hex) == Self.digests.map(\.hex).sorted())
  }

  @Test func `its head is what its first sixteen digits say`() {
    for digest in Self.digests { #expect(digest.head == UInt64(digest.hex.prefix(16), radix: 16)) }
  }

  @Test(arguments: [
    "", "abc", String(repeating: "A", count: 64), String(repeating: "g", count: 64), String(repeating: "é", count: 32),
  ])
  func `what is not 64 lower-case digits is no digest`(text: String) {
    #expect(SHA256Digest(hex: text) == nil)
  }

  @Test(arguments: [0, 31, 33]) func `other than 32 bytes are no digest`(count: Int) {
    let bytes = [UInt8](repeating: 1, count: count)
    let digest = SHA256Digest(bytes: bytes.span)
    #expect(digest == nil)
  }
}
