import Domain
import Ledger
import Store

/// Keeps the groups of themes as their messages would have made them, and every change of what a group means in the ledger.
enum ThemeKeeping {
  /// How often a look is taken where somebody else changed what it was taken of.
  private static let attempts = 3

  /// Gives new messages their themes, and looks all over again where that is due.
  static func refresh(_ books: Books) throws {
    try ThemeAdoption.run(books)
    for _ in 0..<attempts {
      let look = try books.read { (try ThemeLook($0), try Stand($0.reader)) }
      guard let seen = look.0 else { return }
      let isKept = try books.write(as: "reckon") { journal in
        guard try Stand(journal.writer) == look.1 else { return false }
        try keep(seen, &journal)
        return true
      }
      if isKept { return }
    }
  }

  /// What a look was taken of, as far as others may change it meanwhile: newer messages only wait for the next one.
  private struct Stand: Equatable {
    let state: ThemeState?
    let erasures: Int64

    init(_ reader: StoreReader) throws {
      state = try ThemeState.load(reader)
      erasures = try reader.latestEntry(about: Erasure.subject)
    }
  }

  private static func keep(_ look: ThemeLook, _ journal: inout Journal) throws {
    let writer = journal.writer
    for (ordinal, place) in look.places.sorted(by: { $0.key < $1.key }) { try writer.place(text: ordinal, place) }
    for ordinal in look.forgotten { try writer.endTeaching(text: ordinal) }
    var groups = try ThemeGroups(look, writer)
    try groups.countNew(writer)
    for number in look.moved.sorted() {
      for group in try groups.regroup(number, writer) {
        try journal.note(.group, about: group.tally.id.text, digest: group.digest)
      }
    }
    try look.after.save(in: writer)
  }
}
