package import Domain
import Find
import Ledger
import Store

/// A correction that somebody asks for: checked, written down as a rule, and followed by a look that obeys it.
package struct EditRequest: Sendable {
  package let operation: Edit.Operation
  /// The opportunity; for `undo` an edit of it does too.
  package let id: RecordID
  package var other: RecordID?
  package var members: [RecordID] = []
  package var title: String?
  package var reason = ""

  package init(_ operation: Edit.Operation, _ id: RecordID) {
    self.operation = operation
    self.id = id
  }

  /// What came of it.
  package struct Outcome: Sendable {
    /// The rule that stands for it; nil where there was nothing to do and no rule says so.
    package let edit: Edit?
    /// False where all was so already: nothing was written.
    package let isNew: Bool
    package let opportunity: Opportunity
    package let other: Opportunity?
    /// The edit that a next `undo` by name would take back.
    package let earlier: Edit?
    package let seq: Int64
  }

  /// The longest reason, in bytes, and the most groups that change place at once.
  package static let reasonLimit = 500
  package static let memberLimit = 100

  /// Obeys it, and looks at all signals anew.
  package func run(_ books: Books) throws -> Outcome {
    let outcome = try record(books)
    guard outcome.isNew else { return outcome }
    _ = try Turn.run(books, afterDecision: true)
    return try books.read { records in
      Outcome(
        edit: outcome.edit,
        isNew: true,
        opportunity: try records.opportunity(outcome.opportunity.id),
        other: try outcome.other.map { try records.opportunity($0.id) },
        earlier: outcome.earlier,
        seq: outcome.seq
      )
    }
  }

  /// Writes it down, with what follows for the opportunities and their bets.
  func record(_ books: Books) throws -> Outcome {
    let request = try checked()
    // Whoever is refused, or changes nothing, does not stand in line for it.
    let known = try books.read { records in
      try books.refuseBackdating(records)
      return try EditDraft(request, by: books.actor, records).repeated(records)
    }
    if let known { return known }
    return try books.write { journal in
      let draft = try EditDraft(request, by: journal.actor, journal.records)
      if let known = try draft.repeated(journal.records) { return known }
      return try draft.write(&journal)
    }
  }

  /// Returns the request with its words as they are kept; throws for what it lacks or has too much of.
  private func checked() throws(LoopError) -> EditRequest {
    var request = self
    if let title {
      guard operation == .rename || operation == .split else { throw surplus("title", title) }
      request.title = try EditRequest.checkedTitle(title)
    } else if operation == .rename {
      throw .needs(argument: "title", why: "rename gives the opportunity a title")
    }
    if let other {
      guard operation == .merge || operation == .move else { throw surplus("other", other.text) }
      guard other != id else {
        throw .badValue(argument: "other", typed: other.text, expected: "another opportunity than id")
      }
    } else if operation == .merge || operation == .move {
      throw .needs(argument: "other", why: "\(operation.rawValue) is done with two opportunities")
    }
    if members.isEmpty, operation == .split || operation == .move {
      throw .needs(argument: "members", why: "\(operation.rawValue) moves groups; get_opportunity lists them")
    }
    if let first = members.first, operation != .split, operation != .move { throw surplus("members", first.text) }
    guard members.count <= EditRequest.memberLimit else {
      throw .badValue(
        argument: "members",
        typed: "a list of \(members.count)",
        expected: "at most \(EditRequest.memberLimit) groups in one call"
      )
    }
    guard reason.utf8.count <= EditRequest.reasonLimit else {
      throw .badValue(argument: "reason", typed: reason, expected: "at most \(EditRequest.reasonLimit) bytes")
    }
    guard id.kind == .opportunity || operation == .undo else {
      throw .notAnID(argument: "id", typed: id.text, wanted: [.opportunity])
    }
    return request
  }

  private func surplus(_ argument: String, _ typed: String) -> LoopError {
    .badValue(argument: argument, typed: typed, expected: "none: \(operation.rawValue) takes no \(argument)")
  }

  private static func checkedTitle(_ typed: String) throws(LoopError) -> String {
    do {
      return try CheckedTitle.check(typed)
    } catch {
      let expected =
        switch error {
        case .length: "a title of \(CheckedTitle.lengths.lowerBound) to \(CheckedTitle.lengths.upperBound) characters"
        case .invisible: "a title in one line of visible characters"
        case .order: "a title that states a problem, and gives no orders to whoever reads it"
        case .secret: "a title without addresses, keys or other secrets"
        case .link: "a title without links"
        }
      throw .badValue(argument: "title", typed: typed, expected: expected)
    }
  }
}
