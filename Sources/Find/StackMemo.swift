/// Remembers what stacks say, because a bug prints the same one thousands of times.
struct StackMemo: Sendable {
  /// Stacks kept, and lines; when they are full the memo begins again.
  private static let limit = 256
  private static let lineLimit = 2_048
  /// Longer lines, with those before them, are read each time.
  private static let lineLength = 1_024
  private var frames: [String: [StackFrame]] = [:]
  /// The frames of lines, each with the line before it: stacks that differ in their message share them.
  private var lines: [[UInt8]: StackFrame] = [:]

  /// Returns the frames that tell the bug of a stack.
  mutating func telling(_ stack: String) -> [StackFrame] {
    if stack.isEmpty { return [] }
    if let known = frames[stack] { return known }
    if frames.count >= StackMemo.limit { frames.removeAll(keepingCapacity: true) }
    let found = ErrorFingerprint.telling(stack) { frame($0, after: $1) }
    frames[stack] = found
    return found
  }

  private mutating func frame(_ line: ByteText, after previous: ByteText) -> StackFrame? {
    guard line.count + previous.count < StackMemo.lineLength else { return StackTrace.frame(line, after: previous) }
    // No line holds a line feed.
    let key = Array(line) + [UInt8(ascii: "\n")] + previous
    if let known = lines[key] { return known }
    guard let frame = StackTrace.frame(line, after: previous) else { return nil }
    if lines.count >= StackMemo.lineLimit { lines.removeAll(keepingCapacity: true) }
    lines[key] = frame
    return frame
  }
}
