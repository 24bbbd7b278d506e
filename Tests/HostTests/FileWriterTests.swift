import Bytes
import Foundation
import Host
import TestSupport
import Testing

@Suite struct FileWriterTests {
  private static func path(_ fixture: Fixture, _ name: String) throws -> FilePath {
    try #require(FilePath(fixture.path(name)))
  }

  @Test func `a file is replaced whole, and nothing else is left behind`() throws {
    try Fixture.with { fixture in
      let path = try Self.path(fixture, "file")
      for text in ["first", "", "second, which is longer"] {
        try FileWriter.replace(path, with: Array(text.utf8))
        #expect(Files.text(fixture.path("file")) == text)
      }
      #expect(fixture.listing() == ["file"])
    }
  }

  @Test func `a link is replaced, and what it led to stays`() throws {
    try Fixture.with { fixture in
      try fixture.write("kept", to: "target")
      try FileManager.default.createSymbolicLink(atPath: fixture.path("link"), withDestinationPath: "target")
      try FileWriter.replace(try Self.path(fixture, "link"), with: Array("new".utf8))
      #expect(try String(contentsOfFile: fixture.path("target"), encoding: .utf8) == "kept")
      #expect(try String(contentsOfFile: fixture.path("link"), encoding: .utf8) == "new")
    }
  }

  @Test func `what cannot be written leaves everything as it was`() throws {
    try Fixture.with { fixture in
      try fixture.makeFolder("folder")
      try fixture.write("x", to: "folder/inside")
      #expect(throws: FileError(path: fixture.path("folder"), reason: .isFolder)) {
        try FileWriter.replace(try Self.path(fixture, "folder"), with: [1])
      }
      #expect(throws: FileError(path: fixture.path("no/file"), reason: .notFound)) {
        try FileWriter.replace(try Self.path(fixture, "no/file"), with: [1])
      }
      #expect(throws: FileError(path: fixture.path("folder/"), reason: .badName)) {
        try FileWriter.replace(try Self.path(fixture, "folder/"), with: [1])
      }
      #expect(fixture.listing() == ["folder", "folder/inside"])
      #expect(throws: FileError(path: "/proc/reckon", reason: .notFound)) {
        try FileWriter.replace(try #require(FilePath("/proc/reckon")), with: [1])
      }
    }
  }

  @Test func `many writers at once leave one of their files, whole`() async throws {
    try await Task.detached {
      try Fixture.with { fixture in
        let path = try Self.path(fixture, "file")
        DispatchQueue.concurrentPerform(iterations: 40) { number in
          let bytes = [UInt8](repeating: UInt8(number), count: 20_000)
          try? FileWriter.replace(path, with: bytes)  // fine because the file shows what was written
        }
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: fixture.path("file"))))
        #expect(bytes.count == 20_000)
        #expect(Set(bytes).count == 1)
        #expect(fixture.listing() == ["file"])
      }
    }.value
  }

  @Test func `a file that grows keeps what it had`() throws {
    try Fixture.with { fixture in
      for text in ["one\n", "two\n"] {
        let appender = try FileAppender(try Self.path(fixture, "log"))
        try appender.append(Array(text.utf8))
        try appender.sync()
      }
      #expect(try String(contentsOfFile: fixture.path("log"), encoding: .utf8) == "one\ntwo\n")
      #expect(throws: FileError(path: fixture.folder, reason: .isFolder)) {
        _ = try FileAppender(try Self.path(fixture, fixture.folder))
      }
    }
  }

  @Test func `a full disk is told by its name`() throws {
    #expect(throws: FileError(path: "/dev/full", reason: .diskFull)) {
      let appender = try FileAppender(try #require(FilePath("/dev/full")))
      try appender.append([1])
    }
  }

  @Test func `folders are made with those above them`() throws {
    try Fixture.with { fixture in
      let path = try Self.path(fixture, "a/b/c")
      try FileWriter.makeFolder(path)
      try FileWriter.makeFolder(path)
      #expect(fixture.listing() == ["a", "a/b", "a/b/c"])
      try fixture.write("x", to: "file")
      #expect(throws: FileError(path: fixture.path("file"), reason: .isNoFolder)) {
        try FileWriter.makeFolder(try Self.path(fixture, "file"))
      }
      #expect(throws: FileError.self) { try FileWriter.makeFolder(try Self.path(fixture, "file/below")) }
    }
  }

  @Test func `a fixed clock stands, the machine's runs`() {
    let time = Timestamp(nanoseconds: 1_767_225_600_000_000_000)
    #expect(WallClock.fixed(at: time).now() == time)
    #expect(WallClock.system.now() > time)
  }
}
