/// Which themes have a feature, so that only those with something in common are compared.
struct ThemeIndex: Sendable {
  private var slots: [UInt32: [Int32]] = [:]

  init() {}

  /// Builds the index of themes at their places.
  init(_ themes: [Theme]) {
    for slot in themes.indices { change(slot, from: [], to: themes[slot].features) }
  }

  /// Notes which features a place has now; both lists are sorted.
  mutating func change(_ slot: Int, from old: [UInt32], to new: [UInt32]) {
    var left = 0
    var right = 0
    while left < old.count || right < new.count {
      if right == new.count || (left < old.count && old[left] < new[right]) {
        slots[old[left]]?.removeAll { $0 == Int32(slot) }
        left += 1
      } else if left == old.count || new[right] < old[left] {
        slots[new[right], default: []].append(Int32(slot))
        right += 1
      } else {
        left += 1
        right += 1
      }
    }
  }

  /// Returns the product of a vector with each theme's sum of vectors.
  func products(_ vector: TextVector, themes: [Theme]) -> [Float] {
    var sums = [Float](repeating: 0, count: themes.count)
    for position in vector.features.indices {
      let feature = vector.features[position]
      for slot in slots[feature] ?? [] {
        sums[Int(slot)] += vector.weights[position] * themes[Int(slot)].weight(feature)
      }
    }
    return sums
  }
}
