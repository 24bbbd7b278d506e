/// The answers to one array of messages, until the last of them is there.
struct Batch: Sendable {
  /// Calls of the batch still running.
  var pending = 0
  /// False once all of its messages have been taken.
  var isOpen = true
  private var replies: [[UInt8]] = []
  private var bytes = 0

  /// True when an answer of so many bytes leaves the line within the limit.
  func hasRoom(for count: Int, within limit: Int) -> Bool { bytes + count <= limit }

  /// Adds one answer, an encoded line.
  mutating func add(_ line: [UInt8]) {
    replies.append(line.dropLast())
    bytes += line.count
  }

  var isComplete: Bool { !isOpen && pending == 0 }

  /// The line to send; nil when nothing in the batch wanted an answer.
  var line: [UInt8]? {
    guard !replies.isEmpty else { return nil }
    return [UInt8(ascii: "[")] + replies.joined(separator: [UInt8(ascii: ",")])
      + [UInt8(ascii: "]"), UInt8(ascii: "\n")]
  }
}
