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
      if try turn.advance(), file.isInPlace {
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

  /// Stands in line until the deadline; the waiting is done by the thread that will write, so that nobody has to be woken twice.
  private static func takeTurn(
    _ path: String,
    _ limit: Duration,
    _ deadline: ContinuousClock.Instant
  ) throws(StoreError) -> FileLock {
    let file = try FileLock(path: path)
    do throws(StoreError) {
      var turn = WriteTurn(file)
      if try turn.advance() { return file }
      guard let alarm = CallAlarm.set(at: deadline) else {
        throw StoreError.unreadable(path: path, reason: "no thread can be started to end the wait for it")
      }
      let isHeld = try turn.advance(until: deadline)
      _ = consume alarm
      guard isHeld else { throw StoreError.busy(path: path, seconds: Int(limit.components.seconds)) }
      return file
    } catch {
      file.close()
      throw error
    }
  }
}
