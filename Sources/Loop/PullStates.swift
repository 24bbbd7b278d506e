import Bytes
import Domain
import Host

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
