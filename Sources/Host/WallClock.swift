package import Bytes
import Glibc

/// The time of day as it is asked for: the machine's, or the one that `--as-of` names.
package struct WallClock: Sendable {
  /// Returns the time it is.
  package let now: @Sendable () -> Timestamp

  package init(now: @escaping @Sendable () -> Timestamp) {
    self.now = now
  }

  /// The machine's clock, which people set back and forth.
  package static let system = WallClock {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: Int64(time.tv_sec), nanosecond: Int32(time.tv_nsec)) ?? Timestamp(nanoseconds: 0)
  }

  /// A clock that stands.
  package static func fixed(at time: Timestamp) -> WallClock {
    WallClock { time }
  }
}
