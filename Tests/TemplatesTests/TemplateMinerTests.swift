import Templates
import TestSupport
import Testing

/// Groups each line, as the miner saw it then and as it is after all moves.
func groups(of lines: [String], seed: UInt64 = 7) -> [UInt64] {
  var miner = TemplateMiner(seed: seed)
  let then = lines.map { miner.add($0) }
  var moved: [UInt64: UInt64] = [:]
  for move in miner.takeMoves().reversed() { moved[move.from] = moved[move.to] ?? move.to }
  return then.map { moved[$0] ?? $0 }
}

/// Returns for each line the first line of its group.
func partition(_ groups: [UInt64]) -> [Int] { groups.map { group in groups.firstIndex(of: group) ?? -1 } }

extension TemplateMiner {
  mutating func add(_ text: String, scope: UInt64 = 0) -> UInt64 {
    let bytes = Array(text.utf8)
    return add(bytes.span, scope: scope)
  }

  mutating func add(line text: String) -> UInt64 {
    let bytes = Array(text.utf8)
    return add(line: bytes.span)
  }
}

/// Lines of several templates, with names and numbers that change.
private func sample(_ count: Int, seed: UInt64) -> [String] {
  var random = SplitMix64(seed: seed)
  let names = ["ana", "ben", "cleo", "dov", "eva", "finn", "gus", "hana"]
  return (0..<count).map { _ in
    let name = names.randomElement(using: &random) ?? ""
    let number = Int.random(in: 1...99_999, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return "order \(number) of \(name) was paid after \(number) ms"
    case 1: return "opening door of \(name) failed with code \(number)"
    case 2: return "cache miss for key \(number)"
    case 3: return "worker \(number) started"
    case 4: return "worker \(number) stopped"
    default: return "mail to \(name) bounced: mailbox full"
    }
  }
}

@Suite struct TemplateMinerTests {
  @Test func `a word that varies becomes variable, and the groups before it are moved into the oldest`() {
    var miner = TemplateMiner(seed: 1)
    let names = ["ana", "ben", "cleo", "dov", "eva", "finn"]
    let lines = names.map { "failed login of \($0) from 10.0.0.1" }
    let before = lines.map { miner.add($0) }
    #expect(Set(before.prefix(4)).count == 4)
    let moves = miner.takeMoves()
    #expect(moves.allSatisfy { $0.to == before[0] })
    #expect(Set(moves.map(\.from)).isSuperset(of: before[1...3]))
    #expect(lines.map { miner.add($0) }.allSatisfy { $0 == before[0] })
    #expect(miner.add("failed login of somebody new from 10.9.9.9") != before[0])
    #expect(miner.add("failed login of zoe from 10.9.9.9") == before[0])
    #expect(miner.takeMoves().isEmpty)
  }

  @Test func `up to four states of one thing are groups of their own`() {
    let states = ["started", "stopped", "paused", "resumed"].map { "virtual machine 12 was \($0) by the scheduler" }
    #expect(Set(groups(of: states + states)).count == 4)
  }

  @Test func `a word where others have a number is the same thing`() {
    let lines = ["cannot set mode of port 7 now", "cannot set mode of port console now"]
    #expect(Set(groups(of: lines)).count == 1)
  }

  @Test func `what stands in brackets or quotes may be variable as a whole`() {
    let commands = ["run all", "clean old files now", "index", "mail the weekly report", "rotate logs", "sync clock"]
    let lines = commands.map { "scheduler began command (\($0)) of the night" }
    #expect(Set(groups(of: lines)).count == 1)
  }

  @Test(arguments: 0..<8) func `the order of lines does not matter for who is together`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let lines = sample(300, seed: 3)
    let order = lines.indices.shuffled(using: &random)
    let one = partition(groups(of: lines))
    let other = groups(of: order.map { lines[$0] })
    var back = [UInt64](repeating: 0, count: lines.count)
    for (place, line) in order.enumerated() { back[line] = other[place] }
    #expect(partition(back) == one)
    #expect(Set(one).count == 6)
  }

  @Test(arguments: [0, 1, 17, 150, 299]) func `resuming from a snapshot is as if it had never stopped`(cut: Int) throws
  {
    let lines = sample(300, seed: 9)
    var whole = TemplateMiner(seed: 7)
    var part = TemplateMiner(seed: 7)
    for line in lines[..<cut] {
      _ = whole.add(line)
      _ = part.add(line)
    }
    _ = whole.takeMoves()
    var resumed = try TemplateMiner(seed: 7, snapshot: part.snapshot)
    #expect(lines[cut...].map { resumed.add($0) } == lines[cut...].map { whole.add($0) })
    #expect(resumed.takeMoves() == whole.takeMoves())
    #expect(resumed.snapshot == whole.snapshot)
  }

  @Test func `the same lines again with fresh numbers add no group`() {
    var miner = TemplateMiner(seed: 7)
    for line in sample(200, seed: 1) { _ = miner.add(line) }
    let count = miner.groupCount
    var random = SplitMix64(seed: 2)
    for _ in 0..<20 {
      for line in sample(200, seed: 1) {
        let fresh = line.map { $0.isNumber ? Character(String(Int.random(in: 0...9, using: &random))) : $0 }
        _ = miner.add(String(fresh))
      }
    }
    #expect(miner.groupCount == count)
    #expect(count == 6)
  }

  @Test func `lines of different scopes are never together, and digests depend on the seed`() {
    var miner = TemplateMiner(seed: 1)
    let one = miner.add("it broke", scope: 1)
    #expect(miner.add("it broke", scope: 2) != one)
    #expect(miner.add("it broke", scope: 1) == one)
    var other = TemplateMiner(seed: 2)
    #expect(other.add("it broke", scope: 1) != one)
  }

  @Test func `a flood of lines that are all different takes up bounded room, and what is frequent is kept`() {
    var random = SplitMix64(seed: 4)
    var miner = TemplateMiner(seed: 1)
    let known = miner.add("the known line of every minute")
    for number in 0..<4_300 {
      let words = (0..<3).map { _ in
        String(decoding: (0..<5).map { _ in UInt8.random(in: 0x61...0x7a, using: &random) }, as: UTF8.self)
      }
      _ = miner.add(words.joined(separator: " "))
      if number.isMultiple(of: 100) { #expect(miner.add("the known line of every minute") == known) }
    }
    #expect(miner.groupCount <= 4_200)
    #expect(miner.snapshot.count < 1 << 20)
  }

  @Test func `hostile text neither crashes nor grows the state without bound`() {
    var miner = TemplateMiner(seed: 1)
    let texts = [
      "", " ", "=", "===", "a=", "((((", "))))", "\"", "'''", "⟦", "⟦email", "/", "//", "://", "<1", "<1>", "@", ":",
      String(repeating: "(", count: 5_000), String(repeating: "a=b ", count: 5_000),
      String(repeating: "1 x ", count: 5_000), String(repeating: "é", count: 5_000), "\u{0}\u{1}\u{7f}", "C:\\",
      "C:\\a",
      "Jan", "Jan 1", "[", "[Jan", "<", "2024-01-01", "2024-01-01 00:00:00", "2024-01-01 00:00:00 ", "|", "|||",
      "- - -",
    ]
    for text in texts {
      _ = miner.add(text)
      _ = miner.add(line: text)
      _ = miner.add(line: "2024-01-01 00:00:00 " + text)
    }
    #expect(miner.groupCount <= 3 * texts.count)
  }

  @Test(arguments: 0..<4) func `what is remembered of lines changes nothing but speed`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let pieces = [
      "1", "12", "a1", "x1", "1x", "g", "ab", "abcdefab", ":", "::", "\\", "/", ".", ".x:", "<", ">", "=", "\"", "'",
      " ",
      " ", "%", "@", "-", "user ", "Jan ", "MB", "⟦", "⟧", "*",
    ]
    var miner = TemplateMiner(seed: 1)
    for _ in 0..<150 {
      let line = (0..<Int.random(in: 1...7, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      // One that is resumed remembers no line.
      var fresh = try TemplateMiner(seed: 1, snapshot: miner.snapshot)
      #expect(fresh.add(line) == miner.add(line), "\(line)")
    }
  }

  @Test func `random bytes are taken, and a snapshot cut anywhere is refused`() throws {
    var random = SplitMix64(seed: 8)
    var miner = TemplateMiner(seed: 1)
    for _ in 0..<500 {
      let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      _ = miner.add(line: bytes.span)
    }
    let snapshot = miner.snapshot
    for cut in stride(from: 0, to: snapshot.count, by: snapshot.count / 40) {
      #expect(throws: TemplateMiner.SnapshotError.self) {
        try TemplateMiner(seed: 1, snapshot: Array(snapshot[..<cut]))
      }
    }
  }
}
