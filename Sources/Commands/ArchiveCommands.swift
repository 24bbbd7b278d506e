import Bytes
import Host
import Loop
import Tools

extension Command {
  /// Writes everything as plain files.
  static let export = Command(
    name: "export",
    summary: "write everything that is stored as plain files",
    details:
      "One file of JSON lines for each table, one for the signals, and a manifest. The files hold the store's secret, "
      + "without which subjects could not be recognised again: keep them as you keep the store. "
      + "reckon rebuild makes a store from them that gives the same answers byte for byte.",
    operands: [Operand(name: "DIR", isRequired: true, help: "a folder that does not exist yet, or is empty")],
    options: [.json, .root, .asOf],
    example: "reckon export backup",
    run: { invocation in
      invocation.attempt {
        let books = try Desk().books(of: invocation.workplace(), actor: "person")
        let line = ProgressLine(invocation.terminal)
        let report = try Archive.export(books, to: invocation.path(0)) { line.show($0, nil) }
        line.clear()
        invocation.show(report, verb: "Wrote")
        return .done
      }
    }
  )

  /// Makes a store of what was exported.
  static let rebuild = Command(
    name: "rebuild",
    summary: "make a store from what export wrote",
    details:
      "The chain of the ledger is verified on the way; a broken one is refused. A project that has a store already "
      + "keeps it unless --replace is given; then the old one is kept beside it.",
    operands: [Operand(name: "DIR", isRequired: true, help: "the folder that export wrote")],
    options: [
      Option(name: "--replace", value: nil, help: "put the project's present store aside"), .json, .root, .asOf,
    ],
    example: "reckon rebuild backup",
    run: { invocation in
      invocation.attempt {
        let line = ProgressLine(invocation.terminal)
        let report = try Archive.rebuild(
          from: invocation.path(0),
          workplace: try invocation.workplace(),
          isReplacing: invocation.flags.contains("--replace")
        ) { line.show($0, nil) }
        line.clear()
        invocation.show(report, verb: "Rebuilt")
        return .done
      }
    }
  )

  /// Erases a person.
  static let forget = Command(
    name: "forget",
    summary: "erase a person from everything that is stored",
    details:
      "SUBJECT is the id, e-mail address or key that cite_sources shows. Their texts are erased, their signals lose "
      + "whose they were, and an entry in the ledger says that something was erased, not who. The chain still verifies.",
    operands: [
      Operand(name: "SUBJECT", isRequired: true, help: "the person's id as the product knows it, or the 16-digit key")
    ],
    options: [
      Option(name: "--dry-run", value: nil, help: "say what would be erased, and change nothing"), .json, .root, .asOf,
    ],
    example: "reckon forget user-0412@example.invalid",
    run: { invocation in
      invocation.attempt {
        let books = try Desk().books(of: invocation.workplace(), actor: "person")
        let erasure = Erasure(subject: invocation.operands[0], isDryRun: invocation.flags.contains("--dry-run"))
        let report = try erasure.run(books)
        if invocation.flags.contains(Option.json.name) {
          invocation.terminal.out(report.json.text)
        } else {
          invocation.terminal.show(report.sentence)
        }
        return report.isKnown ? .done : .negativeAnswer
      }
    }
  )
}

extension Invocation {
  /// Returns an operand as a path from where the command was typed.
  fileprivate func path(_ index: Int) -> String {
    environment.path(operands[index])
  }

  fileprivate func show(_ report: Archive.Report, verb: String) {
    if flags.contains(Command.Option.json.name) {
      let files: [JSONValue] = report.files.map { ["name": .string($0.name), "rows": .integer(Int64($0.rows))] }
      terminal.out(JSONValue.object(["folder": .string(report.folder), "files": .array(files)]).text)
    } else {
      terminal.show("\(verb) \(VisibleText.escape(report.folder, limit: 300)):")
      for file in report.files { terminal.out("  \(file.name): \(file.rows) rows") }
    }
  }
}

extension Erasure.Report {
  fileprivate var sentence: String {
    guard isKnown else { return "Nobody of that id or key is stored; nothing was changed." }
    return (isDryRun ? "Would erase " : "Erased ")
      + "\(texts) texts and the mark of one person on \(signals) signals; \(claims) claims lose a source."
      + (isDryRun ? " Nothing was changed." : " Ledger entry \(seq).")
      + (copies.isEmpty ? "" : " Older copies still hold the person; remove them: \(copies.joined(separator: ", ")).")
  }

  fileprivate var json: JSONValue {
    [
      "known": .bool(isKnown), "dry_run": .bool(isDryRun), "texts": .integer(Int64(texts)),
      "signals": .integer(Int64(signals)), "claims": .integer(Int64(claims)), "seq": .integer(seq),
    ]
  }
}
