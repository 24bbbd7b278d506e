private import Glibc

/// The sign of a reader that files it may know of must stay: a shared lock, held for as long as its snapshot.
///
/// A reader takes it before its snapshot begins. A writer that finds nobody holding it, after a commit, knows that every
/// later reader sees that commit, and so none of the files it has done without.
struct SignalPresence: ~Copyable {
  private let descriptor: CInt

  /// Takes the sign; nil where there is no such file, and so none that could be removed.
  init?(_ path: String) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    // A writer holds the lock for no longer than it takes to let it go again.
    while flock(descriptor, LOCK_SH) != 0 {
      guard errno == EINTR else {
        close(descriptor)
        return nil
      }
    }
    self.descriptor = descriptor
  }

  deinit {
    // Explicitly, because a child that is just being started still shares the description.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Returns whether nobody reads at this moment.
  static func isNobody(_ path: String) -> Bool {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return false }
    flock(descriptor, LOCK_UN)
    return true
  }
}
