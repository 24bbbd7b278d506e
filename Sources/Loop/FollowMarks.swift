import Bytes
import Formats
import Host

/// From where on followed files are to be read, kept in a file between one watch and the next.
///
/// A file is told by the system's number of it, because files are renamed. What is written down here is in the store:
/// what was only read is read again.
final class FollowMarks: Sendable {
  let path: String
  private let state: Monitor<State>

  /// What is known of one file.
  struct Mark: Equatable {
    var tail: FileTail.Mark
    /// What it was called last.
    var path: String
    var format: RecordFormat?
    /// How it looked when it was taken whole.
    var taken: String?
    /// Files that were read later have a greater one.
    var order: Int64 = 0
  }

  private struct State {
    var marks: [FileID: Mark]
    var order: Int64
    var isUnwritable = false
  }

  private static let limit = 64 << 20

  /// Reads what an earlier watch wrote down; nothing where that is not there or damaged, which costs a second reading.
  init(path: String) {
    self.path = path
    let marks = FollowMarks.load(path)
    state = Monitor(State(marks: marks, order: marks.values.reduce(0) { max($0, $1.order) }))
  }

  /// What is wrong with writing it down.
  var problem: String? {
    // What was followed is read again by the next watch, and known already.
    state.change { $0.isUnwritable } ? "\(path): how far files were read cannot be written down" : nil
  }

  /// Returns a text that tells whether a file looks as it did.
  static func stamp(_ sight: FileSight) -> String {
    "\(sight.id.device):\(sight.id.file):\(sight.size):\(sight.modified)"
  }

  /// Returns what is known of a file.
  func mark(of id: FileID) -> Mark? {
    state.change { $0.marks[id] }
  }

  /// Returns what is known of the file that was called so last.
  func mark(at path: String) -> Mark? {
    state.change { $0.marks.values.filter { $0.path == path }.max { $0.order < $1.order } }
  }

  /// Notes how far files have been read, and writes it down.
  func note(_ marks: [Mark]) {
    guard !marks.isEmpty else { return }
    state.change { state in
      for mark in marks {
        state.order += 1
        state.marks[mark.tail.id] = mark
        state.marks[mark.tail.id]?.order = state.order
      }
      save(&state)
    }
  }

  /// Drops files that are gone, apart from some that are followed.
  func dropGone(except held: Set<FileID>) {
    state.change { state in
      let count = state.marks.count
      state.marks = state.marks.filter { id, mark in
        held.contains(id) || FilePath(mark.path).flatMap(FileSight.init)?.id == id
      }
      if state.marks.count < count { save(&state) }
    }
  }

  // MARK: The file

  private static func load(_ path: String) -> [FileID: Mark] {
    // fine because a file that was read is read again, and what it holds is known then
    guard let text = Files.text(path, limit: FollowMarks.limit), let root = (try? JSONDocument(text))?.root else {
      return [:]
    }
    var marks: [FileID: Mark] = [:]
    root.forEachMember { name, value in
      func number(_ key: String) -> Int64 { value[key]?.integer ?? 0 }
      func bits(_ key: String) -> UInt64 { UInt64(bitPattern: number(key)) }
      let tail = FileTail.Mark(
        id: FileID(device: bits("device"), file: bits("file")),
        offset: max(0, number("offset")),
        line: max(1, number("line")),
        headCount: max(0, min(1 << 10, number("head_bytes"))),
        head: bits("head")
      )
      marks[tail.id] = Mark(
        tail: tail,
        path: value["path"]?.string ?? name,
        format: value["format"]?.string.flatMap(RecordFormat.init),
        taken: value["taken"]?.string,
        order: max(0, min(1 << 60, number("order")))
      )
    }
    return marks
  }

  private func save(_ state: inout State) {
    let members = state.marks.values.sorted { $0.order < $1.order }.map { mark in
      JSONObject.Member(key: "\(mark.tail.id.device):\(mark.tail.id.file)", value: FollowMarks.value(of: mark))
    }
    do throws(LoopError) {
      try PlainFiles.write(Array(JSONValue.object(JSONObject(lastOfEach: members)).text.utf8), to: path, mode: 0o600)
      state.isUnwritable = false
    } catch {
      state.isUnwritable = true
    }
  }

  private static func value(of mark: Mark) -> JSONValue {
    [
      "path": .string(mark.path),
      "device": .integer(Int64(bitPattern: mark.tail.id.device)),
      "file": .integer(Int64(bitPattern: mark.tail.id.file)),
      "offset": .integer(mark.tail.offset),
      "line": .integer(mark.tail.line),
      "head_bytes": .integer(mark.tail.headCount),
      "head": .integer(Int64(bitPattern: mark.tail.head)),
      "order": .integer(mark.order),
      "format": mark.format.map { .string($0.rawValue) } ?? .null,
      "taken": mark.taken.map { .string($0) } ?? .null,
    ]
  }
}
