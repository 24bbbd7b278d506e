import Bytes
import Domain
import TestSupport
import Testing

@Suite struct RecordCodingTests {
  /// A kind of record, its drawing and reading behind closures, because the kinds share no type.
  struct Kind: Sendable, CustomTestStringConvertible {
    let name: String
    /// Draws one, writes it and reads it back; true when it is the same.
    let survives: @Sendable (inout RecordDraws) throws -> Bool
    /// Draws one and returns its object.
    let draw: @Sendable (inout RecordDraws) -> JSONValue
    let read: @Sendable (JSONValue) throws -> Void

    var testDescription: String { name }

    init<Record: RecordCoded & Equatable>(_ draw: @escaping @Sendable (inout RecordDraws) -> Record) {
      name = Record.recordName
      survives = { draws in
        let record = draw(&draws)
        let body = try record.body()
        let back = try Record(body: body)
        // Swift holds é in one scalar and in two for equal; the bytes tell them apart.
        return try back == record && back.body() == body
      }
      self.draw = { draw(&$0).json }
      read = { _ = try Record(body: Array($0.text.utf8)) }
    }
  }

  private static let kinds = [
    Kind { $0.opportunity() }, Kind { $0.bet() }, Kind { $0.metric() }, Kind { $0.decision() }, Kind { $0.plan() },
    Kind { $0.lease() }, Kind { $0.ship() }, Kind { $0.readout() }, Kind { $0.claim() }, Kind { $0.group() },
    Kind { $0.interval() }, Kind { $0.reception() }, Kind { $0.hourMarks() }, Kind { $0.sighting() },
    Kind { $0.edit() },
  ]

  @Test(arguments: kinds)
  func `what is written reads back the same`(_ kind: Kind) throws {
    var draws = RecordDraws(seed: 7)
    for _ in 0..<300 { #expect(try kind.survives(&draws)) }
  }

  @Test(arguments: kinds)
  func `a field too many is refused and named`(_ kind: Kind) throws {
    var draws = RecordDraws(seed: 11)
    guard case .object(var object) = kind.draw(&draws) else { throw ProgramFailure("not an object") }
    object["surprise"] = 1
    #expect(throws: RecordError(record: kind.name, field: "surprise", expected: Self.unknown)) {
      try kind.read(.object(object))
    }
  }

  private static let unknown = "absent: this version knows no such field"

  @Test(arguments: kinds)
  func `every field is missed or is optional, and none may be null`(_ kind: Kind) throws {
    var draws = RecordDraws(seed: 13)
    guard case .object(let object) = kind.draw(&draws) else { throw ProgramFailure("not an object") }
    for member in object.members {
      var less = object
      less[member.key] = nil
      do {
        try kind.read(.object(less))
      } catch let error as RecordError {
        #expect(error == RecordError(record: kind.name, field: member.key, expected: "there"))
      }
      var null = object
      null[member.key] = .null
      #expect { try kind.read(.object(null)) } throws: { error in
        (error as? RecordError)?.field.hasPrefix(member.key) == true
      }
    }
  }

  @Test func `the bytes of a record are pinned`() throws {
    let lease = Lease(
      id: RecordID(.lease, of: "one"),
      bet: RecordID(.bet, of: "two"),
      worker: "agent-1",
      fencing: 3,
      state: .waiting,
      acquired: Timestamp(nanoseconds: 1_767_225_600_000_000_000),
      expires: Timestamp(nanoseconds: 1_767_229_200_500_000_000),
      reason: "asks"
    )
    let text = String(decoding: try lease.body(), as: UTF8.self)
    #expect(
      text == """
        {"acquired":"2026-01-01T00:00:00Z","bet":"\(lease.bet)","expires":"2026-01-01T01:00:00.500Z","fencing":3,\
        "id":"\(lease.id)","reason":"asks","state":"waiting","worker":"agent-1"}
        """
    )
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let path: [String]
    let value: JSONValue
    let field: String
    let expected: String

    var testDescription: String { field }

    init(_ path: [String], _ value: JSONValue, _ expected: String, field: String? = nil) {
      self.path = path
      self.value = value
      self.field = field ?? path.joined(separator: ".")
      self.expected = expected
    }
  }

  private static let time = "a time in UTC such as 2026-03-01T12:00:00Z"

  @Test(arguments: [
    Refusal(["id"], "B-12", "an id such as B-7K2M9Q"), Refusal(["id"], "b-7k2m9q", "an id such as B-7K2M9Q"),
    Refusal(["id"], "O-7K2M9Q", "an id such as B-7K2M9Q"), Refusal(["id"], 7, "an id such as B-7K2M9Q"),
    Refusal(["title"], 7, "text"), Refusal(["minimum"], "7", "a number"),
    Refusal(
      ["state"],
      "won",
      "one of ready, claimed, shipped, measuring, settled, deferred, killed, expired, reverted"
    ),
    Refusal(["as_of"], "2026-03-01T12:00:00+00:00", time), Refusal(["as_of"], "2026-03-01", time),
    Refusal(["as_of"], "2026-03-01T12:00:00.0Z", time), Refusal(["as_of"], 1, time),
    Refusal(["claims"], "C-7K2M9Q", "a list"),
    Refusal(["claims"], ["C-7K2M9Q", "C-1"], "an id such as C-7K2M9Q", field: "claims[1]"),
    Refusal(["alternatives"], [[]], "text", field: "alternatives[0]"),
    Refusal(["metric"], [], "an object"), Refusal(["metric", "counts_errors"], 0, "true or false"),
    Refusal(["metric", "extra"], 0, unknown), Refusal(["confidence", "rung"], 1.5, "a whole number"),
    Refusal(["confidence", "rung"], "1", "a whole number"),
    Refusal(["confidence", "rung"], "09007199254740992", "a whole number"),
    Refusal(
      ["confidence", "parts"],
      [["name": "n", "factor": "f", "why": "w"]],
      "a number",
      field: "confidence.parts[0].factor"
    ),
  ])
  func `a wrong value is named with its way and what it had to be`(_ refusal: Refusal) throws {
    var draws = RecordDraws(seed: 17)
    let changed = Self.setting(refusal.path[...], of: draws.bet().json, to: refusal.value)
    #expect(throws: RecordError(record: "bet", field: refusal.field, expected: refusal.expected)) {
      try Bet(body: Array(changed.text.utf8))
    }
  }

  private static func setting(_ path: ArraySlice<String>, of json: JSONValue, to value: JSONValue) -> JSONValue {
    guard let name = path.first, case .object(var object) = json else { return value }
    object[name] = setting(path.dropFirst(), of: object[name] ?? .null, to: value)
    return .object(object)
  }

  @Test func `texts that are no record are refused with a reason`() throws {
    for (text, expected) in [
      ("", "JSON, but the text is empty at byte 0"), ("[]", "an object"),
      ("{", "JSON, but the text ends too early at byte 1"),
    ] {
      #expect(throws: RecordError(record: "lease", field: "", expected: expected)) {
        try Lease(body: Array(text.utf8))
      }
    }
    #expect(throws: RecordError(record: "interval", field: "low", expected: "given once")) {
      try Interval(body: Array(#"{"low":1,"low":1,"likely":1,"high":1}"#.utf8))
    }
    // Past the largest double there is only infinity, which no record holds.
    #expect(throws: RecordError(record: "interval", field: "low", expected: "a number")) {
      try Interval(body: Array(#"{"low":1e999,"likely":1,"high":1}"#.utf8))
    }
    #expect(throws: RecordError(record: "interval", field: "", expected: "made of finite numbers")) {
      try Interval(low: .nan, likely: 0, high: 0).body()
    }
  }

  @Test func `ranges run forwards, and places begin at 0`() throws {
    let slice: JSONValue = [
      "evidence": .string(String(repeating: "ab", count: 32)), "bytes": ["from": 0, "until": 3],
      "scalars": ["from": 0, "until": 2], "digest": "d",
    ]
    #expect(throws: Never.self) { try TextSlice(body: Array(slice.text.utf8)) }
    for (range, expected) in [
      (["from": 3, "until": 2] as JSONValue, "a range that does not end before it begins"),
      (["from": -1, "until": 2], "a range of places from 0"),
    ] {
      let changed = Self.setting(["bytes"], of: slice, to: range)
      #expect(throws: RecordError(record: "slice", field: "bytes", expected: expected)) {
        try TextSlice(body: Array(changed.text.utf8))
      }
    }
  }

  @Test func `a claim whose id does not follow from its words is refused`() throws {
    let claim = Claim(owner: RecordID(.bet, of: "b"), text: "Words.", kind: .judgement, citations: [])
    let changed = Self.setting(["text"], of: claim.json, to: "Other words.")
    #expect { try Claim(body: Array(changed.text.utf8)) } throws: { error in
      (error as? RecordError)?.field == "id"
    }
  }

  @Test func `cut or flipped bodies never crash, and what still reads can be written`() throws {
    var draws = RecordDraws(seed: 23)
    let body = try draws.bet().body()
    for end in body.indices { #expect(throws: RecordError.self) { try Bet(body: Array(body[..<end])) } }
    var read = 0
    for index in body.indices {
      var flipped = body
      flipped[index] ^= 0x01
      guard let bet = try? Bet(body: flipped) else { continue }  // fine because most are refused
      read += 1
      #expect(throws: Never.self) { try bet.body() }
    }
    #expect(read > 0 && read < body.count / 2)
  }
}
