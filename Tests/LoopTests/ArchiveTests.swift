import Bytes
import Domain
import Foundation
import Loop
import TestSupport
import Testing

@Suite struct ArchiveTests {
  private static func export(_ shop: Shop, _ name: String) throws -> Archive.Report {
    try Archive.export(shop.books(), to: shop.fixture.path(name)) { _ in }
  }

  private static func rebuild(_ shop: Shop, _ name: String, isReplacing: Bool = true) throws -> Archive.Report {
    let workplace = shop.workplace(at: Shop.moment(day: 20))
    return try Archive.rebuild(from: shop.fixture.path(name), workplace: workplace, isReplacing: isReplacing) { _ in }
  }

  private static func contents(_ shop: Shop, _ name: String) throws -> [String: Data] {
    try shop.fixture.listing(name).reduce(into: [:]) { contents, file in
      contents[file] = try Data(contentsOf: URL(fileURLWithPath: shop.fixture.path("\(name)/\(file)")))
    }
  }

  @Test func `an export of a rebuilt store is the same export, byte for byte`() throws {
    try Shop.withPick { shop, bet in
      try shop.take(SampleSignals.messages(), as: "messages.csv", at: Shop.moment(day: Shop.shipDay))
      try shop.acquire(bet)
      let first = try Self.export(shop, "one")
      #expect(first.files.contains { $0.name == "signals.jsonl" && $0.rows > 400 })
      #expect(try Self.rebuild(shop, "one").files == first.files)
      #expect(try Self.export(shop, "two").files == first.files)
      #expect(try Self.contents(shop, "one") == Self.contents(shop, "two"))
      #expect(try shop.faults().isEmpty)
      // It goes on from there: the same file is known, and a lease is held.
      let again = try shop.take(SampleSignals.days(0..<Shop.shipDay, export: 3), at: Shop.moment(day: Shop.shipDay))
      #expect(again.accepted == 0)
      #expect(throws: LoopError.self) { try shop.acquire(bet, worker: "two") }
    }
  }

  @Test func `the store that was there is put aside, and only where asked for`() throws {
    try Shop.withPick { shop, bet in
      _ = try Self.export(shop, "one")
      let state = shop.root + "/.reckon"
      #expect(throws: LoopError.storeExists(path: state)) { try Self.rebuild(shop, "one", isReplacing: false) }
      _ = try Self.rebuild(shop, "one")
      #expect(
        FileManager.default.fileExists(atPath: "\(state).before-rebuild-\(Shop.moment(day: 20).seconds)/store.db")
      )
      #expect(try shop.pick() == bet)
    }
  }

  @Test func `an export goes into a new or an empty folder only`() throws {
    try Shop.withPick { shop, _ in
      try shop.fixture.write("mine", to: "full/notes.txt")
      #expect(throws: LoopError.notEmpty(path: shop.fixture.path("full"))) { try Self.export(shop, "full") }
      try shop.fixture.write("mine", to: "file")
      #expect(throws: LoopError.notEmpty(path: shop.fixture.path("file"))) { try Self.export(shop, "file") }
      try shop.fixture.makeFolder("empty")
      #expect(try !Self.export(shop, "empty").files.isEmpty)
    }
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let name: String
    let file: String
    /// Changes the text of the file; nil removes it.
    let change: @Sendable (String) -> String?

    var testDescription: String { name }
  }

  static let faults: [Fault] = [
    Fault(name: "no manifest", file: "manifest.json") { _ in nil },
    Fault(name: "a manifest that is not JSON", file: "manifest.json") { _ in "manifest" },
    Fault(name: "a manifest of another format", file: "manifest.json") {
      $0.replacing("\"format\":1", with: "\"format\":2")
    },
    Fault(name: "a ledger whose entry was changed", file: "ledger.jsonl") {
      // A letter of who wrote it: reckon becomes reckoo.
      $0.replacing("7265636b6f6e", with: "7265636b6f6f")
    },
    Fault(name: "a ledger that was cut short", file: "ledger.jsonl") {
      String($0.split(separator: "\n").dropLast().joined(separator: "\n"))
    },
    Fault(name: "no ledger", file: "ledger.jsonl") { _ in nil },
    Fault(name: "signals that are not JSON", file: "signals.jsonl") { _ in "signals\n" },
    Fault(name: "no settings", file: "settings.jsonl") { _ in nil },
    Fault(name: "a row too many", file: "evidence.jsonl") { $0 + $0 },
  ]

  @Test(arguments: faults) func `a damaged export is refused, and the project keeps what it has`(_ fault: Fault) throws
  {
    try Shop.withPick { shop, bet in
      _ = try Self.export(shop, "one")
      let path = shop.fixture.path("one/\(fault.file)")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      if let changed = fault.change(text) {
        #expect(changed != text)
        try shop.fixture.write(changed, to: "one/\(fault.file)")
      } else {
        try FileManager.default.removeItem(atPath: path)
      }
      #expect(throws: (any Error).self) { try Self.rebuild(shop, "one") }
      #expect(try shop.pick() == bet)
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test func `a record that was changed in an export is not what the ledger recorded`() throws {
    try Shop.withPick { shop, bet in
      _ = try Self.export(shop, "one")
      let path = shop.fixture.path("one/records.jsonl")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      // Bodies are in hexadecimal: "ready" becomes "reads".
      let changed = text.replacing("7265616479", with: "7265616473")
      #expect(changed != text)
      try shop.fixture.write(changed, to: "one/records.jsonl")
      #expect(throws: LoopError.self) { try Self.rebuild(shop, "one") }
      #expect(try shop.pick() == bet)
    }
  }
}
