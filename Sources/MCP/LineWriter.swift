import Bytes

/// Writes whole lines to a descriptor from a thread of its own, so that no one who has something to say waits for a reader.
final class LineWriter: Sendable {
  /// What happens to a line when too many wait already.
  enum Overflow: Sendable {
    /// It is queued all the same; whoever reads input waits in `waitForRoom` before reading more.
    case hold
    /// It is dropped and counted.
    case drop
  }

  private struct State {
    var lines: [[UInt8]] = []
    var waitingBytes = 0
    var dropped = 0
    var isWriting = false
    var hasThread = false
  }

  private let descriptor: CInt
  private let limit: Int
  private let overflow: Overflow
  private let onBrokenPipe: @Sendable () -> Void
  private let state = Monitor(State())

  init(
    descriptor: CInt,
    limit: Int,
    overflow: Overflow,
    onBrokenPipe: @escaping @Sendable () -> Void
  ) {
    self.descriptor = descriptor
    self.limit = limit
    self.overflow = overflow
    self.onBrokenPipe = onBrokenPipe
  }

  /// Queues one line, ending included; never blocks.
  func write(_ line: [UInt8]) {
    let needsThread = state.update { state in
      if overflow == .drop, state.waitingBytes + line.count > limit {
        state.dropped += 1
        return false
      }
      state.lines.append(line)
      state.waitingBytes += line.count
      defer { state.hasThread = true }
      return !state.hasThread
    }
    if needsThread { startThread { [self] in run() } }
  }

  /// Waits while the reader at the other end is too far behind.
  func waitForRoom() {
    let _: Bool? = state.wait { $0.waitingBytes <= self.limit ? true : nil }
  }

  /// Waits until everything is written; gives up at the deadline.
  func flush(until deadline: ContinuousClock.Instant) {
    let _: Bool? = state.wait(until: deadline) { $0.lines.isEmpty && !$0.isWriting ? true : nil }
  }

  private func run() {
    while true {
      let next: (lines: [[UInt8]], dropped: Int)? = state.wait { state in
        guard !state.lines.isEmpty else { return nil }
        defer {
          state.lines = []
          state.dropped = 0
          state.isWriting = true
        }
        return (state.lines, state.dropped)
      }
      guard let next else { continue }
      var bytes = next.lines.count == 1 ? next.lines[0] : Array(next.lines.joined())
      if next.dropped > 0 { bytes += Array("(\(next.dropped) lines dropped here)\n".utf8) }
      let written = Descriptor.writeAll(bytes, to: descriptor)
      let count = next.lines.reduce(0) { $0 + $1.count }
      state.update { state in
        state.waitingBytes -= count
        state.isWriting = false
      }
      guard written else { return onBrokenPipe() }
    }
  }
}
