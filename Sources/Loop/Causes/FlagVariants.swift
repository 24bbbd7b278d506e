/// Which variants of which flags people got, and since when.
struct FlagVariants {
  /// When each variant was first given to anybody, in seconds, by flag.
  private var first: [String: [String: Int64]] = [:]
  private var people: [UInt64: [String: String]] = [:]

  /// Senders choose the names; what they choose must not fill the memory.
  private static let flagLimit = 24
  private static let variantLimit = 16
  private static let peopleLimit = 200_000
  /// The usual names of the old way, which is no change.
  private static let old: Set<String> = ["control", "off", "false", "disabled", "default", "none"]

  /// The flags in the order in which they came.
  private(set) var flags: [String] = []

  /// Takes an exposure, named `flag=variant`.
  mutating func add(_ name: String, time: Int64, subject: UInt64) {
    guard let sign = name.lastIndex(of: "="), sign > name.startIndex else { return }
    let flag = String(name[..<sign])
    let variant = String(name[name.index(after: sign)...])
    if first[flag] == nil {
      guard flags.count < FlagVariants.flagLimit else { return }
      flags.append(flag)
    }
    let known = first[flag, default: [:]]
    guard known[variant] != nil || known.count < FlagVariants.variantLimit else { return }
    first[flag, default: [:]][variant] = min(known[variant] ?? .max, time)
    guard subject != 0, people[subject] != nil || people.count < FlagVariants.peopleLimit else { return }
    // Exposures come the newest day first: who was moved from one variant to another counts for none.
    let before = people[subject]?[flag]
    people[subject, default: [:]][flag] = before == nil || before == variant ? variant : ""
  }

  /// Each flag with when its first new variant was given, and the new variants.
  var starts: [(flag: String, start: Int64, changed: [String])] {
    flags.compactMap { flag in
      let changed = (first[flag] ?? [:]).filter { !FlagVariants.old.contains($0.key.lowercased()) }
      guard let start = changed.values.min() else { return nil }
      return (flag, start, changed.keys.sorted())
    }
  }

  /// Returns what a person got of each flag; nil or nothing where nobody knows.
  func values(of subject: UInt64) -> [String?] {
    guard let own = people[subject] else { return [] }
    return flags.map { own[$0] }
  }
}
