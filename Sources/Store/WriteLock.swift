import Bytes

/// The one lock of a store, held: nobody else writes or checkpoints until this goes away.
///
/// Who comes first is served first, among threads and processes alike; see `WriteTurn`.
struct WriteLock: ~Copyable {
  private let file: FileLock

  /// Waits for the lock, at most for so long.
  init(path: String, within limit: Duration) throws(StoreError) {
    let deadline = ContinuousClock.now + limit
    while true {
      let file = try WriteLock.takeTurn(path, limit, deadline)
      if file.isInPlace {
        self.file = file
        return
      }
      // Somebody has removed the file: those who come now lock another one.
      file.close()
    }
  }

  /// Takes the lock if it is free.
  init?(ifFreeAt path: String) throws(StoreError) {
    let file = try FileLock(path: path)
    do {
      var turn = WriteTurn(file)
      if try turn.advance(isWaiting: false), file.isInPlace {
        self.file = file
        return
      }
      file.close()
      return nil
    } catch {
      file.close()
      throw error
    }
  }

  deinit {
    file.close()
  }

  private static func takeTurn(
    _ path: String,
    _ limit: Duration,
    _ deadline: ContinuousClock.Instant
  ) throws(StoreError) -> FileLock {
    let file = try FileLock(path: path)
    var turn = WriteTurn(file)
    do {
      if try turn.advance(isWaiting: false) { return file }
    } catch {
      file.close()
      throw error
    }
    // The system has no lock call that ends by itself, so a thread waits in it, and this one waits for the thread.
    let outcome = Monitor(Waiting.goesOn)
    let waiting = turn
    let isStarted = tryToStartThread {
      var turn = waiting
      let result = Result { () throws(StoreError) in _ = try turn.advance(isWaiting: true) }
      // Nobody waits any more: whoever drew the next ticket is served now.
      let isWanted = outcome.update { outcome in
        guard case .goesOn = outcome else { return false }
        outcome = .over(result)
        return true
      }
      if !isWanted { file.close() }
    }
    guard isStarted else {
      file.close()
      throw StoreError.unreadable(path: path, reason: "no thread can be started to wait for it")
    }
    switch Self.result(of: outcome, until: deadline) {
    case .success: return file
    case .failure(let error):
      file.close()
      throw error
    case nil: throw StoreError.busy(path: path, seconds: Int(limit.components.seconds))
    }
  }

  /// How it stands with a thread that waits for the lock on behalf of another.
  private enum Waiting: Sendable { case goesOn, over(Result<Void, StoreError>), abandoned }

  /// Waits for what the thread gets; nil when the deadline passes first, and then it is not wanted any more.
  private static func result(
    of waiting: Monitor<Waiting>,
    until deadline: ContinuousClock.Instant
  ) -> Result<Void, StoreError>? {
    _ = waiting.wait(until: deadline) { waiting -> Void? in
      if case .over = waiting { () } else { nil }
    }
    // The thread may have come through between the deadline and this look.
    return waiting.change { waiting in
      if case .over(let result) = waiting { return result }
      waiting = .abandoned
      return nil
    }
  }
}
