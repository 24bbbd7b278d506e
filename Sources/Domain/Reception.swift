package import Bytes

/// How one source is received: what of it could not be read, and in which hours it comes.
package struct Reception: Equatable, Sendable {
  package let source: String
  /// Records that could not be read; a body that is read again counts once.
  package private(set) var rejected: Int64 = 0
  /// When a body last came that could be read, in microseconds since the Unix epoch.
  package private(set) var lastGood: Int64?
  /// Bodies since then that could not be read.
  package private(set) var unreadable = 0
  /// Requests since then of somebody who did not show who they are.
  package private(set) var strangers = 0
  /// The newest rejects, oldest first.
  package private(set) var latest: [Rejection] = []
  private var bodies: [Known] = []
  /// The hours of what it sent, and those in which it came.
  package var hours = HourMarks()
  package var arrivals = HourMarks()

  /// Rejects that are kept, and those of them that strangers may take up.
  package static let latestLimit = 20
  private static let strangerLimit = 5
  /// Bodies that are known again.
  private static let bodyLimit = 512

  /// One record that could not be read, and where it stands.
  package struct Rejection: Equatable, Sendable {
    package let kind: ReadBody.Kind
    package let place: String
    fileprivate let key: UInt64
    /// When its body came, in microseconds since the Unix epoch.
    package let at: Int64
    /// From 1; 0 for the whole.
    package let line: Int
    package let reason: String
  }

  /// A body of which something was rejected.
  fileprivate struct Known: Equatable, Sendable {
    let key: UInt64
    let rejected: Int64
    let isBad: Bool
  }

  package init(source: String) {
    self.source = source
  }

  /// Whether there is anything to say of it that its signals do not.
  package var isEmpty: Bool { rejected == 0 && lastGood == nil && hours.last == nil }

  /// Notes that something came that could be read.
  package mutating func noteGood(at received: Int64) {
    lastGood = max(lastGood ?? received, received)
    (unreadable, strangers) = (0, 0)
  }

  /// Notes what could be read of a body; one that is known counts no second time.
  package mutating func note(_ body: ReadBody) {
    guard !bodies.contains(where: { $0.key == body.key }) else { return }
    if body.isGood { noteGood(at: body.received) }
    guard body.rejected > 0 else { return }
    rejected = rejected.adding(Int64(body.rejected))
    if body.kind == .stranger { strangers += 1 } else if body.isBad { unreadable += 1 }
    for reject in body.rejects { add(reject, of: body) }
    // Strangers send as much as they like, and nothing of it is read again.
    guard body.kind != .stranger else { return }
    bodies.append(Known(key: body.key, rejected: Int64(body.rejected), isBad: body.isBad))
    bodies.removeFirst(max(0, bodies.count - Reception.bodyLimit))
  }

  /// Forgets what was rejected of a body, which is read anew.
  package mutating func forget(_ key: UInt64) {
    guard let known = bodies.first(where: { $0.key == key }) else { return }
    rejected = max(0, rejected - known.rejected)
    if known.isBad { unreadable = max(0, unreadable - 1) }
    bodies.removeAll { $0.key == key }
    latest.removeAll { $0.key == key }
  }

  private mutating func add(_ reject: ReadBody.Reject, of body: ReadBody) {
    let isStranger = body.kind == .stranger
    let isCrowded = isStranger && latest.count { $0.kind == .stranger } >= Reception.strangerLimit
    if isCrowded, let oldest = latest.firstIndex(where: { $0.kind == .stranger }) { latest.remove(at: oldest) }
    latest.append(
      Rejection(
        kind: body.kind,
        place: body.place,
        key: body.key,
        at: body.received,
        line: reject.line,
        reason: reject.reason
      )
    )
    latest.removeFirst(max(0, latest.count - Reception.latestLimit))
  }
}

extension Reception: RecordCoded {
  package static let recordName = "reception"

  package var json: JSONValue {
    .fields([
      "source": .string(source), "rejected": .exact(rejected), "last_good": lastGood.map { .exact($0) },
      "unreadable": .exact(unreadable), "strangers": .exact(strangers), "latest": .records(latest),
      "bodies": .records(bodies), "hours": hours.json, "arrivals": arrivals.json,
    ])
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    source = try fields.value("source").text()
    rejected = try fields.value("rejected").long()
    lastGood = try fields.optional("last_good")?.long()
    unreadable = try fields.value("unreadable").int()
    strangers = try fields.value("strangers").int()
    latest = try fields.value("latest").records()
    bodies = try fields.value("bodies").records()
    hours = try fields.value("hours").record()
    arrivals = try fields.value("arrivals").record()
  }
}

extension Reception.Rejection: RecordCoded {
  package static let recordName = "rejection"

  package var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "place": .string(place), "key": .exact(Int64(bitPattern: key)),
      "at": .exact(at), "line": .exact(line), "reason": .string(reason),
    ]
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    kind = try fields.value("kind").choice()
    place = try fields.value("place").text()
    key = UInt64(bitPattern: try fields.value("key").long())
    at = try fields.value("at").long()
    line = try fields.value("line").int()
    reason = try fields.value("reason").text()
  }
}

extension Reception.Known: RecordCoded {
  static let recordName = "known body"

  var json: JSONValue {
    ["key": .exact(Int64(bitPattern: key)), "rejected": .exact(rejected), "bad": .bool(isBad)]
  }

  init(_ fields: inout RecordFields) throws(RecordError) {
    key = UInt64(bitPattern: try fields.value("key").long())
    rejected = try fields.value("rejected").long()
    isBad = try fields.value("bad").bool()
  }
}
