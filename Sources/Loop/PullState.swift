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

  fileprivate var value: JSONValue {
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

/// How far something has been fetched.
struct PullMark: Equatable, Sendable {
  /// All from before then is here.
  var through: Timestamp?
  /// What is being fetched goes until then; nil between one time and the next.
  var end: Timestamp?
  /// How far that is, in the words of whoever gives it.
  var place = ""
  /// Only such a part of a page is asked for at a time: an answer was too long.
  var part = 1

  static let smallestPart = 64
}

/// What is known of everything that is fetched, kept in a file between one watch and the next.
final class PullStates: Sendable {
  private let path: String
  private let state: Monitor<State>

  private struct State {
    var states: [String: PullState]
    var written: [String: PullState]
    var isUnwritable = false
  }

  /// That it goes on as it did is written down as often; anything else at once.
  private static let interval: Int64 = 60_000_000

  /// Takes up what an earlier watch wrote down; what has no mark is forgotten, unless it is fetched still.
  init(path: String, names: Set<String>) {
    self.path = path
    let all = PullState.load(path)
    state = Monitor(State(states: all.filter { names.contains($0.key) || $0.value.mark != PullMark() }, written: all))
  }

  subscript(_ name: String) -> PullState { state.read { $0.states[name] ?? PullState() } }

  /// What is wrong with writing it down.
  var problem: String? {
    // What was fetched is fetched again by the next watch, and known already.
    state.read { $0.isUnwritable } ? "\(path): what was fetched cannot be written down" : nil
  }

  /// Changes what is known of one, and writes it down.
  func change(_ name: String, _ body: (inout PullState) -> Void) {
    state.change { state in
      body(&state.states[name, default: PullState()])
      guard let new = state.states[name] else { return }
      if let old = state.written[name], PullStates.isAsGood(old, new) { return }
      let members = state.states.sorted { $0.key < $1.key }.map {
        JSONObject.Member(key: $0.key, value: $0.value.value)
      }
      do throws(LoopError) {
        try PlainFiles.write(Array(JSONValue.object(JSONObject(lastOfEach: members)).text.utf8), to: path, mode: 0o600)
        state.written = state.states
        state.isUnwritable = false
      } catch {
        state.isUnwritable = true
      }
    }
  }

  private static func isAsGood(_ old: PullState, _ new: PullState) -> Bool {
    guard old.isFailing == new.isFailing else { return false }
    func isRecent(_ before: Timestamp?, _ now: Timestamp?) -> Bool {
      guard let before, let now else { return false }
      return now >= before && now.microseconds - before.microseconds < interval
    }
    var old = old
    if isRecent(old.lastSuccess, new.lastSuccess) { old.lastSuccess = new.lastSuccess }
    if isRecent(old.lastFailure, new.lastFailure) { old.lastFailure = new.lastFailure }
    return old == new
  }
}
