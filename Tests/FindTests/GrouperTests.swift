import Bytes
import Domain
import Find
import Themes
import Testing

@Suite struct GrouperTests {
  private func batch(_ kinds: [SignalKind]) -> SignalBatch {
    var batch = SignalBatch()
    for (index, kind) in kinds.enumerated() {
      var row = SignalRow(kind: kind, key: SignalKey(prefix: 0, rest: UInt64(index)), time: Int64(index))
      row.evidence = Int32(index)
      batch.rows.append(row)
      let id = EvidenceID(SHA256.hash(Array("evidence \(index)".utf8)))
      batch.evidence.append(Evidence(id: id, kind: .message, text: "", origin: "", trust: .thirdParty))
    }
    return batch
  }

  private func error(_ row: Int, type: String = "TypeError") -> GroupCandidate {
    GroupCandidate(
      row: row,
      kind: .error,
      errorType: type,
      message: "it broke",
      stack: "checkout/coupons.py in apply",
      service: "checkout",
      surface: "GET /cart/8812"
    )
  }

  private func message(_ row: Int, _ text: String) -> GroupCandidate {
    GroupCandidate(row: row, kind: .message, service: "", surface: "", text: text)
  }

  @Test func `rows get the ids of their groups, and the ids their words`() {
    var grouper = Grouper(secret: [1])
    var batch = batch([.error, .message, .message, .error, .message])
    let labels = grouper.assign(
      [
        error(0), message(1, "The report export times out"), message(2, "Report export times out again"), error(3),
        message(4, "Any news?"),
      ],
      to: &batch
    )
    let groups = batch.rows.map { batch.text($0.group) }
    #expect(groups[0] == groups[3])
    #expect(Set(groups[1...2] + groups[4...]) == [""], "messages get theirs once more of them are known")
    #expect(Set(labels.keys) == [groups[0]])
    #expect(labels.allSatisfy { $0.key == $0.value.id.text && RecordID($0.key)?.kind == .group })
    #expect(labels[groups[0]]?.label == "TypeError in apply (checkout)")
    #expect(labels[groups[0]]?.surface == "GET /cart/{id}")
    #expect(labels[groups[0]]?.fingerprint == "TypeError apply@coupons.py checkout")
  }

  @Test func `a stack says the same whatever stacks came before it`() {
    let secret: [UInt8] = [1]
    // Each stack behind messages of its own, so that lines are known and no stack is.
    let candidates = StackSample.all.flatMap { sample in
      sample.stacks.flatMap { stack in
        (0..<3).map { number in
          GroupCandidate(
            row: 0,
            kind: .error,
            errorType: sample.type,
            message: "request \(number)",
            stack: number == 0 ? stack : "\(sample.type): request \(number)\n\(stack)",
            service: "checkout",
            surface: ""
          )
        }
      }
    }
    var grouper = Grouper(secret: secret)
    for candidate in candidates + candidates.reversed() {
      var one = batch([.error])
      let label = grouper.assign([candidate], to: &one).values.first
      #expect(label?.fingerprint == ErrorFingerprint(candidate, key: DigestKey(secret)).text)
    }
  }

  @Test func `a grouper resumed from its snapshot goes on as if it had never stopped`() throws {
    var whole = Grouper(secret: [1])
    let names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "omega"]
    let messages = names.map { "no route to depot \($0) of the region" }
    var part = Grouper(secret: [1])
    #expect(groups(of: Array(messages[..<4]), in: &part) == groups(of: Array(messages[..<4]), in: &whole))
    part = try Grouper(secret: [1], snapshot: part.snapshot)
    #expect(groups(of: Array(messages[4...]), in: &part) == groups(of: Array(messages[4...]), in: &whole))
    #expect(part.snapshot == whole.snapshot)
  }

  @Test func `a plain log line is no error, and one with an exception is`() {
    var grouper = Grouper(secret: [1])
    var batch = batch([.log, .log])
    let plain = GroupCandidate(row: 0, kind: .log, message: "slow consumer 12", service: "checkout", surface: "")
    let thrown = GroupCandidate(
      row: 1,
      kind: .log,
      errorType: "OSError",
      message: "disk 3",
      service: "checkout",
      surface: ""
    )
    let labels = grouper.assign([plain, thrown], to: &batch)
    #expect(labels[batch.text(batch.rows[0].group)]?.kind == .log)
    #expect(labels[batch.text(batch.rows[0].group)]?.label == "slow, consumer (checkout)")
    #expect(labels[batch.text(batch.rows[1].group)]?.kind == .error)
  }

  /// An error that says something and has no stack.
  private func saying(_ message: String, row: Int = 0) -> GroupCandidate {
    GroupCandidate(row: row, kind: .error, errorType: "OSError", message: message, service: "checkout", surface: "")
  }

  /// Returns the groups that errors get one after the other.
  private func groups(of messages: [String], in grouper: inout Grouper) -> [String] {
    messages.map { message in
      var one = batch([.error])
      _ = grouper.assign([saying(message)], to: &one)
      return one.text(one.rows[0].group)
    }
  }

  @Test func `errors that differ in a name come to be one group, and a group that was given stays`() {
    var grouper = Grouper(secret: [1])
    let names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"]
    let messages = names.map { "no route to depot \($0) of the region" }
    let first = groups(of: messages, in: &grouper)
    #expect(Set(first.prefix(4)).count == 4)
    let second = groups(of: messages + ["no route to depot omega of the region"], in: &grouper)
    #expect(Set(second) == [first[0]])
  }

  @Test func `a message with the head of a line before it is in the same group`() {
    var grouper = Grouper(secret: [1])
    let message = "no route to depot 12"
    let all = groups(of: [message, "2026-01-02T10:00:00Z ERROR [main] shop.Depots: \(message)"], in: &grouper)
    #expect(Set(all).count == 1)
  }

  @Test func `templates are in the snapshot, one of an earlier version has none, and a damaged one is refused`() throws
  {
    var grouper = Grouper(secret: [1])
    let messages = ["alpha", "beta", "gamma", "delta", "epsilon"].map { "no route to depot \($0) of the region" }
    let first = groups(of: messages, in: &grouper)
    var resumed = try Grouper(secret: [1], snapshot: grouper.snapshot)
    #expect(groups(of: ["no route to depot omega of the region"], in: &resumed) == [first[0]])
    var old = try Grouper(secret: [1], snapshot: Array("{\"version\":1}".utf8))
    #expect(groups(of: [messages[1]], in: &old) == [first[1]])
    var older = try Grouper(secret: [1], snapshot: Array("{\"version\":1}".utf8) + grouper.snapshot)
    #expect(groups(of: ["no route to depot omega of the region"], in: &older) == [first[0]])
    #expect(throws: SnapshotError.damaged(member: "templates")) {
      try Grouper(secret: [1], snapshot: grouper.snapshot + [0])
    }
    #expect(!String(decoding: grouper.snapshot, as: UTF8.self).contains("depot"))
  }

  @Test func `candidates that point nowhere, and kinds that have no groups, are left out`() {
    var grouper = Grouper(secret: [1])
    var batch = batch([.event])
    let event = GroupCandidate(row: 0, kind: .event, service: "", surface: "", text: "purchase")
    #expect(grouper.assign([error(7), error(-1), event], to: &batch).isEmpty)
    #expect(batch.rows[0].group == .none)
  }
}
