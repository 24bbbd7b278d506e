import Bytes
import Domain
import TestSupport
import Testing

// Blocks are the room's own business.
@testable import Store

@Suite struct SignalBlockTests {
  static func encode(_ batch: SignalBatch, level: Int = 1) throws -> [UInt8] {
    var encoder = try SignalBlockEncoder(level: level)
    return try encoder.encode(batch, SignalBlockEncoder.canonicalOrder(batch.rows)[...])
  }

  static func decode(
    _ block: [UInt8],
    _ fields: SignalFields = .all,
    of selection: SignalSelection = .everything
  ) throws(SignalBlockError) -> SignalBatch {
    var decoder = try SignalBlockDecoder()
    return try decoder.decode(block, try SignalBlockHead(block.span), fields: fields, of: selection)
  }

  static func sorted(_ batch: SignalBatch) -> SignalBatch {
    var batch = batch
    batch.sortRows()
    return batch
  }

  @Test(arguments: [1, 2, 3, 8, 9, 60, 300, 2_000], [true, false])
  func `signals come back as they went in, by time and key`(_ count: Int, _ isRich: Bool) throws {
    var samples = SignalSamples(seed: UInt64(count))
    samples.isRich = isRich
    let batch = samples.batch(count)
    let block = try SignalBlockTests.encode(batch)
    let head = try SignalBlockHead(block.span)
    #expect(head.blockLength == block.count)
    #expect(head.rows == count)
    #expect(head.first == batch.rows.map(\.time).min())
    #expect(head.last == batch.rows.map(\.time).max())
    for kind in SignalKind.allCases {
      #expect(head.kinds.contains(kind) == batch.rows.contains { $0.kind == kind })
    }
    #expect(try SignalBlockTests.decode(block).described == SignalBlockTests.sorted(batch).described)
  }

  @Test func `extremes of every number come back`() throws {
    var batch = SignalBatch()
    for (index, time) in [Int64.min, -1, 0, .max, .max].enumerated() {
      var row = SignalRow(kind: .metric, key: SignalKey(prefix: .max, rest: .max - UInt64(index)), time: time)
      row.duration = [Int64.min, -1, 1, .max, 0][index]
      row.severity = .max
      row.subject = .max
      row.trace = TraceID(high: .max, low: UInt64(index % 2))
      row.span = index % 2 == 0 ? .max : 0
      row.parent = .max
      row.value = Double(bitPattern: .max)
      batch.rows.append(row)
    }
    let decoded = try SignalBlockTests.decode(try SignalBlockTests.encode(batch))
    #expect(decoded.described == SignalBlockTests.sorted(batch).described)
  }

  @Test func `the same signals give the same bytes, whatever batch they come in`() throws {
    var samples = SignalSamples(seed: 5)
    let batch = samples.batch(500)
    let block = try SignalBlockTests.encode(batch)
    var generator = SplitMix64(seed: 1)
    var shuffled = SignalBatch()
    // Other texts first, and other places for all.
    _ = shuffled.texts.place(of: "unused")
    shuffled.append(batch, Array(0..<500).map(Int32.init).shuffled(using: &generator)[...])
    #expect(try SignalBlockTests.encode(shuffled) == block)
    #expect(try SignalBlockTests.encode(try SignalBlockTests.decode(block)) == block)
  }

  @Test func `more shapes than a byte can number come back`() throws {
    var batch = SignalBatch()
    for index in 0..<1_000 {
      let key = SignalKey(prefix: UInt32(index), rest: 1)
      var row = SignalRow(kind: .event, key: key, time: Int64(index))
      row.name = batch.texts.place(of: "event \(index)")
      batch.rows.append(row)
    }
    #expect(try SignalBlockTests.decode(try SignalBlockTests.encode(batch)).described == batch.described)
  }

  @Test func `ids made to collide cost no more and come back`() throws {
    var batch = SignalBatch()
    for index in 0..<3_000 {
      let key = SignalKey(prefix: UInt32(index), rest: 1)
      var row = SignalRow(kind: .span, key: key, time: Int64(index))
      // The table's hash of a trace is 0 when the first half is this constant.
      row.trace = TraceID(high: 0x6a09_e667_f3bc_c909, low: UInt64(index / 2))
      row.span = UInt64(index + 1)
      row.parent = UInt64(index)
      row.subject = 0x6a09_e667_f3bc_c909
      row.session = UInt64(index)
      batch.rows.append(row)
    }
    let block = try SignalBlockTests.encode(batch)
    #expect(try SignalBlockTests.decode(block).described == batch.described)
    let trace = batch.rows[2_001].trace
    let found = try SignalBlockTests.decode(block, of: SignalSelection(traces: [trace], times: .min ... .max))
    #expect(found.rows.map(\.span) == [2_001, 2_002])
  }

  struct Part: Sendable, CustomTestStringConvertible {
    let name: String
    let fields: SignalFields
    let forget: @Sendable (inout SignalRow) -> Void

    var testDescription: String { name }
  }

  @Test(arguments: [
    Part(name: "durations", fields: .duration) { $0.duration = 0 },
    Part(name: "values", fields: .value) { $0.value = .nan },
    Part(name: "people", fields: .people) { row in
      row.subject = 0
      row.account = 0
      row.session = 0
    },
    Part(name: "evidence", fields: .evidence) { $0.evidence = -1 },
    Part(name: "traces", fields: .trace) { $0.trace = .none },
    Part(name: "spans", fields: .span) { row in
      row.span = 0
      row.parent = 0
    },
    Part(name: "keys", fields: .key) { $0.key = SignalKey(prefix: 0, rest: 0) },
    Part(name: "extras", fields: .extra) { $0.extra = -1 },
  ])
  func `what is not wanted is not read`(_ part: Part) throws {
    var samples = SignalSamples(seed: 77)
    let batch = SignalBlockTests.sorted(samples.batch(200))
    let block = try SignalBlockTests.encode(batch)
    var expected = batch
    for index in expected.rows.indices { part.forget(&expected.rows[index]) }
    let fields = SignalFields.all.subtracting(part.fields)
    #expect(try SignalBlockTests.decode(block, fields).described == expected.described)
    // No more bytes are needed than the head says.
    let head = try SignalBlockHead(block.span)
    let beginning = Array(block[..<head.end(of: part.fields)])
    let alone = try SignalBlockTests.decode(beginning, part.fields)
    #expect(alone.rows.count == 200)
  }

  @Test func `a filter takes what it says`() throws {
    var samples = SignalSamples(seed: 3)
    let batch = SignalBlockTests.sorted(samples.batch(400))
    let block = try SignalBlockTests.encode(batch)
    let times = batch.rows.map(\.time)
    func check(_ change: (inout SignalFilter) -> Void, _ isTaken: (SignalRow) -> Bool) throws {
      var filter = SignalFilter()
      change(&filter)
      var expected = batch
      expected.rows.removeAll { !isTaken($0) }
      let found = try SignalBlockTests.decode(block, of: SignalSelection(filter))
      #expect(found.described == expected.described)
      #expect(found.rows.count < 400)
    }
    try check({ $0.kinds = [.init(.error), .init(.log)] }, { $0.kind == .error || $0.kind == .log })
    try check({ $0.window = times[10]..<times[20] }, { times[10] <= $0.time && $0.time < times[20] })
    try check({ $0.service = "service 2" }, { batch.text($0.service) == "service 2" })
    try check({ $0.environment = "Prüfung 🙂" }, { batch.text($0.environment) == "Prüfung 🙂" })
    try check({ $0.environment = "" }, { batch.text($0.environment) == "" })
    try check({ $0.release = "1.3" }, { batch.text($0.release) == "1.3" })
    try check({ $0.name = "GET /a/7" }, { batch.text($0.name) == "GET /a/7" })
    try check({ $0.group = "G-7K2M9Q" }, { batch.text($0.group) == "G-7K2M9Q" })
    try check({ $0.name = "nothing of the sort" }, { _ in false })
    try check(
      { filter in
        filter.kinds = SignalKinds(.span)
        filter.service = "service 1"
        filter.window = times[100]..<times[399]
      },
      {
        $0.kind == .span && batch.text($0.service) == "service 1" && times[100] <= $0.time && $0.time < times[399]
      }
    )
  }

  @Test func `a trace is found alone`() throws {
    var samples = SignalSamples(seed: 12)
    let batch = SignalBlockTests.sorted(samples.batch(300))
    let block = try SignalBlockTests.encode(batch)
    for trace in Set(batch.rows.map(\.trace)) where !trace.isNone {
      var expected = batch
      expected.rows.removeAll { $0.trace != trace }
      let selection = SignalSelection(traces: [trace], times: .min ... .max)
      #expect(try SignalBlockTests.decode(block, of: selection).described == expected.described)
    }
    let all = Set(batch.rows.map(\.trace)).subtracting([.none])
    var traced = batch
    traced.rows.removeAll { $0.trace.isNone }
    let every = SignalSelection(traces: all, times: .min ... .max)
    #expect(try SignalBlockTests.decode(block, of: every).described == traced.described)
    let selection = SignalSelection(traces: [TraceID(high: 1, low: 2)], times: .min ... .max)
    #expect(try SignalBlockTests.decode(block, of: selection).isEmpty)
  }

  @Test func `no rows and too many are refused`() throws {
    var encoder = try SignalBlockEncoder()
    #expect(throws: SignalBlockError.self) { try encoder.encode(SignalBatch(), []) }
    var batch = SignalBatch()
    batch.rows = [SignalRow(kind: .log, key: SignalKey(prefix: 0, rest: 0), time: 0)]
    let order = [Int32](repeating: 0, count: SignalBlockHead.maximumRows + 1)
    #expect(throws: SignalBlockError.self) { try encoder.encode(batch, order[...]) }
  }

  @Test func `texts longer than a block takes are refused`() throws {
    var batch = SignalBatch()
    batch.rows = [SignalRow(kind: .log, key: SignalKey(prefix: 0, rest: 0), time: 0)]
    batch.rows[0].name = batch.texts.place(of: String(repeating: "x", count: SignalBlockHead.textLimit))
    #expect(throws: SignalBlockError.self) { try SignalBlockTests.encode(batch) }
  }
}
