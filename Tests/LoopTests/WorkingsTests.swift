import Bytes
import Domain
import Find
import TestSupport
import Testing

@testable import Loop
@testable import Store

/// What a look has worked out of single groups is taken for an answer for as long as their rows stay what they are.
@Suite struct WorkingsTests {
  private static let now = Shop.moment(day: 13)

  private static func shop(_ body: (Shop) throws -> Void) throws {
    try Shop.with { shop in
      try shop.take(SampleSignals.days(0..<12), at: Shop.moment(day: 12))
      try body(shop)
    }
  }

  private static func kept(_ kind: PackKind, _ shop: Shop) throws -> [WorkedPack] {
    try shop.books(at: now).read { try $0.reader.allWorked(kind) }
  }

  @Test func `a look keeps what it has worked out`() throws {
    try Self.shop { (shop: Shop) throws in
      #expect(try Self.kept(.digests, shop).count > 0)
      #expect(try Self.kept(.effect, shop).count > 0)
      #expect(try Self.kept(.presence, shop).map(\.series) == [.active])
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test func `a late signal drops what was worked out of its day, and of nothing else`() throws {
    try Self.shop { (shop: Shop) throws in
      let before = try Self.kept(.digests, shop)
      let books = try shop.books(at: Self.now)
      let group = try #require(before.first?.series)
      let day = try #require(before.first?.days.last)
      try books.store.write { writer in
        var row = SubjectDay(day: day, subject: 77, account: 0, first: Int64(day) * 86_400_000_000)
        row.count = 1
        try writer.merge([group: [RollUp.SubjectOfDay(day: day, subject: 77): row]])
      }
      #expect(try Self.kept(.digests, shop) == before.filter { $0.series != group })
      #expect(try Self.kept(.presence, shop).count == 1)
    }
  }

  @Test func `what rows have overtaken is not kept`() throws {
    try Self.shop { (shop: Shop) throws in
      let books = try shop.books(at: Self.now)
      let seen = try books.read { try Sight($0, secret: books.store.secret) }
      let changes = try books.read { try $0.reader.rowChanges() }
      let pack = WorkedPack(.digests, of: .active, days: 0..<1, body: [])
      try books.store.write { try Workings.News(rowChanges: changes - 1, packs: [pack]).keep($0) }
      #expect(try Self.kept(.digests, shop).contains(pack) == false)
      try books.store.write { try Workings.News(rowChanges: changes, packs: [pack]).keep($0) }
      #expect(try Self.kept(.digests, shop).contains(pack))
      // A look of what a look has kept has nothing to add.
      #expect(seen.worked?.packs == [])
    }
  }

  @Test func `a look that knows and one that does not find the same`() throws {
    try Self.shop { (shop: Shop) throws in
      let books = try shop.books(at: Self.now)
      let known = try books.read { try Sight($0, secret: books.store.secret) }
      try books.store.write { try $0.connection.execute("DELETE FROM packs") }
      let anew = try books.read { try Sight($0, secret: books.store.secret) }
      #expect(known.found == anew.found)
      #expect(known.choice == anew.choice)
      #expect(anew.worked?.packs.isEmpty == false)
    }
  }

  @Test func `what cannot be read is worked out anew, and the audit names it`() throws {
    try Self.shop { (shop: Shop) throws in
      let books = try shop.books(at: Self.now)
      let known = try books.read { try Sight($0, secret: books.store.secret) }
      for kind in PackKind.worked {
        let pack = try #require(try Self.kept(kind, shop).first)
        try books.store.write { try $0.keep([WorkedPack(kind, of: pack.series, days: pack.days, body: [1, 2, 3])]) }
      }
      let anew = try books.read { try Sight($0, secret: books.store.secret) }
      #expect(known.found == anew.found)
      #expect(known.choice == anew.choice)
      let audit = try Audit(check: .recompute, id: nil).run(books) {}
      #expect(audit.faults.count == PackKind.worked.count)
    }
  }

  @Test func `the audit works out again what was kept, and names what is wrong`() throws {
    try Self.shop { (shop: Shop) throws in
      let books = try shop.books(at: Self.now)
      let audit = Audit(check: .recompute, id: nil)
      let clean = try audit.run(books) {}
      #expect(clean.faults == [])
      let packs = try Self.kept(.effect, shop)
      let pack = try #require(packs.first)
      let effect = try #require(KeptEffect(pack.body))
      let wrong = KeptEffect(input: effect.input, value: 0.123)
      try books.store.write {
        try $0.keep([WorkedPack(.effect, of: pack.series, days: pack.days, body: wrong.body)])
      }
      let spoilt = try audit.run(books) {}
      #expect(spoilt.faults.contains { $0.contains(pack.series.text) })
    }
  }

  @Test func `digests and effects survive their bytes, and cut bytes are none`() throws {
    var digests = Digests()
    digests[.init(question: .subjects, seconds: -86_400..<86_400)] = EvidenceDigest(secret: [1]).id(
      of: .snapshot,
      "one"
    )
    digests[.init(question: .personDays, seconds: 0..<1)] = EvidenceDigest(secret: [1]).id(of: .snapshot, "two")
    #expect(Digests(digests.body)?.all == digests.all)
    for length in 1..<digests.body.count {
      let cut = Digests(Array(digests.body.prefix(length)))
      #expect(cut == nil || cut?.all.count == 1)
    }
    for value in [nil, 0, 0.25, 1] {
      let effect = KeptEffect(input: .max, value: value)
      #expect(KeptEffect(effect.body) == effect)
      #expect(KeptEffect(Array(effect.body.dropLast())) == nil)
    }
  }

  @Test func `who was there survives the bytes`() throws {
    let window = ReachWindow(asOf: Shop.moment(day: 30), dataStart: Shop.moment(day: 0))
    var people = Attendance(window)
    var random = SeededBytes(seed: 3)
    for day in window.days.dropLast() {
      for _ in 0..<200 {
        var row = SubjectDay(day: day, subject: random.next() % 900 &* 0x9e37_79b9_7f4a_7c15, account: 0, first: 0)
        row.count = Int64(random.next() % 5)
        people.add(row)
      }
    }
    let bytes = people.bytes
    let read = try #require(Attendance(window, bytes: bytes))
    #expect(read.bytes == bytes)
    #expect((read.count, read.recent, read.before) == (people.count, people.recent, people.before))
    #expect(read.byDay == people.byDay)
    for length in [0, 1, 30, bytes.count - 1] { #expect(Attendance(window, bytes: Array(bytes.prefix(length))) == nil) }
  }
}

/// Numbers that are the same each time.
private struct SeededBytes {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}
