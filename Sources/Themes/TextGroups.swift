/// One way to put texts into groups, by text and by group.
struct TextGroups {
  let groupOf: [Int32]
  let members: [[Int32]]

  /// Takes the number of each text's group, from 0 without a gap.
  init(_ groupOf: [Int32]) {
    var members = [[Int32]](repeating: [], count: Int((groupOf.max() ?? -1) + 1))
    for text in groupOf.indices { members[Int(groupOf[text])].append(Int32(text)) }
    (self.groupOf, self.members) = (groupOf, members)
  }

  /// Returns how like some texts are to the group most like them: what both have of what either has (Jaccard's index).
  func likeness(to texts: [Int32]) -> Double {
    var shared: [Int32: Int] = [:]
    for text in texts { shared[groupOf[Int(text)], default: 0] += 1 }
    return shared.reduce(0) { best, entry in
      max(best, Double(entry.value) / Double(texts.count + members[Int(entry.key)].count - entry.value))
    }
  }

  /// Returns how far a group is found again in others, in the mean; half alike counts far less than half.
  static func constancy(of texts: [Int32], in others: [TextGroups]) -> Double {
    others.reduce(0) { sum, other in
      let likeness = other.likeness(to: texts)
      return sum + likeness * likeness * likeness
    } / Double(max(others.count, 1))
  }
}
