import Bytes
import Glibc

/// A record of both directions with timings, one JSON object a line, for people to attach to a report.
///
/// Messages are masked and written by a thread of its own: a slow disk holds up nobody.
package final class Trace: Sendable {
  /// Which way a message went.
  enum Direction: String { case received, sent }

  private struct Entry {
    let direction: Direction
    let line: [UInt8]
    let at: ContinuousClock.Instant
  }

  private struct State {
    var waiting: [Entry] = []
    var waitingBytes = 0
    var dropped = 0
    var isWriting = false
    var isBroken = false
    var hasThread = false
  }

  private let descriptor: CInt
  private let state = Monitor(State())
  private let start = ContinuousClock.now
  private let process = Int64(getpid())
  private let redact: @Sendable (_ keys: [String], _ text: String) -> String
  private let onFailure: @Sendable () -> Void

  /// Text of one string past this is cut; a trace is for reading.
  static let longestString = 4_096
  /// Messages that wait for a disk that does not keep up; past it they are counted and left out.
  static let waitingLimit = 32 << 20

  /// Opens the file, adding to what is there, as a host may start a server several times; nil when it cannot be written.
  ///
  /// `redact` sees every string and number with the keys above it, outermost first. `onFailure` is called once, when the
  /// file can no longer be written.
  package init?(
    path: String,
    redact: @escaping @Sendable (_ keys: [String], _ text: String) -> String,
    onFailure: @escaping @Sendable () -> Void = {}
  ) {
    // Not waiting: a pipe that nobody reads would hold the server up before it has begun.
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else { return nil }
    self.descriptor = descriptor
    self.redact = redact
    self.onFailure = onFailure
  }

  /// Takes one message; never blocks.
  func record(_ direction: Direction, _ line: [UInt8]) {
    let entry = Entry(direction: direction, line: line, at: .now)
    let needsThread = state.update { state in
      guard state.waitingBytes + line.count <= Trace.waitingLimit else {
        state.dropped += 1
        return false
      }
      state.waiting.append(entry)
      state.waitingBytes += line.count
      defer { state.hasThread = true }
      return !state.hasThread
    }
    if needsThread { startThread { [self] in run() } }
  }

  /// Waits until all is written; gives up at the deadline.
  func flush(until deadline: ContinuousClock.Instant) {
    let _: Bool? = state.wait(until: deadline) { $0.waiting.isEmpty && !$0.isWriting ? true : nil }
  }

  private func run() {
    var timer = ReplyTimer()
    while let (entries, dropped) = take() {
      for entry in entries { write(object(of: entry, &timer)) }
      if dropped > 0 { write(["dropped": .integer(Int64(dropped))]) }
      state.update { $0.isWriting = false }
    }
  }

  private func take() -> (entries: [Entry], dropped: Int)? {
    state.wait { state in
      guard !state.waiting.isEmpty else { return nil }
      defer {
        state.waiting = []
        state.waitingBytes = 0
        state.dropped = 0
        state.isWriting = true
      }
      return (state.waiting, state.dropped)
    }
  }

  private func write(_ object: JSONObject) {
    guard !Descriptor.writeAll(Session.line(.object(object)), to: descriptor) else { return }
    // A full disk must not stop the server.
    let isFirst = state.change { state in
      defer { state.isBroken = true }
      return !state.isBroken
    }
    if isFirst { onFailure() }
  }

  private func object(of entry: Entry, _ timer: inout ReplyTimer) -> JSONObject {
    var object: JSONObject = [
      "at_us": .integer(Trace.microseconds(entry.at - start)), "direction": .string(entry.direction.rawValue),
      "bytes": .integer(Int64(entry.line.count)), "process": .integer(process),
    ]
    let text = entry.line.last == UInt8(ascii: "\n") ? entry.line.dropLast() : entry.line
    // fine because an unreadable message is recorded as such
    guard let root = try? JSONDocument(text).root else {
      object["unreadable"] = .string(Trace.cut(redact([], String(decoding: text, as: UTF8.self)), 256))
      return object
    }
    if let elapsed = timer.elapsed(entry.direction, root, entry.at) {
      object["took_us"] = .integer(Trace.microseconds(elapsed))
    }
    object["message"] = redacted(root.value, [])
    return object
  }

  private func redacted(_ value: JSONValue, _ keys: [String]) -> JSONValue {
    switch value {
    case .string(let text):
      let masked = redact(keys, text)
      guard masked.utf8.count > Trace.longestString else { return .string(masked) }
      return .string("\(Trace.cut(masked, Trace.longestString))… (\(text.utf8.count) bytes)")
    case .integer, .number:
      let masked = redact(keys, value.text)
      return masked == value.text ? value : .string(masked)
    case .array(let elements): return .array(elements.map { redacted($0, keys) })
    case .object(let object):
      let members = object.members.map { member in
        var member = member
        member.value = redacted(member.value, keys + [member.key])
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

/// Times replies by the ids of their requests.
private struct ReplyTimer {
  private var started: [RequestID: ContinuousClock.Instant] = [:]

  /// Notes when a request comes in; returns how long it took when its reply goes out.
  mutating func elapsed(
    _ direction: Trace.Direction,
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
