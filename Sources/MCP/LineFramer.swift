/// Cuts a stream of bytes into messages, however the stream was written: a pure state machine with bounded memory.
struct LineFramer: Sendable {
  /// Something the stream has brought.
  enum Event: Equatable, Sendable {
    /// A line without its ending; never blank.
    case line([UInt8])
    /// A line past the limit, dropped but for its beginning.
    case tooLong(beginning: [UInt8])
    /// A header of the framing that language servers use and this protocol does not.
    case contentLengthHeader
    /// The message that followed such headers, or its beginning where it is long.
    case contentLengthBody([UInt8])
  }

  private enum State: Equatable {
    case collecting
    case discarding
    case headers(bodyBytes: Int)
    case body(remaining: Int)
  }

  let maximumLineBytes: Int
  /// Enough of a refused message to find its id in; never past the limit, or it would depend on how the stream was cut.
  private var keptBeginning: Int { min(64 << 10, maximumLineBytes) }

  private var state = State.collecting
  private var pending: [UInt8] = []

  init(maximumLineBytes: Int) {
    self.maximumLineBytes = maximumLineBytes
  }

  /// Takes the next bytes of the stream.
  ///
  /// What is left of a line at the stream's end is nobody's message.
  mutating func append(_ chunk: ArraySlice<UInt8>) -> [Event] {
    var events: [Event] = []
    var rest = chunk
    while !rest.isEmpty {
      if case .body(let remaining) = state {
        takeBody(&rest, remaining, &events)
      } else if let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
        takeLine(rest[..<newline], &events)
        rest = rest[(newline + 1)...]
      } else {
        takePart(rest, &events)
        rest = []
      }
    }
    return events
  }

  /// True when the stream stands in the middle of a message.
  var isInsideMessage: Bool { !pending.isEmpty }

  private mutating func takeLine(_ end: ArraySlice<UInt8>, _ events: inout [Event]) {
    guard state != .discarding else {
      state = .collecting
      return
    }
    takePart(end, &events)
    guard state != .discarding else {
      state = .collecting
      return
    }
    if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
    let line = pending
    pending = []
    classify(line, &events)
  }

  /// Adds a part of a line, as long as the line is one that can be served.
  private mutating func takePart(_ part: ArraySlice<UInt8>, _ events: inout [Event]) {
    guard state != .discarding else { return }
    let length = pending.count + part.count
    // One byte more is taken while it may be half of a line ending.
    let mayEnd = length == maximumLineBytes + 1 && (part.last ?? pending.last) == UInt8(ascii: "\r")
    guard length > maximumLineBytes, !mayEnd else {
      pending.append(contentsOf: part)
      return
    }
    keep(part)
    events.append(.tooLong(beginning: Array(pending.prefix(keptBeginning))))
    pending = []
    state = .discarding
  }

  private mutating func keep(_ part: ArraySlice<UInt8>) {
    pending.append(contentsOf: part.prefix(max(0, keptBeginning - pending.count)))
  }

  private mutating func classify(_ line: [UInt8], _ events: inout [Event]) {
    let isBlank = line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
    if let length = LineFramer.contentLength(line) {
      events.append(.contentLengthHeader)
      // A body past the limit is not waited for: the stream may never bring it.
      state = .headers(bodyBytes: length <= maximumLineBytes ? length : 0)
    } else if case .headers(let bodyBytes) = state {
      // Only what looks like a header continues the headers; a message in the plain framing ends them.
      if isBlank {
        state = bodyBytes > 0 ? .body(remaining: bodyBytes) : .collecting
      } else if line.first == UInt8(ascii: "{") || line.first == UInt8(ascii: "[") {
        state = .collecting
        events.append(.line(line))
      }
    } else if !isBlank {
      events.append(.line(line))
    }
  }

  private mutating func takeBody(_ rest: inout ArraySlice<UInt8>, _ remaining: Int, _ events: inout [Event]) {
    let part = rest.prefix(remaining)
    rest = rest.dropFirst(part.count)
    keep(part)
    guard part.count == remaining else {
      state = .body(remaining: remaining - part.count)
      return
    }
    events.append(.contentLengthBody(pending))
    pending = []
    state = .collecting
  }

  /// Returns the length a header announces, or nil when the line is not such a header.
  private static func contentLength(_ line: [UInt8]) -> Int? {
    let name = Array("content-length:".utf8)
    guard line.count > name.count, line.count < 64, zip(line, name).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else {
      return nil
    }
    let digits = line.dropFirst(name.count).split { $0 == 0x20 || $0 == 0x09 }
    guard digits.count == 1, digits[0].allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else { return nil }
    return Int(String(decoding: digits[0], as: UTF8.self)) ?? .max
  }
}
