import Bytes
import Causes

/// Ranks the services that the symptoms of a folder may come from.
///
/// The folder has `issues.jsonl`, a line an issue with its scenario, target and series, and `SCENARIO.json` with the calls
/// and the series of ordinary times. The answer has a line an issue: the services, the likeliest cause first.
enum CausesLab {
  static func run(_ input: String, _ output: inout LabOutput) throws {
    var scenarios: [String: Scenario] = [:]
    try LabFile.forEachLine("\(input)/issues.jsonl") { issue in
      let name = issue["scenario"]?.string ?? ""
      let scenario = try scenarios[name] ?? Scenario(LabFile.document("\(input)/\(name).json"))
      scenarios[name] = scenario
      var services = scenario.services
      let question = try scenario.question(issue, &services)
      let ranked = RootCauses.rank(question)
      output.add([
        "issue": .string(issue["issue"]?.string ?? ""),
        "ranked": .array(ranked.map { .string(services.names[$0.service]) }),
        "scores": .array(ranked.prefix(5).map { .number($0.score) }),
      ])
    }
  }

  /// Services by name.
  struct Services {
    private(set) var names: [String] = []
    private var places: [String: Int] = [:]

    mutating func place(of name: String) -> Int {
      if let place = places[name] { return place }
      places[name] = names.count
      names.append(name)
      return names.count - 1
    }
  }

  /// The calls and the ordinary readings of a system.
  struct Scenario {
    private(set) var services = Services()
    private var calls: [ServiceQuestion.Call] = []
    private var usual: [Key: [Double?]] = [:]

    /// One series of a service.
    private struct Key: Hashable {
      let service: Int
      let figure: ServiceFigure
    }

    init(_ node: JSONNode) throws {
      for edge in node["edges"]?.elements ?? [] {
        let ends = edge.elements.map { $0.string ?? "" }
        guard ends.count == 2 else { throw LabError("an edge has two ends") }
        calls.append(.init(caller: services.place(of: ends[0]), callee: services.place(of: ends[1])))
      }
      for series in node["series"]?.elements ?? [] {
        if let (key, values) = Scenario.read(series, &services) { usual[key] = values }
      }
    }

    func question(_ issue: JSONNode, _ services: inout Services) throws -> ServiceQuestion {
      var series: [ServiceSeries] = []
      for node in issue["series"]?.elements ?? [] {
        guard let (key, now) = Scenario.read(node, &services) else { continue }
        series.append(ServiceSeries(service: key.service, figure: key.figure, usual: usual[key] ?? [], now: now))
      }
      guard let target = issue["target"], let metric = Scenario.metric(target["metric"]) else {
        throw LabError("an issue has a target")
      }
      let symptom = ServiceQuestion.Symptom(
        service: services.place(of: target["node"]?.string ?? ""),
        figure: ServiceFigure(metric, target["agg"]?.string ?? "")
      )
      return ServiceQuestion(count: services.names.count, calls: calls, series: series, symptom: symptom)
    }

    private static func read(_ node: JSONNode, _ services: inout Services) -> (Key, [Double?])? {
      guard let metric = metric(node["metric"]) else { return nil }
      let service = services.place(of: node["node"]?.string ?? "")
      let figure = ServiceFigure(metric, node["stat"]?.string ?? "")
      return (Key(service: service, figure: figure), (node["values"]?.elements ?? []).map(\.number))
    }

    private static func metric(_ node: JSONNode?) -> ServiceFigure.Metric? {
      node?.string.flatMap(ServiceFigure.Metric.init(rawValue:))
    }
  }
}
