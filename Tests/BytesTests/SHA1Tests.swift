import Bytes
import Testing

@Suite struct SHA1Tests {
  // FIPS 180-4's own samples (https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values), and
  // lengths about the end of a block as Python's hashlib has them.
  @Test(arguments: [
    ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
    ), ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    (String(repeating: "a", count: 55), "c1c8bbdc22796e28c0e15163d20899b65621d65a"),
    (String(repeating: "a", count: 56), "c2db330f6083854c99d4b5bfb6e8f29f201be699"),
    (String(repeating: "a", count: 63), "03f09f5b158a7a8cdad920bddc29b81c18a551f5"),
    (String(repeating: "a", count: 64), "0098ba824b5c16427bd7a1122a5a442a25ec644d"),
    (String(repeating: "a", count: 65), "11655326c708d70319be2610e8a57d9a5b959d3b"),
    (String(repeating: "a", count: 119), "ee971065aaa017e0632a8ca6c77bb3bf8b1dfc56"),
    (String(repeating: "a", count: 120), "f34c1488385346a55709ba056ddd08280dd4c6d6"),
    (String(repeating: "a", count: 1_000), "291e9a6c66994949b57ba5e650361e98fc36b1ba"),
  ])
  func `a message has the digest that it has elsewhere`(_ message: String, _ hex: String) {
    #expect(Hex.encode(SHA1.hash(Array(message.utf8))) == hex)
  }

  // RFC 2202 section 3 (https://www.rfc-editor.org/rfc/rfc2202), cases 2 and 6.
  @Test(arguments: [
    (Array("Jefe".utf8), "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
    (
      [UInt8](repeating: 0xaa, count: 80), "Test Using Larger Than Block-Size Key - Hash Key First",
      "aa4ae5e15272d00e95705637ce8a3b55ed402112"
    ),
  ])
  func `a tag is that of the standard`(_ key: [UInt8], _ message: String, _ hex: String) {
    #expect(Hex.encode(SHA1.tag(for: Array(message.utf8), key: key)) == hex)
  }
}
