import Bytes
import Causes
import Domain
import Loop

/// What an opportunity may come from, in words and in JSON.
struct CauseWording {
  let causes: CauseLook

  /// The lines of the answer: what its signals have in common, which service it arose in, then the changes.
  var lines: [String] { commonLines + serviceLines + changeLines }

  private var commonLines: [String] {
    let explanation = causes.explanation
    let limit = causes.isWhole ? "" : ", the newest only"
    guard explanation.bad > 0 else {
      return ["Over-represented in it: not known, for no signal of its time says that it is of it."]
    }
    guard !explanation.findings.isEmpty else {
      return [
        "Over-represented in it: nothing sure, of \(Wording.number(Int64(explanation.bad))) signals against "
          + "\(Wording.number(Int64(explanation.other))) others\(limit)."
      ]
    }
    let people = causes.people > 0 ? " (\(Wording.count(causes.people, "person", "people")))" : ""
    return ["Over-represented in it\(people), against others of the same time\(limit):"]
      + explanation.findings.map { finding in
        let ratio =
          "\(Wording.rough(finding.ratio.likely)) times as often"
          + " (\(Wording.rough(finding.ratio.low)) to \(Wording.rough(finding.ratio.high)))"
        let folded = finding.folded.isEmpty ? "" : "; with it go \(CauseWording.text(finding.folded, joined: ", "))"
        return "  \(CauseWording.text(finding.parts, joined: " and ")): \(Wording.percent(finding.badShare)) of it, "
          + "\(Wording.percent(finding.otherShare)) of others: \(ratio)\(folded)"
      }
  }

  private var serviceLines: [String] {
    guard let services = causes.services else { return [] }
    let own = CauseWording.text(services.own, services.figure)
    let head = "Where it arose, by \(Wording.count(services.requests, "request")) around its beginning (\(own)):"
    guard !services.origins.isEmpty else {
      let callees = Wording.count(services.callees, "service")
      return [head, "  in the service itself: none of the \(callees) it calls got worse with it."]
    }
    return [head]
      + services.origins.map { origin in
        "  \(Wording.foreign(origin.service, limit: 60)): \(Wording.percent(origin.ownShare)) of that is its own "
          + "(\(CauseWording.text(origin.level, services.figure)))"
      }
  }

  private static func text(_ level: ServiceCauses.Level, _ figure: ServiceFigure.Metric) -> String {
    let (before, since) = (level.before, level.since)
    return figure == .latency
      ? "\(Wording.rough(before * 1_000)) ms a request before, \(Wording.rough(since * 1_000)) ms since"
      : "\(Wording.percent(before)) failed before, \(Wording.percent(since)) since"
  }

  private var changeLines: [String] {
    let none = [
      causes.unknownStart >= 0.05 ? "began with no known change \(Wording.percent(causes.unknownStart))" : nil,
      causes.alwaysThere >= 0.05 ? "was there before all data \(Wording.percent(causes.alwaysThere))" : nil,
    ].compactMap(\.self)
    let rest = none.isEmpty ? "" : " It \(none.joined(separator: ", "))."
    guard !causes.suspects.isEmpty else { return ["Suspects: no known change goes with its beginning.\(rest)"] }
    return ["Suspects, with how likely each is the one.\(rest)"]
      + causes.suspects.map { suspect in
        let reasons = suspect.reasons.map(CauseWording.text).joined(separator: "; ")
        return "  \(suspect.change.kind.rawValue) \(Wording.foreign(suspect.change.name, limit: 80)): "
          + Wording.percent(suspect.likelihood) + (reasons.isEmpty ? "" : ": \(reasons)")
      }
  }

  private static func text(_ parts: [Explanation.Part], joined separator: String) -> String {
    parts.map { "\(Wording.foreign($0.attribute, limit: 60)) \(Wording.foreign($0.value, limit: 60))" }
      .joined(separator: separator)
  }

  private static func text(_ reason: Suspect.Reason) -> String {
    switch reason {
    case .neverBefore: "never seen before it"
    case .moreOften(let times): "\(Wording.rough(times)) times as often with it"
    case .followsRollback: "gone while it was rolled back"
    case .marked(let part, let bad, let other):
      "\(text([part], joined: "")): \(Wording.percent(bad)) of it, \(Wording.percent(other)) of others"
    case .touchesFile(let file): "touches \(Wording.foreign(file, limit: 80))"
    case .sameService(let service): "of \(Wording.foreign(service, limit: 60))"
    case .sharesWords(let words): "is about \(Wording.foreign(words.joined(separator: ", "), limit: 60)) too"
    case .beganAfter(let seconds): "began \(Wording.span(Double(seconds))) after it"
    }
  }

  /// All of it as JSON.
  var json: JSONValue {
    [
      "findings": .array(causes.explanation.findings.map(CauseWording.json)),
      "looked_at": [
        "of_it": .integer(Int64(causes.explanation.bad)), "others": .integer(Int64(causes.explanation.other)),
      ],
      "people": .integer(Int64(causes.people)), "is_whole": .bool(causes.isWhole),
      "services": causes.services.map(CauseWording.json) ?? .null,
      "changes": .array(
        causes.suspects.map { suspect in
          [
            "name": .string(suspect.change.name), "kind": .string(suspect.change.kind.rawValue),
            "likelihood": .number(suspect.likelihood),
            "since": suspect.change.live.first.flatMap { Timestamp(seconds: $0.lowerBound, nanosecond: 0) }
              .map { .string($0.description) } ?? .null,
            "reasons": .array(suspect.reasons.map { .string(CauseWording.text($0)) }),
          ]
        }
      ),
      "unknown_start": .number(causes.unknownStart), "always_there": .number(causes.alwaysThere),
    ]
  }

  private static func json(_ services: ServiceCauses) -> JSONValue {
    func level(_ level: ServiceCauses.Level) -> JSONValue {
      ["before": .number(level.before), "since": .number(level.since)]
    }
    return [
      "figure": .string(services.figure == .latency ? "seconds" : "failed_share"), "own": level(services.own),
      "requests": .integer(Int64(services.requests)), "callees": .integer(Int64(services.callees)),
      "origins": .array(
        services.origins.map {
          [
            "service": .string($0.service), "level": level($0.level), "own_share": .number($0.ownShare),
            "deviations": .number($0.deviations),
          ]
        }
      ),
    ]
  }

  private static func json(_ finding: Explanation.Finding) -> JSONValue {
    [
      "attributes": .array(finding.parts.map { .string("\($0.attribute)=\($0.value)") }),
      "share": .number(finding.badShare), "share_of_others": .number(finding.otherShare),
      "ratio": [.number(finding.ratio.low), .number(finding.ratio.likely), .number(finding.ratio.high)],
      "chance": .number(finding.chance),
      "folded": .array(finding.folded.map { .string("\($0.attribute)=\($0.value)") }),
    ]
  }
}
