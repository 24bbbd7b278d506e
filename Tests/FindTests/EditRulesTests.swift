import Bytes
import Domain
import Find
import TestSupport
import Testing

/// Edits bind every look alike: one from scratch, one that goes on, one before and one after new signals.
@Suite struct EditRulesTests {
  private static let at = SmallStore.asOf

  private static func edit(
    _ operation: Edit.Operation,
    _ id: RecordID,
    number: Int = 0,
    other: RecordID? = nil,
    groups: [RecordID] = [],
    staying: [RecordID] = [],
    title: String? = nil,
    undone: RecordID? = nil
  ) -> Edit {
    Edit(
      id: RecordID(.edit, of: "\(operation) \(number)"),
      operation: operation,
      opportunity: id,
      other: other,
      groups: groups,
      staying: staying,
      title: title,
      undone: undone,
      actor: "person",
      at: at
    )
  }

  /// Two errors that many meet, and a theme of messages that joins the first by who wrote.
  private static func store() -> SmallStore {
    var store = SmallStore()
    for person in 1...30 as ClosedRange<UInt64> {
      store.error("TypeError", by: person, daysAgo: Int(person) % 9)
      store.error("RangeError", in: "export", by: person + 500, daysAgo: Int(person) % 7)
    }
    for person in 1...9 as ClosedRange<UInt64> {
      store.message("The coupon field crashes when I pay", by: person, daysAgo: Int(person) % 5)
    }
    return store
  }

  private static func addLater(_ store: inout SmallStore) {
    for person in 700...720 as ClosedRange<UInt64> {
      store.error("RangeError", in: "export", by: person, daysAgo: 0)
      store.error("SyntaxError", in: "parse", by: person, daysAgo: 0)
    }
    for person in 10...16 as ClosedRange<UInt64> {
      store.message("The coupon field crashes when I pay", by: person, daysAgo: 0)
    }
  }

  private struct Known {
    let coupon: Opportunity
    let export: Opportunity
    let theme: RecordID

    init(_ outcome: FindOutcome) throws {
      coupon = try #require(outcome.titled("Fails: TypeError")?.opportunity)
      export = try #require(outcome.titled("Fails: RangeError")?.opportunity)
      #expect(coupon.groups.count == 2, "the theme joined the error of those who wrote")
      theme = try #require(coupon.groups.last)
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let edits: @Sendable (_ coupon: Opportunity, _ export: Opportunity, _ theme: RecordID) -> [Edit]
    /// The groups of each opportunity by the beginning of its title.
    let members: [String: Int]
  }

  static let own = RecordID(.opportunity, of: "made by a split")

  static let cases: [Case] = [
    Case(testDescription: "rename") { coupon, _, _ in
      [edit(.rename, coupon.id, title: "Coupons fail")]
    } members: {
      ["Coupons fail": 2, "Fails: RangeError": 1]
    },
    Case(testDescription: "the later rename") { coupon, _, _ in
      [edit(.rename, coupon.id, title: "Coupons fail"), edit(.rename, coupon.id, number: 1, title: "Checkout fails")]
    } members: {
      ["Checkout fails": 2, "Fails: RangeError": 1]
    },
    Case(testDescription: "merge") { coupon, export, _ in
      [edit(.merge, coupon.id, other: export.id, groups: export.groups)]
    } members: {
      ["Fails: TypeError": 3]
    },
    Case(testDescription: "merge the other way") { coupon, export, _ in
      [edit(.merge, export.id, other: coupon.id, groups: coupon.groups)]
    } members: {
      ["Fails: RangeError": 3]
    },
    Case(testDescription: "split off the theme") { coupon, _, theme in
      [edit(.split, coupon.id, other: RecordID(.opportunity, of: "theme"), groups: [theme])]
    } members: {
      ["Fails: TypeError": 1, "Fails: RangeError": 1, "Reported": 1]
    },
    Case(testDescription: "split off the error that names it") { coupon, _, theme in
      let error = coupon.groups.filter { $0 != theme }
      return [edit(.split, coupon.id, other: own, groups: error, staying: [theme])]
    } members: {
      ["Fails: TypeError": 1, "Fails: RangeError": 1, "Reported": 1]
    },
    Case(testDescription: "move the theme") { coupon, export, theme in
      [edit(.move, coupon.id, other: export.id, groups: [theme])]
    } members: {
      ["Fails: TypeError": 1, "Fails: RangeError": 2]
    },
    Case(testDescription: "merge, then move out of it again") { coupon, export, theme in
      [
        edit(.merge, export.id, other: coupon.id, groups: coupon.groups),
        edit(.split, export.id, other: own, groups: [theme]),
      ]
    } members: {
      ["Fails: RangeError": 2, "Reported": 1]
    },
    Case(testDescription: "mute") { coupon, _, _ in
      [edit(.mute, coupon.id)]
    } members: {
      ["Fails: TypeError": 2, "Fails: RangeError": 1]
    },
  ]

  @Test(arguments: cases)
  func `a look from scratch gives byte for byte what one that goes on gives, before and after new signals`(
    _ test: Case
  ) throws {
    var store = Self.store()
    let known = try Known(store.find())
    let rules = EditRules(test.edits(known.coupon, known.export, known.theme))
    var first = store.find(rules: rules)
    for (title, count) in test.members {
      #expect(
        first.titled(title)?.opportunity.groups.count == count,
        "\(title): \(first.found.map(\.opportunity.title))"
      )
    }
    #expect(first.found.count == test.members.count)
    // Whatever was known, in whatever order it came: twice over, and after more has come.
    for _ in 0..<2 {
      let again = store.find(
        existing: first.found.map(\.opportunity),
        order: Array((0..<store.count).reversed()),
        rules: rules
      )
      #expect(again.found == first.found)
      #expect(again.absorbed.isEmpty)
      Self.addLater(&store)
      let onward = store.find(existing: first.found.map(\.opportunity), rules: rules)
      first = store.find(rules: rules)
      #expect(Self.told(onward) == Self.told(first))
    }
  }

  /// Everything but why a theme joined: one that goes on remembers that it did.
  private static func told(_ outcome: FindOutcome) -> [[String]] {
    outcome.found.map { found in
      let opportunity = found.opportunity
      return [
        "\(opportunity.id)", opportunity.title, "\(opportunity.groups)", "\(opportunity.reach)", "\(opportunity.state)",
      ]
    }
  }

  @Test func `what was split off never joins again by itself, and what was muted is counted all the same`() throws {
    var store = Self.store()
    let known = try Known(store.find())
    let split = Self.edit(.split, known.coupon.id, other: Self.own, groups: [known.theme])
    let mute = Self.edit(.mute, known.export.id)
    Self.addLater(&store)
    let outcome = store.find(existing: [known.coupon, known.export], rules: EditRules([split, mute]))
    let own = try #require(outcome.found.first { $0.opportunity.id == Self.own }?.opportunity)
    #expect(own.groups == [known.theme])
    #expect(own.reach.subjects == 16)
    let muted = try #require(outcome.found.first { $0.opportunity.id == known.export.id }?.opportunity)
    #expect(muted.mutedBy == "person")
    #expect(muted.reach.subjects == 51)
  }

  @Test func `a title that was given stays, with its author, whatever the evidence says later`() throws {
    var store = Self.store()
    let known = try Known(store.find())
    let rules = EditRules([Self.edit(.rename, known.coupon.id, title: "Coupons fail")])
    Self.addLater(&store)
    let found = try #require(store.find(rules: rules).found.first { $0.opportunity.id == known.coupon.id }?.opportunity)
    #expect(found.title == "Coupons fail")
    #expect(found.titledBy == "person")
  }

  @Test func `an edit that was taken back leaves no trace in what is found`() throws {
    let store = Self.store()
    let plain = store.find()
    let known = try Known(plain)
    for test in Self.cases {
      let edits = test.edits(known.coupon, known.export, known.theme)
      let undos = edits.enumerated().map { number, edit in
        Self.edit(.undo, edit.opportunity, number: number, undone: edit.id)
      }
      #expect(store.find(rules: EditRules(edits + undos)).found == plain.found, "\(test)")
      #expect(EditRules(edits + undos).standing.isEmpty)
    }
  }

  @Test func `a theme that somebody named or muted is never made part of an error`() throws {
    var store = SmallStore()
    for person in 1...9 as ClosedRange<UInt64> {
      store.message("The coupon field crashes when I pay", by: person, daysAgo: Int(person) % 5)
    }
    let theme = try #require(store.find().found.first?.opportunity)
    for person in 1...30 as ClosedRange<UInt64> { store.error("TypeError", by: person, daysAgo: Int(person) % 9) }
    #expect(store.find(existing: [theme]).found.count == 1)
    for edit in [Self.edit(.rename, theme.id, title: "Coupons crash"), Self.edit(.mute, theme.id)] {
      let rules = EditRules([edit])
      let outcome = store.find(existing: [theme], rules: rules)
      #expect(outcome.found.count == 2 && outcome.absorbed.isEmpty)
      #expect(outcome.found == store.find(rules: rules).found)
    }
  }

  @Test func `rules about what is not there change nothing`() throws {
    let store = Self.store()
    let nobody = RecordID(.opportunity, of: "nobody")
    let gone = RecordID(.group, of: "gone")
    let rules = EditRules([
      Self.edit(.rename, nobody, title: "Nobody"), Self.edit(.merge, nobody, other: nobody, groups: [gone, gone]),
      Self.edit(.move, nobody, other: nobody, groups: []), Self.edit(.mute, nobody), Self.edit(.unmute, nobody),
    ])
    #expect(store.find(rules: rules).found == store.find().found)
  }
}

extension EditRulesTests.Case {
  /// Reads as a table: what is done, and what is there then.
  init(
    testDescription: String,
    edits: @escaping @Sendable (Opportunity, Opportunity, RecordID) -> [Edit],
    members: () -> [String: Int]
  ) {
    self.init(testDescription: testDescription, edits: edits, members: members())
  }
}
