import Bytes
import Formats
import Host

/// How far followed files have been read, kept in a file between one watch and the next.
struct FollowMarks: Sendable {
  let path: String

  /// What is known of one file.
  struct Mark: Equatable {
    var tail = FileTail.Mark.start
    var format: RecordFormat?
    /// How it looked when it was taken whole.
    var taken: String?
  }

  private static let limit = 4 << 20

  /// Returns a text that tells whether a file looks as it did.
  static func stamp(_ sight: FileSight) -> String {
    "\(sight.device):\(sight.file):\(sight.size):\(sight.modified)"
  }

  /// Reads what an earlier watch wrote down; nothing where that is not there or damaged, which costs a second reading.
  func load() -> [String: Mark] {
    // fine because a file that was read is read again, and what it holds is known then
    guard let text = Files.text(path, limit: FollowMarks.limit), let root = (try? JSONDocument(text))?.root else {
      return [:]
    }
    var marks: [String: Mark] = [:]
    root.forEachMember { name, value in
      func number(_ key: String) -> Int64 { value[key]?.integer ?? 0 }
      marks[name] = Mark(
        tail: FileTail.Mark(
          device: UInt64(bitPattern: number("device")),
          file: UInt64(bitPattern: number("file")),
          offset: max(0, number("offset")),
          line: max(1, number("line"))
        ),
        format: value["format"]?.string.flatMap(RecordFormat.init),
        taken: value["taken"]?.string
      )
    }
    return marks
  }

  /// Writes down how far it is.
  func save(_ marks: [String: Mark]) throws(LoopError) {
    let members = marks.sorted { $0.key < $1.key }.map { name, mark in
      JSONObject.Member(
        key: name,
        value: [
          "device": .integer(Int64(bitPattern: mark.tail.device)), "file": .integer(Int64(bitPattern: mark.tail.file)),
          "offset": .integer(mark.tail.offset), "line": .integer(mark.tail.line),
          "format": mark.format.map { .string($0.rawValue) } ?? .null, "taken": mark.taken.map { .string($0) } ?? .null,
        ]
      )
    }
    try PlainFiles.write(Array(JSONValue.object(JSONObject(lastOfEach: members)).text.utf8), to: path, mode: 0o600)
  }
}
