import Domain
import Foundation
import Loop
import Store
import TestSupport
import Testing

@Suite struct ErasureTests {
  private static let address = "user-3@example.invalid"

  /// A customer's own words, which stand in no other text.
  private static let words = "My aunt Quillhilda cannot pay with the voucher"

  private static func withCustomers(_ body: (Shop) throws -> Void) throws {
    try Shop.with { shop in
      try shop.take(SampleSignals.days(0..<14), at: Shop.moment(day: 14))
      let rows = (0..<10).map { number in
        let text = number == 3 ? words : "The voucher fails when I pay, again and again, order \(number)"
        return "m-\(number),2025-09-0\(1 + number % 9)T10:00:00Z,user-\(number)@example.invalid,\(text)\n"
      }
      try shop.take("id,created_at,email,message\n" + rows.joined(), as: "messages.csv", at: Shop.moment(day: 14))
      try body(shop)
    }
  }

  /// Whether any file of the store has these bytes.
  private static func isStored(_ text: String, in shop: Shop) throws -> Bool {
    try FileManager.default.filledFiles(under: shop.root + "/.reckon").contains { path in
      try Data(contentsOf: URL(fileURLWithPath: path)).range(of: Data(text.utf8)) != nil
    }
  }

  private static func forget(_ subject: String, in shop: Shop, isDryRun: Bool = false) throws -> Erasure.Report {
    try Erasure(subject: subject, isDryRun: isDryRun).run(shop.books(at: Shop.moment(day: 14), as: "person"))
  }

  @Test func `a person's words are gone from every file, and the chain still verifies`() throws {
    try Self.withCustomers { shop in
      #expect(try Self.isStored("Quillhilda", in: shop))
      #expect(try !Self.isStored(Self.address, in: shop), "people are stored as keys only")
      let report = try Self.forget(Self.address, in: shop)
      #expect(report.isKnown)
      #expect(report.texts >= 1)
      #expect(report.signals == 1)
      #expect(report.seq > 0)
      #expect(try !Self.isStored("Quillhilda", in: shop))
      #expect(try shop.faults().isEmpty)
      let again = try Self.forget(Self.address, in: shop)
      #expect(!again.isKnown)
      #expect(again.seq == 0)
    }
  }

  @Test(arguments: ["USER-3@EXAMPLE.INVALID", " user-3@example.invalid "])
  func `an address is one however it is typed`(_ typed: String) throws {
    try Self.withCustomers { shop in
      let report = try Self.forget(typed, in: shop)
      #expect(report.isKnown)
      #expect(try !Self.isStored("Quillhilda", in: shop))
    }
  }

  @Test func `counts of people fall by one, and no figure shows the person again`() throws {
    try Self.withCustomers { shop in
      func people() throws -> Int {
        try shop.books().read { try $0.opportunities().first { $0.title.contains("TypeError") }?.reach.subjects ?? 0 }
      }
      let before = try people()
      let report = try Self.forget("user-7", in: shop)
      #expect(report.isKnown)
      #expect(report.claims > 0)
      #expect(try people() == before - 1)
      #expect(try Audit(check: .recompute, id: nil).run(shop.books(), checkpoint: {}).faults.isEmpty)
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test func `a dry run says as much and changes nothing`() throws {
    try Self.withCustomers { shop in
      let entries = try shop.entries()
      let dry = try Self.forget(Self.address, in: shop, isDryRun: true)
      #expect(dry.isDryRun && dry.isKnown && dry.signals == 1)
      #expect(try shop.entries() == entries)
      #expect(try Self.isStored("Quillhilda", in: shop))
      #expect(try Self.forget(Self.address, in: shop).texts == dry.texts)
    }
  }

  @Test(arguments: [
    "nobody@example.invalid", "", "0000000000000000", "ffffffffffffffff", "user-3",
  ])
  func `a person who is not there changes nothing`(_ subject: String) throws {
    try Self.withCustomers { shop in
      let entries = try shop.entries()
      // The telemetry knows a user-3, who is not the writer of that address.
      guard subject != "user-3" else {
        #expect(try Self.forget(subject, in: shop).isKnown)
        #expect(try Self.isStored("Quillhilda", in: shop))
        return
      }
      #expect(try !Self.forget(subject, in: shop).isKnown)
      #expect(try shop.entries() == entries)
    }
  }

  @Test func `a key that cite_sources shows forgets the same person`() throws {
    try Self.withCustomers { shop in
      let books = try shop.books()
      let key = try books.read { records in
        let claims = try records.opportunities().first { $0.title.contains("TypeError") }?.claims ?? []
        let list = try claims.map { try SourceList($0, .subjects, records, secret: books.secret) }.first {
          !$0.sources.isEmpty
        }
        guard case .person(let person)? = list?.sources.first else { throw ProgramFailure("nobody is listed") }
        return FigureRows.hex(person.subject)
      }
      #expect(try Self.forget(key, in: shop).isKnown)
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test func `what was erased is not brought back by an export`() throws {
    try Self.withCustomers { shop in
      _ = try Self.forget(Self.address, in: shop)
      _ = try Archive.export(shop.books(), to: shop.fixture.path("export")) { _ in }
      for file in shop.fixture.listing("export") {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: shop.fixture.path("export/\(file)")))
        #expect(bytes.range(of: Data("Quillhilda".utf8)) == nil, "\(file)")
      }
    }
  }
}
