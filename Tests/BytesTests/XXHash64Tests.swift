import Bytes
import TestSupport
import Testing

@Suite struct XXHash64Tests {
  struct Vector: Sendable {
    let count: Int
    let hash: UInt64
  }

  /// Python's xxhash, on bytes that count up to 250 and begin again.
  @Test(arguments: [
    Vector(count: 0, hash: 0xef46_db37_51d8_e999), Vector(count: 1, hash: 0xe934_a84a_db05_2768),
    Vector(count: 3, hash: 0xe5c7_bb45_33bc_65dd), Vector(count: 4, hash: 0xffce_d860_4453_cc1e),
    Vector(count: 7, hash: 0x14cc_643f_630c_72d2), Vector(count: 8, hash: 0x884a_1736_14b8_1b8d),
    Vector(count: 12, hash: 0x424a_f23f_1f08_dca5), Vector(count: 31, hash: 0xc346_d2b5_9b4d_8ee1),
    Vector(count: 32, hash: 0xcbf5_9c51_16ff_32b4), Vector(count: 33, hash: 0x0c53_5d1a_cafb_8ead),
    Vector(count: 63, hash: 0xe26a_a9e2_a95f_8e4f), Vector(count: 64, hash: 0xf7c6_7301_db67_13f0),
    Vector(count: 100, hash: 0x6ac1_e580_3216_6597), Vector(count: 255, hash: 0x566d_96b8_32b9_67c1),
  ])
  func `bytes have the checksums another implementation gives`(_ vector: Vector) {
    #expect(XXHash64.hash((0..<vector.count).map { UInt8($0 % 251) }) == vector.hash)
  }

  @Test(arguments: [1, 5, 8, 31, 32, 77])
  func `every flipped bit is noticed`(_ count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    let bytes = random.bytes(count)
    let sum = XXHash64.hash(bytes)
    for place in 0..<8 * count {
      var flipped = bytes
      flipped[place / 8] ^= 1 << UInt8(place % 8)
      #expect(XXHash64.hash(flipped) != sum, "bit \(place)")
    }
  }
}
