import Bytes
import Ledger
import TestSupport
import Testing

@Suite struct MerkleTreeTests {
  /// The eight leaves and roots that Certificate Transparency's own tests use
  /// (https://github.com/transparency-dev/merkle, testonly), also computed with hashlib from the RFC's recursion.
  private static let leaves: [[UInt8]] = [
    [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
    [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57], Array(0x60...0x6f),
  ]
  private static let roots = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  @Test func `roots are those of the reference`() {
    for count in 1...8 {
      #expect(Hex.encode(MerkleTree(Self.leaves[..<count]).root) == Self.roots[count - 1])
    }
    #expect(Hex.encode(MerkleTree().root) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func `a tree grown leaf by leaf has the root of the whole`() {
    var random = SplitMix64(seed: 3)
    let leaves = (0..<300).map { _ in random.bytes(32) }
    var grown = MerkleTree()
    for (index, leaf) in leaves.enumerated() {
      grown.append(leaf)
      #expect(grown == MerkleTree(leaves[...index]))
      #expect(grown.count == Int64(index + 1))
    }
  }

  @Test func `every leaf of every small tree has a proof, and no other leaf or place has it`() throws {
    var random = SplitMix64(seed: 4)
    for count in 1...33 {
      let leaves = (0..<count).map { _ in random.bytes(32) }
      let root = MerkleTree(leaves).root
      for index in 0..<count {
        let proof = try #require(MerkleProof(of: index, in: leaves))
        #expect(proof.shows(leaves[index], in: root))
        #expect(!proof.shows(random.bytes(32), in: root))
        #expect(!proof.shows(leaves[index], in: random.bytes(32)))
        let other = MerkleProof(index: (index + 1) % count, count: count, path: proof.path)
        #expect(count == 1 || !other.shows(leaves[index], in: root))
        let longer = MerkleProof(index: index, count: count, path: proof.path + [root])
        #expect(!longer.shows(leaves[index], in: root))
      }
    }
  }

  @Test func `there is no proof for what is not there`() {
    #expect(MerkleProof(of: 0, in: []) == nil)
    #expect(MerkleProof(of: 3, in: Self.leaves.suffix(3)) == nil)
    #expect(!MerkleProof(index: -1, count: 1, path: []).shows([], in: MerkleTree([[]]).root))
    #expect(!MerkleProof(index: 0, count: 0, path: []).shows([], in: MerkleTree([[]]).root))
    #expect(!MerkleProof(index: 0, count: .max, path: []).shows([], in: MerkleTree([[]]).root))
  }
}
