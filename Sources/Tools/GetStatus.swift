import Bytes
import Domain
import Loop

extension ReckonTool {
  /// What is healthy, and what to call next.
  static let getStatus = ReckonTool(
    name: "get_status",
    command: "status",
    title: "Status",
    summary: "what is known of this project today",
    description:
      "Call this first: what Reckon knows of this project today. "
      + "Says which version runs, which project it found and how, and that nothing is watched yet.",
    arguments: readArguments,
    isReadOnly: true,
    isAlwaysLoaded: true,
    run: { call in
      let status = Status(of: call.workplace)
      return ToolAnswer(
        text: call.budget.pack(status.paragraphs) { tokens in "More of it: get_status {\"max_tokens\":\(tokens)}" },
        json: status.json,
        summary: status.paragraphs[0]
      )
    }
  )
}

extension Status {
  fileprivate var paragraphs: [String] {
    [
      "Reckon \(version): nothing is watched yet, so nothing can be decided or measured.",
      projectLine,
      "Watching: no sources. This version cannot take signals in; no data is not the same as no problems.",
      "Next: nothing to call. get_status is the only tool of this version.",
    ]
  }

  private var projectLine: String {
    if let missingRoot {
      return "Project: none. \(VisibleText.escape(missingRoot, limit: 300)), given with --root, is not a folder."
    }
    guard let project else {
      return "Project: none. The working directory has gone, or its name is not UTF-8. "
        + "Start reckon in a repository, or with --root FOLDER."
    }
    let root = VisibleText.escape(project.root, limit: 300)
    let place = "Project: \(root), found by \(project.evidence.rawValue)"
    return switch project.repository {
    case nil: place + "; not a git repository, so ships cannot be verified here."
    case let repository? where repository.isLinked: place + "; a linked working tree of a git repository."
    case _?: place + "; a git repository."
    }
  }

  fileprivate var json: JSONValue {
    var object: JSONObject = ["version": .string(version), "project": projectJSON]
    object["missing_root"] = missingRoot.map { .string($0) }
    object["sources"] = []
    object["next"] = .null
    return .object(object)
  }

  private var projectJSON: JSONValue {
    guard let project else { return .null }
    return [
      "root": .string(project.root), "found_by": .string(project.evidence.rawValue),
      "git": .bool(project.repository != nil), "linked_worktree": .bool(project.repository?.isLinked ?? false),
      "state_folder": .string(project.stateFolder),
    ]
  }
}
