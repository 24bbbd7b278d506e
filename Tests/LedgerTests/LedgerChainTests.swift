import Bytes
import Ledger
import TestSupport
import Testing

@Suite struct LedgerChainTests {
  @Test func `a chain as it was written has no fault`() {
    let entries = Chains.make(100)
    let chain = Chains.walk(entries)
    #expect(chain.fault == nil)
    #expect(chain.backwards.isEmpty)
    #expect(chain.head == LedgerHead(seq: 100, hash: entries[99].hash))
    #expect(chain.tree == MerkleTree(entries.map(\.hash)))
    #expect(Chains.walk([]).fault == nil)
    #expect(Chains.walk([]).head == .start)
  }

  @Test func `every flipped byte is found, and the first bad entry named`() {
    var random = SplitMix64(seed: 5)
    let entries = Chains.make(20)
    for _ in 0..<1_000 {
      var changed = entries
      let index = Int(random.next() % 20)
      let bit = UInt8(1) << UInt8(random.next() % 8)
      if random.next() % 4 == 0 {
        changed[index].hash[Int(random.next() % 32)] ^= bit
      } else {
        changed[index].line[Int(random.next() % UInt64(changed[index].line.count))] ^= bit
      }
      #expect(Chains.walk(changed).fault?.seq == Int64(index + 1))
    }
  }

  struct Damage: Sendable, CustomTestStringConvertible {
    let name: String
    let change: @Sendable (inout [KeptEntry]) -> Void
    let fault: LedgerFault

    var testDescription: String { name }
  }

  @Test(arguments: [
    Damage(
      name: "an entry gone",
      change: { $0.remove(at: 3) },
      fault: LedgerFault(seq: 4, reason: .gap(next: 5))
    ),
    Damage(
      name: "the first entry gone",
      change: { $0.remove(at: 0) },
      fault: LedgerFault(seq: 1, reason: .gap(next: 2))
    ),
    Damage(
      name: "an entry twice",
      change: { $0.insert($0[3], at: 4) },
      fault: LedgerFault(seq: 5, reason: .repeated(4))
    ),
    Damage(name: "two entries swapped", change: { $0.swapAt(3, 4) }, fault: LedgerFault(seq: 4, reason: .gap(next: 5))),
    Damage(name: "a number changed", change: { $0[3].seq = 400 }, fault: LedgerFault(seq: 4, reason: .gap(next: 400))),
    Damage(
      name: "lines swapped under their numbers",
      change: {
        let line = $0[3].line
        $0[3].line = $0[4].line
        $0[4].line = line
      },
      fault: LedgerFault(seq: 4, reason: .otherNumber(5))
    ),
    Damage(name: "a line emptied", change: { $0[3].line = [] }, fault: LedgerFault(seq: 4, reason: .badLine)),
    Damage(name: "a hash cut", change: { $0[3].hash.removeLast() }, fault: LedgerFault(seq: 4, reason: .hashMismatch)),
    Damage(
      name: "an entry of another chain",
      change: { $0[7] = Chains.make(8, salt: "x")[7] },
      fault: LedgerFault(seq: 8, reason: .doesNotFollow)
    ),
  ])
  func `damage is named by its kind`(_ damage: Damage) {
    var entries = Chains.make(10)
    damage.change(&entries)
    let chain = Chains.walk(entries)
    #expect(chain.fault == damage.fault)
    // The head stays at the last good entry.
    #expect(chain.head.seq == damage.fault.seq - 1)
  }

  @Test func `after the first bad entry nothing is believed`() {
    var entries = Chains.make(10)
    entries[3].line[10] ^= 1
    var chain = LedgerChain()
    let read = entries.map { chain.check(seq: $0.seq, line: $0.line, hash: $0.hash) != nil }
    #expect(read == [true, true, true] + Array(repeating: false, count: 7))
  }

  @Test func `a clock set back is noted, not wrong`() {
    var head = LedgerHead.start
    var chain = LedgerChain()
    for seconds: Int64 in [0, 50, 20, 30, 60, 10] {
      let entry = LedgerEntry.next(after: head, at: Chains.time(seconds), by: "a", .import, about: "csv")
      head = entry.head
      #expect(chain.check(seq: entry.seq, line: entry.line, hash: entry.hash) == entry)
    }
    #expect(chain.fault == nil)
    #expect(chain.backwards == [3, 6])
  }

  @Test func `faults say what is wrong in words`() {
    #expect(LedgerFault(seq: 4, reason: .gap(next: 6)).description == "entries 4 to 5 are missing: the next one is 6")
    #expect(
      LedgerFault(seq: 3, reason: .rewritten(upTo: 9)).description
        == "entry 3 or a later one up to 9 was rewritten: the checkpoint at 9 says otherwise"
    )
  }
}
