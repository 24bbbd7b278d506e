import Bytes
import Loop

extension Command {
  /// Whether the program works here.
  static let doctor = Command(
    name: "doctor",
    summary: "check that reckon works here, and say how to mend what does not",
    details:
      "Looks at the program, the project and git, then starts reckon serve as the known clients do: "
      + "bare environment, wrong folder, closed stderr, probed and killed.",
    options: [.json, .root],
    example: "reckon doctor",
    run: { invocation in
      let isJSON = invocation.flags.contains(Option.json.name)
      let workplace = Workplace(environment: invocation.environment, rootOption: invocation.values["--root"])
      var findings: [Doctor.Finding] = []
      Doctor(workplace: workplace).examine { finding in
        findings.append(finding)
        if !isJSON { finding.show(on: invocation.terminal) }
      }
      let failures = findings.count { $0.outcome == .failure }
      if isJSON {
        let json: JSONValue = ["findings": .array(findings.map(\.json)), "failures": .integer(Int64(failures))]
        invocation.terminal.out(json.text)
      } else {
        invocation.terminal.out(failures == 0 ? "All is well." : "\(failures) of \(findings.count) checks failed.")
      }
      return failures == 0 ? .done : .environment
    }
  )
}

extension Doctor.Finding {
  fileprivate func show(on terminal: Terminal) {
    let mark =
      switch outcome {
      case .good: "ok  "
      case .warning: "note"
      case .failure: "FAIL"
      }
    let margin = "     "
    terminal.show("\(mark) \(subject): \(VisibleText.escape(detail, limit: 400))", hanging: margin)
    if let fix { terminal.show(margin + fix, hanging: margin) }
  }

  fileprivate var json: JSONValue {
    [
      "subject": .string(subject), "outcome": .string(outcome.rawValue), "detail": .string(detail),
      "fix": fix.map { .string($0) } ?? .null,
    ]
  }
}
