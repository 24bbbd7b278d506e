/// Remembers what stacks say, because a bug prints the same one thousands of times.
struct StackMemo: Sendable {
  /// Stacks kept; when they are full the memo begins again.
  private static let limit = 256
  private var frames: [String: [StackFrame]] = [:]

  /// Returns the frames that tell the bug of a stack.
  mutating func telling(_ stack: String) -> [StackFrame] {
    if stack.isEmpty { return [] }
    if let known = frames[stack] { return known }
    if frames.count >= StackMemo.limit { frames.removeAll(keepingCapacity: true) }
    let found = ErrorFingerprint.telling(stack)
    frames[stack] = found
    return found
  }
}
