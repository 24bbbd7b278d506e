private import Bytes
private import Numerics

/// What runs usually take, learned from those that were seen: kept as counts in bins, whatever their number.
package struct UsualRuns: Equatable, Sendable {
  /// What is counted of runs.
  package enum Measure: Int, CaseIterable, Sendable {
    /// Calls of tools in a run.
    case calls
    /// Calls between one message of a user and the next, at most in a run.
    case stretch
    /// Bytes of a result of a tool.
    case resultSize
  }

  private var bins: [[Int16: Int64]]

  /// Starts with nothing seen.
  package init() { bins = Measure.allCases.map { _ in [:] } }

  /// Counts a run.
  package mutating func add(_ uses: [ToolUse]) {
    add(uses.count, to: .calls)
    if !uses.isEmpty { add(UsualRuns.longestStretch(uses).count, to: .stretch) }
    for use in uses where use.outcome != .unknown { add(use.size, to: .resultSize) }
  }

  private mutating func add(_ value: Int, to measure: Measure) {
    bins[measure.rawValue][DurationBins.index(microseconds: Int64(value)), default: 0] += 1
  }

  /// How many of them were seen.
  package func count(_ measure: Measure) -> Int64 { bins[measure.rawValue].values.reduce(0, +) }

  /// The value below which a share of them lies; nil where none was seen.
  package func quantile(_ share: Double, of measure: Measure) -> Double? {
    let sorted = bins[measure.rawValue].sorted { $0.key < $1.key }.map { (index: $0.key, count: $0.value) }
    return DurationBins.quantile(share, bins: sorted)
  }

  /// Returns the longest series of calls without a word of a user in between.
  static func longestStretch(_ uses: [ToolUse]) -> ArraySlice<ToolUse> {
    var longest = uses[0..<0]
    var start = 0
    for place in uses.indices {
      if uses[place].turn != uses[start].turn { start = place }
      if place + 1 - start > longest.count { longest = uses[start...place] }
    }
    return longest
  }
}

// MARK: - Resuming

extension UsualRuns {
  /// The state to resume from, as JSON: for each measure, its bins and how many lie in each.
  package var snapshot: [UInt8] {
    let lists = bins.map { bins in
      JSONValue.array(bins.sorted { $0.key < $1.key }.flatMap { [.integer(Int64($0.key)), .integer($0.value)] })
    }
    return Array(JSONValue.array(lists).text.utf8)
  }

  /// Resumes from a snapshot; nil for what is none.
  package init?(snapshot: [UInt8]) {
    self.init()
    // fine because what is no JSON is no snapshot
    guard let root = try? JSONDocument(snapshot, maximumDepth: 4).root, root.kind == .array,
      root.count == bins.count
    else { return nil }
    for (measure, list) in root.elements.enumerated() {
      let numbers = list.elements.compactMap(\.integer)
      guard list.kind == .array, numbers.count == list.count, numbers.count.isMultiple(of: 2) else { return nil }
      for place in stride(from: 0, to: numbers.count, by: 2) {
        guard let bin = Int16(exactly: numbers[place]), (0...DurationBins.last).contains(bin), numbers[place + 1] > 0
        else { return nil }
        bins[measure][bin] = numbers[place + 1]
      }
    }
  }
}
