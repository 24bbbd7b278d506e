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
    var isBroken = false
    var hasThread = false
  }

  private let descriptor: CInt
  private let limit: Int
  private let overflow: Overflow
  private let onBrokenPipe: @Sendable () -> Void
  private let state = Monitor(State())

  /// Bytes handed to the system at once: few calls for short lines, and room made long before a long queue is through.
  private static let pieceBytes = 256 << 10

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
      guard !state.isBroken else { return false }
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

  /// False while the reader at the other end is too far behind.
  var hasRoom: Bool { state.read { $0.waitingBytes <= limit } }

  /// Waits while the reader at the other end is too far behind, until the deadline if there is one.
  func waitForRoom(until deadline: ContinuousClock.Instant? = nil) {
    let _: Bool? = state.wait(until: deadline) { $0.waitingBytes <= self.limit || $0.isBroken ? true : nil }
  }

  /// Waits until everything is written; gives up at the deadline.
  func flush(until deadline: ContinuousClock.Instant) {
    let _: Bool? = state.wait(until: deadline) { ($0.lines.isEmpty && !$0.isWriting) || $0.isBroken ? true : nil }
  }

  private func run() {
    while let next = takeLines() {
      for piece in pieces(of: next.lines) {
        guard Descriptor.writeAll(piece, to: descriptor) else { return giveUp() }
        state.update { $0.waitingBytes -= piece.count }
      }
      let note = next.dropped > 0 ? Array("(\(next.dropped) lines dropped here)\n".utf8) : []
      guard Descriptor.writeAll(note, to: descriptor) else { return giveUp() }
      state.update { $0.isWriting = false }
    }
  }

  private func takeLines() -> (lines: [[UInt8]], dropped: Int)? {
    state.wait { state in
      guard !state.lines.isEmpty else { return nil }
      defer {
        state.lines = []
        state.dropped = 0
        state.isWriting = true
      }
      return (state.lines, state.dropped)
    }
  }

  /// Joins lines into pieces of a good size to write.
  private func pieces(of lines: [[UInt8]]) -> some Sequence<[UInt8]> {
    sequence(state: lines[...]) { rest in
      guard var piece = rest.popFirst() else { return nil }
      while piece.count < LineWriter.pieceBytes, let line = rest.popFirst() { piece += line }
      return piece
    }
  }

  private func giveUp() {
    state.update { state in
      state.isBroken = true
      state.lines = []
      state.waitingBytes = 0
    }
    onBrokenPipe()
  }
}
