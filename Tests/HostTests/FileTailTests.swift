import Foundation
import Host
import TestSupport
import Testing

@Suite struct FileTailTests {
  private static func append(_ text: String, to path: String) throws {
    if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(fileURLWithPath: path)) }
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  private static func tail(
    _ fixture: Fixture,
    from mark: FileTail.Mark = .start,
    grace: Duration = .zero
  ) throws -> FileTail {
    try FileTail(#require(FilePath(fixture.path("app.log"))), from: mark, grace: grace)
  }

  private static func text(_ lines: FileTail.Lines?) -> String? {
    lines.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test func `lines come as they are ended, with their numbers`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("app.log")
      let tail = try Self.tail(fixture)
      #expect(try tail.next() == nil)
      try Self.append("one\ntwo\nthr", to: path)
      let first = try tail.next()
      #expect(Self.text(first) == "one\ntwo\n")
      #expect(first?.first == 1)
      #expect(first?.isStart == true)
      #expect(try tail.next() == nil)
      try Self.append("ee\n", to: path)
      let second = try tail.next()
      #expect(Self.text(second) == "three\n")
      #expect(second?.first == 3)
      #expect(second?.isStart == false)
    }
  }

  @Test func `of a file that is put aside the rest is read, then the new one from its start`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("app.log")
      let tail = try Self.tail(fixture)
      try Self.append("one\n", to: path)
      #expect(try Self.text(tail.next()) == "one\n")
      try Self.append("two\nlast without an end", to: path)
      try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
      #expect(try Self.text(tail.next()) == "two\n")
      // There is no new one yet, and the old one may still be written to.
      #expect(try tail.next() == nil)
      try Self.append("new\n", to: path)
      #expect(try Self.text(tail.next()) == "last without an end")
      let new = try tail.next()
      #expect(Self.text(new) == "new\n")
      #expect(new?.first == 1)
    }
  }

  @Test func `a file that is emptied in its place is read from its start`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("app.log")
      let tail = try Self.tail(fixture)
      try Self.append("a long first line\n", to: path)
      _ = try tail.next()
      try Data("short\n".utf8).write(to: URL(fileURLWithPath: path), options: [])
      #expect(try Self.text(tail.next()) == "short\n")
    }
  }

  @Test func `who follows again goes on at the mark, unless it is another file`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("app.log")
      let first = try Self.tail(fixture)
      try Self.append("one\n", to: path)
      _ = try first.next()
      try Self.append("two\n", to: path)
      let second = try Self.tail(fixture, from: first.mark)
      let lines = try second.next()
      #expect(Self.text(lines) == "two\n")
      #expect(lines?.first == 2)
      try FileManager.default.removeItem(atPath: path)
      try Self.append("other\n", to: path)
      let third = try Self.tail(fixture, from: second.mark)
      #expect(try Self.text(third.next()) == "other\n")
    }
  }

  @Test func `a line longer than is read at once comes in parts`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("app.log")
      try Self.append(String(repeating: "x", count: FileTail.limit + 5) + "\n", to: path)
      let tail = try Self.tail(fixture)
      #expect(try tail.next()?.bytes.count == FileTail.limit)
      #expect(try tail.next()?.bytes.count == 6)
    }
  }

  @Test func `a folder under the name is said`() throws {
    try Fixture.with { fixture in
      _ = try fixture.makeFolder("app.log")
      let tail = try Self.tail(fixture)
      #expect(throws: FileError.self) { _ = try tail.next() }
    }
  }

  @Test func `what is written to the old file after the new one is there is read for a grace`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("app.log")
      let tail = try Self.tail(fixture, grace: .seconds(600))
      try Self.append("one\n", to: path)
      #expect(try Self.text(tail.next()) == "one\n")
      try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
      try Self.append("new\n", to: path)
      #expect(try Self.text(tail.next()) == "new\n")
      try Self.append("late\n", to: path + ".1")
      let late = try tail.next()
      #expect(Self.text(late) == "late\n")
      #expect(late?.first == 2)
      #expect(late?.isBeginning == false)
      #expect(try tail.next() == nil)
      #expect(tail.held.count == 2)
    }
  }

  @Test func `another file under the same number, longer than the mark, is read from its start`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("app.log")
      let first = try Self.tail(fixture)
      try Self.append("one\ntwo\n", to: path)
      _ = try first.next()
      // In place, so that the number stays; the system also gives it to a new file.
      try Data("other\nlines, and more of them\n".utf8).write(to: URL(fileURLWithPath: path), options: [])
      for tail in [first, try Self.tail(fixture, from: first.mark)] {
        let lines = try tail.next()
        #expect(Self.text(lines) == "other\nlines, and more of them\n")
        #expect(lines?.isBeginning == true)
      }
    }
  }

  @Test func `the rest of a file that was put aside while nobody followed it is found by its number`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("app.log")
      let first = try Self.tail(fixture)
      try Self.append("one\n", to: path)
      _ = try first.next()
      try Self.append("two\n", to: path)
      try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
      try Self.append("new\n", to: path)
      let second = try Self.tail(fixture, from: first.mark)
      var texts: Set<String> = []
      while let lines = try second.next() { texts.insert(String(decoding: lines.bytes, as: UTF8.self)) }
      #expect(texts == ["two\n", "new\n"])
    }
  }

  @Test func `a file that is still is not kept open, and goes on where it was`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("app.log")
      let tail = try Self.tail(fixture)
      try Self.append("one\n", to: path)
      _ = try tail.next()
      #expect(!tail.isIdle)
      try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: path)
      #expect(try tail.next() == nil)
      #expect(tail.isIdle)
      try Self.append("two\n", to: path)
      let lines = try tail.next()
      #expect(Self.text(lines) == "two\n")
      #expect(lines?.first == 2)
      #expect(lines?.isBeginning == false)
    }
  }
}
