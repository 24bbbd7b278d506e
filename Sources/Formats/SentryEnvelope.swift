import Bytes

/// What the header of a Sentry envelope says of all its items.
struct SentryEnvelope {
  /// The id of the event in it, which wins over the event's own.
  var id = RecordText.none
  /// Nanoseconds since the Unix epoch: when it was sent or received; nil where nobody says.
  var time: Int64?
  /// Nanoseconds since the Unix epoch: when its sender says that it was sent.
  var sent: Int64?
  /// The line on which it begins.
  var line = 1
}

/// Cuts Sentry envelopes into items: https://develop.sentry.dev/sdk/foundations/transport/envelopes/.
///
/// A header is a line of JSON, and so is each item's, with the length of the payload that follows it, or else the payload
/// ends with its line. Only an item's header has a type, so that an envelope may follow another one. What is torn ends
/// the reading: where the next item begins is known only behind a whole one.
struct SentryFrames {
  /// One step through the text.
  enum Step: Equatable {
    /// The header of an envelope is the JSON in this range.
    case envelope(Range<Int>)
    /// An item, by the ranges of its header and of its payload.
    case item(header: Range<Int>, payload: Range<Int>)
    case end
    case damage(reason: String, expected: String)

    /// Where its header lies.
    var header: Range<Int>? {
      switch self {
      case .envelope(let range), .item(let range, _): range
      case .end, .damage: nil
      }
    }
  }

  /// What a line of JSON between payloads is.
  enum Header {
    case envelope
    /// The length is nil where the payload ends with its line.
    case item(length: Int?)
    case damage(reason: String, expected: String)
  }

  /// Items of one envelope; Sentry takes fewer.
  static let itemLimit = 100

  /// Where the next step begins.
  private(set) var position = 0
  /// Items of the envelope at hand; nil before the first envelope.
  private var items: Int?

  /// Takes a step; `header` reads the line of JSON in a range.
  mutating func next(_ bytes: Span<UInt8>, header: (Range<Int>) -> Header) -> Step {
    while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
    guard position < bytes.count else { return .end }
    let head = position..<lineEnd(bytes, from: position)
    switch header(head) {
    case .damage(let reason, let expected): return .damage(reason: reason, expected: expected)
    case .envelope:
      position = head.upperBound
      items = 0
      return .envelope(head)
    case .item(let length):
      guard let count = items else { return .damage(reason: "an item without an envelope", expected: "a header first") }
      guard count < SentryFrames.itemLimit else {
        return .damage(reason: "an envelope of more items", expected: "at most \(SentryFrames.itemLimit)")
      }
      items = count + 1
      return payload(of: head, length: length, bytes)
    }
  }

  private mutating func payload(of head: Range<Int>, length: Int?, _ bytes: Span<UInt8>) -> Step {
    let start = min(head.upperBound + 1, bytes.count)
    guard let length else {
      position = lineEnd(bytes, from: start)
      return .item(header: head, payload: start..<position)
    }
    guard length >= 0, length <= bytes.count - start else {
      return .damage(reason: "an item of \(length) bytes ends after \(bytes.count - start)", expected: "all of it")
    }
    let end = start + length
    guard end == bytes.count || bytes[end] == UInt8(ascii: "\n") || bytes[end] == UInt8(ascii: "\r") else {
      return .damage(reason: "an item goes on after its \(length) bytes", expected: "the end of its line")
    }
    position = end
    return .item(header: head, payload: start..<end)
  }

  private func lineEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    return end
  }
}
