import Bytes

/// A Merkle tree over hashes as they come, as RFC 6962 section 2.1 defines it
/// (https://www.rfc-editor.org/rfc/rfc6962#section-2.1).
///
/// It keeps the roots of its complete subtrees alone, so that a million leaves take twenty hashes.
package struct MerkleTree: Equatable, Sendable {
  package private(set) var count: Int64 = 0
  /// The roots of the complete subtrees, largest first: one for each bit that is set in the count.
  private var roots: [[UInt8]] = []

  package init() {}

  /// Makes the tree over a list.
  package init(_ leaves: some Sequence<[UInt8]>) {
    for leaf in leaves { append(leaf) }
  }

  /// Adds a leaf at the end.
  package mutating func append(_ leaf: [UInt8]) {
    var root = MerkleTree.leafHash(leaf)
    // Each trailing one bit of the count is a subtree as large as the new one.
    for _ in 0..<(~count).trailingZeroBitCount {
      root = MerkleTree.nodeHash(roots.removeLast(), root)
    }
    roots.append(root)
    count += 1
  }

  /// The hash over all leaves; of no leaves, the hash of nothing.
  package var root: [UInt8] {
    guard var root = roots.last else { return SHA256.hash([]).bytes }
    for left in roots.dropLast().reversed() { root = MerkleTree.nodeHash(left, root) }
    return root
  }

  /// The hash of a leaf, which begins with another byte than a node, so that neither can stand for the other.
  static func leafHash(_ leaf: [UInt8]) -> [UInt8] {
    var hasher = SHA256()
    hasher.update([0])
    hasher.update(leaf)
    return hasher.finish().bytes
  }

  static func nodeHash(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
    var hasher = SHA256()
    hasher.update([1])
    hasher.update(left)
    hasher.update(right)
    return hasher.finish().bytes
  }
}

/// What shows that a leaf is in a tree without the other leaves: the audit path of RFC 6962 section 2.1.1.
package struct MerkleProof: Equatable, Sendable {
  /// The leaf's place, from 0, and the number of leaves.
  package let index: Int
  package let count: Int
  /// The hashes beside its way to the root, nearest the leaf first.
  package let path: [[UInt8]]

  package init(index: Int, count: Int, path: [[UInt8]]) {
    self.index = index
    self.count = count
    self.path = path
  }

  /// Makes the proof for one of the leaves; nil where there is no such leaf.
  package init?(of index: Int, in leaves: [[UInt8]]) {
    guard leaves.indices.contains(index) else { return nil }
    var path: [[UInt8]] = []
    var range = leaves.indices
    // From the root down, hence turned around at the end.
    while range.count > 1 {
      let middle = range.lowerBound + MerkleProof.split(range.count)
      if index < middle {
        path.append(MerkleTree(leaves[middle..<range.upperBound]).root)
        range = range.lowerBound..<middle
      } else {
        path.append(MerkleTree(leaves[range.lowerBound..<middle]).root)
        range = middle..<range.upperBound
      }
    }
    self.init(index: index, count: leaves.count, path: path.reversed())
  }

  /// Reports whether the leaf stands at its place in the tree with this root.
  package func shows(_ leaf: [UInt8], in root: [UInt8]) -> Bool {
    guard index >= 0, index < count else { return false }
    var turns: [Bool] = []
    var (place, size) = (index, count)
    while size > 1 {
      let middle = MerkleProof.split(size)
      turns.append(place < middle)
      (place, size) = place < middle ? (place, middle) : (place - middle, size - middle)
    }
    guard turns.count == path.count else { return false }
    var hash = MerkleTree.leafHash(leaf)
    for (isLeft, other) in zip(turns.reversed(), path) {
      hash = isLeft ? MerkleTree.nodeHash(hash, other) : MerkleTree.nodeHash(other, hash)
    }
    return hash == root
  }

  /// The largest power of two below a number from 2 on.
  private static func split(_ count: Int) -> Int { 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }
}
