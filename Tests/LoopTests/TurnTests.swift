import Bytes
import Domain
import Store
import TestSupport
import Testing

@testable import Loop

/// What becomes of a look when something happens between it and its turn at the lock.
@Suite struct TurnTests {
  private static let day = Shop.moment(day: Shop.shipDay)

  /// Changes what is stored of the pick's opportunity, so that a look has something to write.
  private static func withNews(_ body: (_ shop: Shop, _ opportunity: RecordID, _ title: String) throws -> Void) throws {
    try Shop.withPick { shop, bet in
      let opportunity = try shop.opportunity(of: bet)
      guard case .object(var fields) = opportunity.json else { throw ProgramFailure("not an object") }
      fields["title"] = "Something else"
      let changed = try Opportunity(body: Array(JSONValue.object(fields).text.utf8))
      try shop.books().write { journal in _ = try journal.put(changed) }
      try body(shop, opportunity.id, opportunity.title)
    }
  }

  @Test func `what is seen is written`() throws {
    try Self.withNews { shop, opportunity, title in
      let result = try Turn.run(shop.books())
      #expect(result.changed == 1)
      #expect(try shop.books().read { try $0.opportunity(opportunity).title } == title)
    }
  }

  @Test func `a look that is overtaken by newer signals writes nothing`() throws {
    try Self.withNews { shop, opportunity, _ in
      var looks = 0
      let result = try Turn.run(shop.books()) {
        looks += 1
        // Signals alone, as another process brings them before it looks itself.
        try shop.store(SampleSignals.days(Shop.shipDay..<Shop.shipDay + 1), at: Shop.moment(day: 15))
      }
      #expect(looks == 1)
      #expect(result.changed == 0)
      #expect(try shop.books().read { try $0.opportunity(opportunity).title } == "Something else")
    }
  }

  @Test func `after a decision the look is taken again where somebody else has decided meanwhile`() throws {
    try Self.withNews { shop, opportunity, title in
      let other = try #require(try shop.books().read { try $0.opportunities().first { $0.id != opportunity } })
      var looks = 0
      let result = try Turn.run(shop.books(), afterDecision: true) {
        looks += 1
        if looks == 1 { try shop.decideAlone(.defer, other.id) }
      }
      #expect(looks == 2)
      #expect(result.changed == 1)
      #expect(try shop.books().read { try $0.opportunity(opportunity).title } == title)
    }
  }

  @Test func `a look never brings back who was erased meanwhile`() throws {
    try Self.withNews { shop, opportunity, _ in
      let reach = try shop.books().read { try $0.opportunity(opportunity).reach.subjects }
      var looks = 0
      _ = try Turn.run(shop.books()) {
        looks += 1
        guard looks == 1 else { return }
        let report = try shop.books().write { journal in
          try Erasure(subject: "user-55", isDryRun: false).erase(&journal, secret: Shop.secret)
        }
        #expect(report.isKnown)
      }
      #expect(looks == 2)
      #expect(try shop.books().read { try $0.opportunity(opportunity).reach.subjects } == reach - 1)
      #expect(try shop.faults().isEmpty)
    }
  }
}

extension Shop {
  /// Takes signals in without turning the loop.
  fileprivate func store(_ text: String, at moment: Timestamp) throws {
    let path = try fixture.write(text, to: "files/newer.jsonl")
    let workplace = workplace(at: moment)
    var intake = try Intake(books: books(at: moment), workplace: workplace, sourceName: nil, isDryRun: false)
    let inputs = try ImportInput.collect([path], environment: workplace.environment)
    for input in inputs.files { try intake.take(input, checkpoint: {}, progress: { _, _ in }) }
    try intake.finish()
  }

  /// Decides without turning the loop.
  fileprivate func decideAlone(_ operation: Ruling.Operation, _ id: RecordID) throws {
    var ruling = Ruling(operation, id)
    ruling.reason = "Because."
    _ = try ruling.record(books(as: "person"))
  }
}
