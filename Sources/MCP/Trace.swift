import Bytes
import Glibc

/// A record of both directions with timings, one JSON object a line, for people to attach to a report.
package final class Trace: Sendable {
  /// Which way a message went.
  enum Direction: String { case received, sent }

  private struct State {
    var descriptor: CInt
    /// When each open request came in, to time its reply.
    var started: [RequestID: ContinuousClock.Instant] = [:]

    /// Notes when a request comes in; returns how long it took when its reply goes out.
    mutating func elapsed(
      _ direction: Direction,
      _ message: JSONNode,
      _ now: ContinuousClock.Instant
    ) -> Duration? {
      if direction == .received, message["method"]?.string == "notifications/cancelled" {
        RequestID(message["params"]?["requestId"]).map { started[$0] = nil }
      }
      guard let id = RequestID(message["id"]) else { return nil }
      switch (direction, message["method"] != nil) {
      case (.received, true):
        if started.count < OpenCalls.limit { started[id] = now }
        return nil
      case (.sent, false): return started.removeValue(forKey: id).map { now - $0 }
      default: return nil
      }
    }
  }

  private let state: Monitor<State>
  private let start = ContinuousClock.now
  private let redact: @Sendable (_ key: String?, _ text: String) -> String

  /// Text of one string past this is cut; a trace is for reading.
  static let longestString = 4_096

  /// Opens the file, replacing what was there; nil when it cannot be written.
  ///
  /// `redact` sees every string and number with its key.
  package init?(path: String, redact: @escaping @Sendable (_ key: String?, _ text: String) -> String) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    state = Monitor(State(descriptor: descriptor))
    self.redact = redact
  }

  /// Appends one message.
  func record(_ direction: Direction, _ line: [UInt8]) {
    let now = ContinuousClock.now
    let text = line.last == UInt8(ascii: "\n") ? line.dropLast() : line
    let document = try? JSONDocument(text)  // fine because an unreadable message is recorded as such
    state.change { state in
      var entry: JSONObject = [
        "at_us": .integer(Trace.microseconds(now - start)), "direction": .string(direction.rawValue),
        "bytes": .integer(Int64(line.count)),
      ]
      if let root = document?.root {
        if let elapsed = state.elapsed(direction, root, now) {
          entry["took_us"] = .integer(Trace.microseconds(elapsed))
        }
        entry["message"] = redacted(root.value, key: nil)
      } else {
        entry["unreadable"] = .string(Trace.cut(redact(nil, String(decoding: text, as: UTF8.self)), 256))
      }
      // A full disk must not stop the server; the trace then just ends early.
      _ = Descriptor.writeAll(Session.line(.object(entry)), to: state.descriptor)
    }
  }

  private func redacted(_ value: JSONValue, key: String?) -> JSONValue {
    switch value {
    case .string(let text):
      let masked = redact(key, text)
      guard masked.utf8.count > Trace.longestString else { return .string(masked) }
      return .string("\(Trace.cut(masked, Trace.longestString))… (\(text.utf8.count) bytes)")
    case .integer, .number:
      let masked = redact(key, value.text)
      return masked == value.text ? value : .string(masked)
    case .array(let elements): return .array(elements.map { redacted($0, key: key) })
    case .object(let object):
      let members = object.members.map { member in
        var member = member
        member.value = redacted(member.value, key: member.key)
        return member
      }
      return .object(JSONObject(lastOfEach: members))
    default: return value
    }
  }

  /// Cuts a text, which is redacted by now: half of a secret would no longer be known for one.
  ///
  /// By scalars, because any number of them can make one character.
  private static func cut(_ redacted: String, _ limit: Int) -> String {
    String(redacted.unicodeScalars.prefix(limit))
  }

  private static func microseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
  }
}
