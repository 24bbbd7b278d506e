import Bytes
import Formats
import Host
import Watch

/// What is known of logs while they are followed, so that their parts give what the whole file would.
///
/// A record may go on in the next part, and equal lines of one instant are counted through the file. Both are kept as
/// they stand behind the last part, for the life of the process. The next process begins again some way before, at a line
/// that begins a record whatever came before it: what it reads twice is known then.
struct FollowedLogs {
  /// One log, as far as it has been read.
  struct Log {
    var reader: RecordReader
    var repeats = LineRepeats()
    let path: String
    /// Whether lines before it are missing that another reading will bring.
    let isFragment: Bool
    var next: Int64
    /// Places from which on a reading gives the same, oldest first.
    var points: [FileTail.Mark]
    /// Whether the record at hand has been kept as it stands.
    var isShown = false
    var fed = ContinuousClock.now
    var received: Timestamp
  }

  private(set) var logs: [FileID: Log] = [:]
  /// When the newest of the lines were received.
  private(set) var received = Timestamp(nanoseconds: .min)
  private var marks: [FileID: FollowMarks.Mark] = [:]

  /// The next process begins so many bytes before what was read last: equal lines of one instant lie no further apart.
  private static let reach: Int64 = 2 << 20
  private static let pointDistance: Int64 = 64 << 10
  /// Equal lines are counted in so many files, those that were written to last; others begin anew.
  private static let countedFiles = 64
  private static let fileLimit = 16_384

  /// Takes out the log whose lines come next.
  mutating func take(_ place: FollowPlace, latest: Timestamp?, received: Timestamp) -> Log {
    if let log = logs.removeValue(forKey: place.mark.id), !place.isBeginning, log.next == place.mark.offset {
      return log
    }
    let isFragment = !place.isBeginning && place.mark.offset > 0
    return Log(
      reader: RecordReader(.log, latest: latest, isMidway: isFragment),
      path: place.path,
      isFragment: isFragment,
      next: place.mark.offset,
      points: isFragment ? [] : [place.mark],
      received: received
    )
  }

  /// Puts the log back that lines have been read of.
  mutating func put(_ log: Log, behind place: FollowPlace, _ lines: [UInt8], received: Timestamp) {
    var log = log
    log.next = place.mark.offset + Int64(lines.count)
    (log.isShown, log.fed, log.received) = (false, .now, received)
    if !log.isFragment {
      if let restart = log.reader.restart, let last = log.points.last {
        let point = FollowedLogs.place(of: restart, in: lines, place)
        if let point, point.offset - last.offset >= FollowedLogs.pointDistance { log.points.append(point) }
      }
      while log.points.count > 1, log.points[1].offset <= log.next - FollowedLogs.reach { log.points.removeFirst() }
      if var point = log.points.first {
        (point.headCount, point.head) = (place.mark.headCount, place.mark.head)
        note(FollowMarks.Mark(tail: point, path: place.path, format: .log))
      }
    }
    logs[place.mark.id] = log
    self.received = max(self.received, received)
    trim()
  }

  /// Notes that lines have been read that need nothing of what came before them.
  mutating func note(_ place: FollowPlace, _ lines: [UInt8], _ format: RecordFormat?) {
    let count = lines.count { $0 == UInt8(ascii: "\n") }
    note(FollowMarks.Mark(tail: place.mark(behind: lines.count, lines: count), path: place.path, format: format))
  }

  private mutating func note(_ mark: FollowMarks.Mark) {
    marks[mark.tail.id] = mark
  }

  /// Returns from where on files are to be read by the next process, where that has changed since the last time.
  mutating func takeMarks() -> [FollowMarks.Mark] {
    defer { marks = [:] }
    return Array(marks.values)
  }

  /// Returns logs whose last record nobody has gone on with for a while, as far as that is known; all without a time.
  ///
  /// While more waits to be read, only what has been read tells how long that is.
  func quiet(for time: Duration?, isMoreWaiting: Bool) -> [FileID] {
    logs.filter { _, log in
      guard !log.isShown, let time else { return !log.isShown }
      guard isMoreWaiting else { return log.fed + time <= .now }
      return log.received.nanoseconds.distance(to: received.nanoseconds) >= Int(time.components.seconds) * 1_000_000_000
    }.map(\.key)
  }

  /// Notes that the last record of a log has been kept as it stands.
  mutating func show(_ id: FileID) {
    logs[id]?.isShown = true
  }

  private mutating func trim() {
    let counted = logs.filter { !$0.value.repeats.isEmpty }
    if counted.count > FollowedLogs.countedFiles, let idlest = counted.min(by: { $0.value.fed < $1.value.fed }) {
      logs[idlest.key]?.repeats = LineRepeats()
    }
    if logs.count > FollowedLogs.fileLimit, let idlest = logs.min(by: { $0.value.fed < $1.value.fed }) {
      logs[idlest.key] = nil
    }
  }

  private static func place(of line: Int, in lines: [UInt8], _ place: FollowPlace) -> FileTail.Mark? {
    guard Int64(line) >= place.mark.line else { return nil }
    var (offset, number) = (0, Int(place.mark.line))
    while number < line {
      guard let end = lines[offset...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      (offset, number) = (end + 1, number + 1)
    }
    return place.mark(behind: offset, lines: number - Int(place.mark.line))
  }
}
