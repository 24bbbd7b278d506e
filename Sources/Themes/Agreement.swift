private import Glibc

/// How far two groupings of the same things agree beyond chance: 1 where they are the same, about 0 where one says
/// nothing of the other.
///
/// Adjusted mutual information (Vinh, Epps, Bailey 2010, https://jmlr.org/papers/v11/vinh10a.html), mean of the entropies.
enum Agreement {
  /// Compares two groupings by their groups' numbers.
  static func adjusted(_ left: [Int32], _ right: [Int32]) -> Double {
    let count = left.count
    guard count > 1, right.count == count else { return 1 }
    let (first, second) = (sizes(left), sizes(right))
    let entropies = (entropy(first, count), entropy(second, count))
    var pairs: [UInt64: Int] = [:]
    for place in left.indices { pairs[UInt64(left[place]) << 32 | UInt64(right[place]), default: 0] += 1 }
    var shared = 0.0
    // In order, because sums of floats depend on it.
    for (pair, both) in pairs.sorted(by: { $0.key < $1.key }) {
      let product = Double(first[Int(pair >> 32)]) * Double(second[Int(pair & 0xffff_ffff)])
      shared += Double(both) / Double(count) * log(Double(count) * Double(both) / product)
    }
    let chance = expected(first, second, count)
    let scale = (entropies.0 + entropies.1) / 2 - chance
    return abs(scale) < 1e-12 ? 1 : (shared - chance) / scale
  }

  private static func sizes(_ groups: [Int32]) -> [Int] {
    var sizes = [Int](repeating: 0, count: (groups.max().map(Int.init) ?? -1) + 1)
    for group in groups { sizes[Int(group)] += 1 }
    return sizes
  }

  private static func entropy(_ sizes: [Int], _ count: Int) -> Double {
    sizes.reduce(0) { sum, size in
      size == 0 ? sum : sum - Double(size) / Double(count) * log(Double(size) / Double(count))
    }
  }

  /// The mutual information of two groupings with such sizes that have nothing to do with each other.
  private static func expected(_ left: [Int], _ right: [Int], _ count: Int) -> Double {
    var factorial = [0.0]
    for number in 1...count { factorial.append(factorial[number - 1] + log(Double(number))) }
    var sum = 0.0
    for (first, times) in tally(left) {
      for (second, others) in tally(right) {
        let fixed =
          factorial[first] + factorial[second] + factorial[count - first] + factorial[count - second] - factorial[count]
        var part = 0.0
        for both in max(1, first + second - count)..<(min(first, second) + 1) {
          let chance =
            fixed - factorial[both] - factorial[first - both] - factorial[second - both]
            - factorial[count - first - second + both]
          let share = Double(both) / Double(count)
          part += share * log(Double(count) * Double(both) / (Double(first) * Double(second))) * exp(chance)
        }
        sum += Double(times) * Double(others) * part
      }
    }
    return sum
  }

  /// How many groups have which size.
  private static func tally(_ sizes: [Int]) -> [(size: Int, times: Int)] {
    var found: [(size: Int, times: Int)] = []
    for size in sizes.sorted() where size > 0 {
      if let last = found.last, last.size == size { found[found.count - 1].times += 1 } else { found.append((size, 1)) }
    }
    return found
  }
}
