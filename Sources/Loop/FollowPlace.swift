import Formats
import Host

/// Where lines of a followed file stand; it goes through the spool with them.
struct FollowPlace: Equatable {
  let mark: FileTail.Mark
  /// Whether they do not go on with what was read before.
  let isBeginning: Bool
  let path: String

  init(_ lines: FileTail.Lines, of path: FilePath) {
    (mark, isBeginning, self.path) = (lines.mark, lines.isBeginning, path.description)
  }

  /// Reads what an entry of the spool says of its lines.
  init?(_ entry: SpoolEntry) {
    guard entry.route == WireRoute.file.rawValue, let end = entry.label.firstIndex(of: "\n") else { return nil }
    let words = entry.label[..<end].split(separator: " ")
    let numbers = words.dropFirst().prefix(4).compactMap { UInt64($0) }
    guard words.count == 6, numbers.count == 4, let line = Int64(words[0]), let offset = Int64(exactly: numbers[2]),
      let headCount = Int64(exactly: numbers[3]), let head = UInt64(words[5].dropFirst())
    else { return nil }
    mark = FileTail.Mark(
      id: FileID(device: numbers[0], file: numbers[1]),
      offset: offset,
      line: line,
      headCount: headCount,
      head: head
    )
    isBeginning = words[5].first == "="
    path = String(entry.label[end...].dropFirst())
  }

  /// What the entry of the spool says of the lines; the number of the first comes first.
  var label: String {
    let numbers = "\(mark.line) \(mark.id.device) \(mark.id.file) \(mark.offset) \(mark.headCount)"
    return "\(numbers) \(isBeginning ? "=" : "+")\(mark.head)\n\(path)"
  }

  /// Returns the place behind so many of the bytes, which hold so many line ends.
  func mark(behind bytes: Int, lines: Int) -> FileTail.Mark {
    var mark = mark
    mark.offset += Int64(bytes)
    mark.line += Int64(lines)
    return mark
  }
}
