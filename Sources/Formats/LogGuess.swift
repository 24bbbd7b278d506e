import Bytes

/// Tells a program's log by how its first lines begin.
enum LogGuess {
  private static let lineLimit = 4_000
  /// As many heads are no chance.
  private static let enough = 3

  /// Reports whether lines of a text carry times as logs do: several of them, or a good part of a short text, or the
  /// first with a level, which a long trace may follow.
  static func isLog(_ text: Span<UInt8>) -> Bool {
    // A year that is not told is of no matter here.
    let heads = LogHeads(clock: LogClock(latest: Timestamp(nanoseconds: 4_000_000_000_000_000_000)))
    var (start, lines, found) = (0, 0, 0)
    var hasLevel = false
    while start < text.count, lines < lineLimit {
      let end = text.first(UInt8(ascii: "\n"), in: start..<text.count) ?? text.count
      let line = text.extracting(start..<end)
      start = end + 1
      let clean = LogCleaning.isNeeded(line) ? LogCleaning.clean(line) : nil
      let level = clean.map { count($0.span, heads, &lines, &found) } ?? count(line, heads, &lines, &found)
      if lines == 1 { hasLevel = hasLevel || level }
      if found >= enough { return true }
    }
    return found > 0 && (hasLevel || found * 4 >= lines)
  }

  /// Counts a line; returns whether it has a time and a level.
  private static func count(_ line: Span<UInt8>, _ heads: LogHeads, _ lines: inout Int, _ found: inout Int) -> Bool {
    guard !JSONRecords.isBlank(line) else { return false }
    lines += 1
    let start = (line[0] | 0x20) &- UInt8(ascii: "a") < 26 ? ContainerPrefix.compose(line)?.start ?? 0 : 0
    let text = line.extracting(start..<line.count)
    if text.byte(at: 0) == UInt8(ascii: "{"), isObject(text) { found += 1 }
    guard let head = heads.read(text), head.time != nil || head.pairs != nil, !isRow(text, head) else { return false }
    found += 1
    return head.severity > 0
  }

  /// Reports whether a line is the row of a table: behind its time there is a separator, or nothing but numbers.
  private static func isRow(_ text: Span<UInt8>, _ head: LogHead) -> Bool {
    guard head.pairs == nil, head.request == nil, head.severity == 0, head.service.isEmpty else { return false }
    guard !head.message.isEmpty else { return true }
    if ",;.".utf8.contains(text[head.message.lowerBound]) { return true }
    return !head.message.contains { text[$0] >= UInt8(ascii: "A") }
  }

  /// Reports whether a line is an object as loggers write them.
  ///
  /// Among such lines there may be text: what a program prints as it ends.
  static func isObject(_ line: Span<UInt8>) -> Bool {
    var records = JSONRecords()
    var batch = RecordBatch()
    return records.parse(line, line: 1, into: &batch)
      && (records.wrapped(line, into: &batch) != nil || records.isLogLine(line))
  }
}
