import Bytes
import Testing

@Suite struct SipHashTests {
  struct Vector: Sendable {
    let count: Int
    let hash: UInt64
  }

  /// OpenSSL 3.0's SIPHASH with the key 00 01 … 0f and the message 00 01 …, as in the paper's appendix A.
  @Test(arguments: [
    Vector(count: 0, hash: 0x726f_db47_dd0e_0e31), Vector(count: 1, hash: 0x74f8_39c5_93dc_67fd),
    Vector(count: 7, hash: 0xab02_00f5_8b01_d137), Vector(count: 8, hash: 0x93f5_f579_9a93_2462),
    Vector(count: 9, hash: 0x9e00_82df_0ba9_e4b0), Vector(count: 15, hash: 0xa129_ca61_49be_45e5),
    Vector(count: 16, hash: 0x3f2a_cc7f_57c2_9bdb), Vector(count: 31, hash: 0x32d8_92fa_d841_c342),
    Vector(count: 32, hash: 0x7127_512f_72f2_7cce), Vector(count: 63, hash: 0x958a_324c_eb06_4572),
  ])
  func `messages have the hashes another implementation gives`(_ vector: Vector) {
    let hasher = SipHash(key: 0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)
    #expect(hasher.hash((0..<vector.count).map { UInt8($0) }) == vector.hash)
  }

  @Test func `two words are hashed as the sixteen bytes they are`() {
    let hasher = SipHash(key: 1, 2)
    let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
    #expect(hasher.hash(0x0807_0605_0403_0201, 0x100f_0e0d_0c0b_0a09) == hasher.hash(bytes))
  }

  @Test func `another key gives another hash`() {
    #expect(SipHash(key: 1, 2).hash([1]) != SipHash(key: 1, 3).hash([1]))
    #expect(SipHash(key: 1, 2).hash([1]) != SipHash(key: 0, 2).hash([1]))
  }
}
