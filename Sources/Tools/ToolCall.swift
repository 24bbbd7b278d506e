package import Bytes
import Domain
package import Loop
import Store

/// Arguments that fit the tool's schema, and where the call comes from.
package struct ToolCall: Sendable {
  package let arguments: JSONNode?
  package let workplace: Workplace
  package let desk: Desk
  /// Who calls, as the ledger names callers.
  package let actor: String
  /// Throws when the call is no longer wanted or its time is up; long work asks often.
  package let checkpoint: @Sendable () throws -> Void
  /// Tells whoever waits how far it is: so much done, of so much where that is known, and words for it.
  let progress: @Sendable (_ done: Double, _ total: Double?, _ words: String) -> Void

  package init(
    arguments: JSONNode?,
    workplace: Workplace,
    desk: Desk,
    actor: String = "person",
    checkpoint: @escaping @Sendable () throws -> Void = {},
    progress: @escaping @Sendable (_ done: Double, _ total: Double?, _ words: String) -> Void = { _, _, _ in }
  ) {
    self.arguments = arguments
    self.workplace = workplace
    self.desk = desk
    self.actor = actor
    self.checkpoint = checkpoint
    self.progress = progress
  }

  /// The tokens the answer may take.
  var budget: TokenBudget {
    TokenBudget(tokens: integer("max_tokens") ?? TokenBudget.standard)
  }

  /// The format asked for.
  package var format: AnswerFormat {
    text("format").flatMap(AnswerFormat.init(rawValue:)) ?? .text
  }

  // MARK: Arguments

  /// Returns a text argument; an empty one counts as left out.
  func text(_ name: String) -> String? {
    arguments?[name]?.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Returns an integer argument.
  func integer(_ name: String) -> Int? {
    arguments?[name]?.wholeNumber.map { Int($0) }
  }

  /// Returns a number argument.
  func number(_ name: String) -> Double? {
    arguments?[name]?.number
  }

  /// Returns a flag; one that is left out is false.
  func flag(_ name: String) -> Bool {
    arguments?[name]?.bool ?? false
  }

  /// Returns the words of a list argument.
  func words(_ name: String) -> [String] {
    arguments?[name]?.elements.compactMap(\.string) ?? []
  }

  /// Returns an id of one of these kinds; throws for what is none.
  func id(_ name: String, _ kinds: RecordKind...) throws(LoopError) -> RecordID? {
    guard let typed = text(name) else { return nil }
    guard let id = RecordID(typed), kinds.contains(id.kind) else {
      throw .notAnID(argument: name, typed: typed, wanted: kinds)
    }
    return id
  }

  /// Returns the ids of a list argument; throws for the first that is none of the kind.
  func ids(_ name: String, _ kind: RecordKind) throws(LoopError) -> [RecordID] {
    var ids: [RecordID] = []
    for typed in words(name) {
      guard let id = RecordID(typed), id.kind == kind else {
        throw .notAnID(argument: name, typed: typed, wanted: [kind])
      }
      ids.append(id)
    }
    return ids
  }

  /// Returns an instant, given in RFC 3339, as a day, or as so many days or hours back from now (`7d`, `36h`).
  func instant(_ name: String) throws(LoopError) -> Timestamp? {
    guard let typed = text(name) else { return nil }
    guard let instant = TypedInstant.parse(typed, now: workplace.now) else {
      throw .badValue(
        argument: name,
        typed: typed,
        expected: "a time such as 2026-11-20T08:00:00Z, 2026-11-20, 7d or 36h"
      )
    }
    return instant
  }

  /// Returns how far signals go, where that is beyond a moment.
  package func newerThan(_ moment: Timestamp) throws -> Timestamp? {
    do {
      let last = try books().read { try $0.reader.sources().map(\.last).max() }.map { Timestamp(microseconds: $0) }
      return last.flatMap { $0 > moment ? $0 : nil }
    } catch LoopError.nothingImported, LoopError.noProject {
      return nil
    }
  }

  /// The books of the project, for reading; throws where nothing has been imported yet.
  func books() throws -> Books {
    try desk.books(of: workplace, actor: actor)
  }
}
