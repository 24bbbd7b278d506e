import Bytes
import Domain
import Formats

/// What is to be noted of the bodies that are read: the one at hand, and those that go with what is kept next.
struct BodyNotes {
  private var current: ReadBody?
  private var ended: [ReadBody] = []
  /// Whether rows have told whose the body at hand is.
  private var isSourceKnown = false

  /// Bodies collected before they are noted.
  private static let limit = 256

  /// Whether it is time to note them.
  var isFull: Bool { ended.count >= BodyNotes.limit }

  var isEmpty: Bool { ended.isEmpty }

  /// Begins a body.
  mutating func begin(_ body: ReadBody) {
    (current, isSourceKnown) = (body, false)
  }

  /// Says whose the body at hand is, as far as its form tells.
  mutating func setSource(_ source: String) {
    current?.source = source
  }

  /// Counts what could be read of the body at hand.
  mutating func count(_ read: Int) {
    current?.read += read
  }

  /// Counts and lists a reject of the body at hand.
  mutating func reject(_ line: Int, _ reason: String) {
    current?.reject(line, Reject.unquoted(reason))
  }

  /// Counts and lists rejects of the body at hand, or else of the last: some are only seen when rows are made.
  mutating func reject(_ rejects: Rejects) {
    var noted = current ?? ended.popLast()
    for reject in rejects.listed { noted?.reject(reject.line, reject.plain) }
    noted?.rejectMore(rejects.count - rejects.listed.count)
    if current != nil { current = noted } else if let noted { ended.append(noted) }
  }

  /// Has rows of a format say whose the body at hand is, and the parts of the same file before it.
  mutating func tellSource(_ source: String, of format: String) {
    if !isSourceKnown, current != nil {
      current?.source = source
      isSourceKnown = true
    }
    for index in ended.indices where ended[index].kind == .part && ended[index].source == format {
      ended[index].source = source
    }
  }

  /// Ends the body at hand.
  mutating func end() {
    guard let body = current else { return }
    current = nil
    // A file that is as it should be may have been otherwise before.
    guard body.read > 0 || body.rejected > 0 || body.kind == .file else { return }
    // Of requests that are as they should be, the last says it for all.
    if body.rejected == 0, body.kind == .request, let last = ended.last, last.kind == .request, last.rejected == 0,
      last.source == body.source
    {
      ended.removeLast()
    }
    ended.append(body)
  }

  /// Takes out those that have ended.
  mutating func take() -> [ReadBody] {
    defer { ended = [] }
    return ended
  }
}
