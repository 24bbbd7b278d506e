package import Bytes
import Domain
package import Host

/// The bundled product played through the whole loop, step by step; what is said at each step are the tools' own answers.
package struct DemoStage: Sendable {
  private let place: DemoPlace

  /// The seven steps.
  package enum Step: Sendable {
    /// Files are taken in, as of a moment.
    case imported(ImportReport, through: Timestamp)
    /// A tool is to be called, as of a moment.
    case call(tool: String, arguments: JSONObject, at: Timestamp, why: String)
    /// The fix was committed.
    case committed(String, message: String)
  }

  package init(folder: String, environment: Environment) {
    place = DemoPlace(folder: folder, environment: environment)
  }

  /// No secret at all: everybody's demo has the same ids.
  package static let secret = [UInt8](repeating: 0x42, count: 32)

  package var folder: String { place.folder }

  /// Plays everything; `show` gets each step, calls the tool where there is one, and returns its JSON.
  package func play(desk: Desk, show: (Step) throws -> JSONValue) throws {
    let ship = DemoPlace.shipDay
    let morning = DemoPlace.moment(day: ship, hour: 6)
    try place.prepare()
    try take(0..<ship, named: "before", at: morning, desk, show)
    let pick = try show(.call(tool: "get_bet", arguments: [:], at: morning, why: "What is the one fix that matters?"))
    guard case .string(let betText)? = pick["bet"]?["id"], let bet = RecordID(betText) else { return }
    if case .string(let claim)? = pick["claims"]?.elements?.first?["id"] {
      _ = try show(
        .call(
          tool: "cite_sources",
          arguments: ["id": .string(claim), "max_tokens": 300],
          at: morning,
          why: "Is that so? The sources."
        )
      )
    }
    let lease = try show(
      .call(
        tool: "claim_bet",
        arguments: ["op": "acquire", "id": .string(betText), "worker": "demo", "minutes": 480],
        at: morning,
        why: "An agent takes it; the plan is locked."
      )
    )
    let fix = place.repository.fix(for: bet, at: DemoPlace.moment(day: ship, hour: 10).seconds)
    let commit = try place.commit(fix)
    _ = try show(.committed(commit, message: fix.message))
    var report: JSONObject = ["kind": "merge", "bet": .string(betText), "commit": .string(String(commit.prefix(12)))]
    // Production will tell when this release arrives; nobody has to report the deploy.
    report["release"] = .string(DemoTruth.fixedVersion)
    report["lease"] = lease["lease"]?["id"]
    let noon = DemoPlace.moment(day: ship, hour: 11)
    let shipped = try show(.call(tool: "record_ship", arguments: report, at: noon, why: "It has merged; git is asked."))
    guard let id = shipped["ship"]?["id"] else { return }
    let end = DemoPlace.moment(day: DemoProduct.dayCount, hour: 6)
    try take(ship..<DemoProduct.dayCount, named: "after", at: end, desk, show)
    _ = try show(
      .call(tool: "measure_impact", arguments: ["id": id, "look": true], at: end, why: "Two weeks on: did it work?")
    )
    _ = try show(.call(tool: "audit", arguments: ["check": "ledger"], at: end, why: "Is all of this what it was?"))
  }

  private func take(
    _ days: Range<Int>,
    named name: String,
    at moment: Timestamp,
    _ desk: Desk,
    _ show: (Step) throws -> JSONValue
  ) throws {
    let paths = try place.writeDays(days, named: name)
    let importer = Importer(workplace: workplace(at: moment), desk: desk, isDryRun: false, sourceName: nil)
    let report = try importer.run(paths) { _ in }
    _ = try show(.imported(report, through: moment))
  }

  /// Returns the demo's folder as a workplace, as of a moment.
  package func workplace(at moment: Timestamp) -> Workplace {
    Workplace(environment: place.environment, rootOption: place.folder, asOf: moment)
  }
}

extension JSONValue {
  /// The elements of an array; nil for other values.
  fileprivate var elements: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }
}
