package import Bytes
import Domain
import Host

/// What is known of something that is fetched at an interval.
package struct PullState: Equatable, Sendable {
  package var lastSuccess: Timestamp?
  package var lastFailure: Timestamp?
  /// Why it failed last, in our own words.
  package var reason = ""
  /// Until when the other side wants to be left alone.
  package var waitsUntil: Timestamp?
  /// How far it has been fetched; nothing for a page that only says how things stand.
  var mark = PullMark()

  /// Whether the last try failed.
  package var isFailing: Bool { (lastFailure ?? .never) > (lastSuccess ?? .never) }

  /// Where a project keeps them.
  package static func path(in stateFolder: String) -> String { stateFolder + "/pulls.json" }

  /// Reads what is remembered, by name; nothing where that is not there or damaged, which costs a second fetching.
  package static func load(_ path: String) -> [String: PullState] {
    // fine because what is fetched again is known then
    guard let text = Files.text(path, limit: limit), let root = (try? JSONDocument(text))?.root else { return [:] }
    var states: [String: PullState] = [:]
    root.forEachMember { name, value in states[name] = PullState(value) }
    return states
  }

  private static let limit = 4 << 20
}

extension PullState {
  fileprivate init(_ node: JSONNode) {
    func time(_ key: String) -> Timestamp? {
      // fine because a time that cannot be read is one that is not known
      node[key]?.string.flatMap { try? RFC3339.parse($0) }
    }
    lastSuccess = time("last_success")
    lastFailure = time("last_failure")
    reason = node["reason"]?.string ?? ""
    waitsUntil = time("waits_until")
    mark = PullMark(through: time("through"), end: time("end"), place: node["place"]?.string ?? "")
    mark.part = Int(max(1, min(Int64(PullMark.smallestPart), node["part"]?.integer ?? 1)))
  }

  var value: JSONValue {
    func text(_ time: Timestamp?) -> JSONValue { time.map { .string("\($0)") } ?? .null }
    return [
      "last_success": text(lastSuccess), "last_failure": text(lastFailure), "reason": .string(reason),
      "waits_until": text(waitsUntil), "through": text(mark.through), "end": text(mark.end),
      "place": .string(mark.place), "part": .integer(Int64(mark.part)),
    ]
  }
}

extension Timestamp {
  fileprivate static let never = Timestamp(nanoseconds: .min)
}
