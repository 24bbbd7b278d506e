import Bytes

/// Remembers what lines of stacks say, because a bug prints the same ones thousands of times.
///
/// Lines and not stacks: those of one bug differ in the message that stands among them.
struct StackMemo: Sendable {
  /// Lines kept; when they are full the memo begins again.
  private static let limit = 2_048
  /// Longer lines, with those before them, are read each time.
  private static let lineLength = 1_024
  /// Lines, each with the one before it, and their frames by number.
  private var lines: ByteIndex
  private var frames: [StackFrame?] = []
  private var scratch: [UInt8] = []

  init(secret: [UInt8]) {
    lines = ByteIndex(SipHash(for: "stack lines", secret: secret))
  }

  /// Returns the frames that tell the bug of a stack.
  mutating func telling(_ stack: String) -> [StackFrame] {
    stack.isEmpty ? [] : ErrorFingerprint.telling(stack) { frame($0, after: $1) }
  }

  private mutating func frame(_ line: ByteText, after previous: ByteText) -> StackFrame? {
    guard line.count + previous.count < StackMemo.lineLength else { return StackTrace.frame(line, after: previous) }
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: line)
    // No line holds a line feed.
    scratch.append(UInt8(ascii: "\n"))
    scratch.append(contentsOf: previous)
    let key = scratch
    let number = lines.number(of: key.span)
    if number < frames.count { return frames[number] }
    let frame = StackTrace.frame(line, after: previous)
    frames.append(frame)
    if frames.count >= StackMemo.limit {
      lines.removeAll()
      frames.removeAll(keepingCapacity: true)
    }
    return frame
  }
}
