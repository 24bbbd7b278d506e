import Bytes
import Domain
import Loop

extension ReckonTool {
  /// A correction of what was found, kept as a rule.
  static let editOpportunity = ReckonTool(
    name: "edit_opportunity",
    command: "edit",
    title: "Edit",
    summary: "rename, merge, split, move, mute or unmute problems, and undo that",
    description:
      "Call this to correct what was found; a rule for signals to come. The answer says how to undo it.",
    arguments: [
      .required("op", .string("what to do", oneOf: Edit.Operation.allCases.map(\.rawValue))),
      .required("id", .string("O-XXXXXX; undo: or E-XXXXXX")),
      .optional("other", .string("merge: what joins id; move: where to")),
      .optional("members", .array("G-XXXXXX to split off or move", of: .string())),
      .optional("title", .string("new title")),
      .optional("reason", .string("why")),
      format,
    ],
    isReadOnly: false,
    example: ["op": "rename", "id": "O-7K2M9Q", "title": "Coupons fail at checkout"],
    run: { call in
      guard let id = try call.id("id", .opportunity, .edit) else {
        throw LoopError.needs(argument: "id", why: "it names the opportunity")
      }
      var request = EditRequest(call.text("op").flatMap(Edit.Operation.init(rawValue:)) ?? .rename, id)
      request.other = try call.id("other", .opportunity)
      request.members = try call.ids("members", .group)
      request.title = call.text("title")
      request.reason = call.text("reason") ?? ""
      return try request.run(call.books()).answer
    }
  )
}

extension EditRequest.Outcome {
  fileprivate var answer: ToolAnswer {
    let lines = isNew ? [head, rule, bets, undo].compactMap(\.self) : [nothing, undo].compactMap(\.self)
    return ToolAnswer(
      text: (lines + ["Next: \(Wording.call("get_opportunity", ["id": .string(opportunity.id.text)]))"])
        .joined(separator: "\n"),
      json: [
        "changed": .bool(isNew), "edit": edit.map { $0.json } ?? .null, "seq": .integer(seq),
        "opportunity": opportunity.json, "other": other.map { $0.json } ?? .null,
      ],
      summary: lines[0]
    )
  }

  /// What was done, in a line.
  private var head: String {
    guard let edit else { return nothing }
    return "\(edit.id): \(done(edit)), ledger entry \(seq)."
  }

  private func done(_ edit: Edit) -> String {
    let id = opportunity.id
    let other = edit.other?.text ?? ""
    let groups = Wording.count(edit.groups.count, "group")
    switch edit.operation {
    case .rename: return "\(id) is called \"\(opportunity.title)\""
    case .merge: return "\(other) is part of \(id) now, with its \(groups)"
    case .split: return "\(groups) left \(id) and \(edit.groups.count == 1 ? "makes" : "make") \(other)"
    case .move: return "\(groups) went from \(id) to \(other)"
    case .mute: return "\(id) is muted"
    case .unmute: return "\(id) is heard again"
    case .undo: return "\(edit.undone?.text ?? "the edit") is taken back"
    }
  }

  /// What binds from now on.
  private var rule: String? {
    guard let edit else { return nil }
    switch edit.operation {
    case .rename: return "Rule: it keeps this title, whatever the evidence says later; it is shown with its author."
    case .merge: return "Rule: signals of these groups count there, those to come too. \(opportunity.id) is \(state)."
    case .split: return "Rule: these groups never join \(opportunity.id) again by themselves."
    case .move: return "Rule: these groups stay there, whatever they have in common with others."
    case .mute: return "Rule: it is counted, and neither listed nor picked, until it is unmuted."
    case .unmute, .undo: return "\(opportunity.id) is \(state): \(opportunity.title)"
    }
  }

  private var state: String { opportunity.mutedBy == nil ? opportunity.state.rawValue : "muted" }

  private var bets: String? {
    guard let edit, edit.operation == .merge, let other = edit.other else { return nil }
    return "No bet on \(other) is to be taken any more."
  }

  private var nothing: String {
    guard let edit else { return "Nothing to change: no edit of \(opportunity.id) stands." }
    if edit.operation == .undo {
      return "Nothing to change: \(edit.undone?.text ?? "that") was taken back by \(edit.id)."
    }
    return "Nothing to change: \(edit.id) says so already."
  }

  /// The exact call that takes it back; after an undo, the one that takes back the edit before.
  private var undo: String? {
    guard let edit else { return nil }
    if edit.operation != .undo { return "Undo: \(EditRequest.Outcome.call(undoing: edit.id))" }
    return earlier.map { "Undo the edit before it: \(EditRequest.Outcome.call(undoing: $0.id))" }
  }

  private static func call(undoing id: RecordID) -> String {
    Wording.call("edit_opportunity", ["op": "undo", "id": .string(id.text)])
  }
}
