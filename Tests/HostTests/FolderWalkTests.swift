import Foundation
import Host
import TestSupport
import Testing

@Suite struct FolderWalkTests {
  private static func walk(_ fixture: Fixture, _ name: String = "", files: Int = 100, depth: Int = 8) throws
    -> FolderWalk
  {
    let path = try #require(FilePath(fixture.path(name)))
    return try FolderWalk(path, fileLimit: files, depthLimit: depth)
  }

  private static func names(_ walk: FolderWalk, _ fixture: Fixture) -> [String] {
    walk.files.map { String($0.path.description.dropFirst(fixture.folder.count + 1)) }
  }

  private static func link(_ fixture: Fixture, _ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: fixture.path(name), withDestinationPath: target)
  }

  @Test func `files come in the order of their paths' bytes, without hidden ones`() throws {
    try Fixture.with { fixture in
      for name in ["b", "a/z", "a.txt", "a/b/c", "Z", "ü", "é", ".hidden", ".git/config"] {
        try fixture.write(name, to: "in/" + name)
      }
      let walk = try Self.walk(fixture, "in")
      // By bytes: upper case first, "." before "/", ASCII before the rest.
      #expect(Self.names(walk, fixture) == ["Z", "a.txt", "a/b/c", "a/z", "b", "é", "ü"].map { "in/" + $0 })
      #expect(walk.problems.isEmpty)
      #expect(walk.files.map(\.size) == [1, 5, 5, 3, 1, 2, 2])
    }
  }

  @Test func `links are followed once and never in circles`() throws {
    try Fixture.with { fixture in
      try fixture.write("x", to: "real/file")
      try fixture.write("y", to: "real/deep/file")
      try Self.link(fixture, "real/up", to: "..")
      try Self.link(fixture, "real/deep/self", to: ".")
      try Self.link(fixture, "again", to: "real")
      try Self.link(fixture, "to-file", to: "real/file")
      try Self.link(fixture, "dangling", to: "gone")
      let walk = try Self.walk(fixture)
      #expect(Self.names(walk, fixture) == ["again/deep/file", "again/file", "to-file"])
      #expect(walk.problems == [FileError(path: fixture.path("dangling"), reason: .notFound)])
    }
  }

  @Test func `depth and number are bounded, and what is left out is named`() throws {
    try Fixture.with { fixture in
      try fixture.write("x", to: "1/2/3/file")
      try fixture.write("x", to: "1/file")
      let shallow = try Self.walk(fixture, depth: 3)
      #expect(Self.names(shallow, fixture) == ["1/file"])
      #expect(shallow.problems == [FileError(path: fixture.path("1/2/3"), reason: .tooDeep)])
      for index in 0..<10 { try fixture.write("x", to: "many/\(index)") }
      let few = try Self.walk(fixture, "many", files: 4)
      #expect(few.files.count == 4)
      #expect(few.problems == [FileError(path: fixture.path("many/4"), reason: .tooMany)])
    }
  }

  @Test func `names that are not UTF-8 and things that are no files are taken and left`() throws {
    try Fixture.with { fixture in
      let odd = try #require(FilePath(bytes: Array(fixture.path("x").utf8) + [0xff]))
      try FileWriter.replace(odd, with: [1])
      #expect(unsafe mkfifo(fixture.path("pipe"), 0o600) == 0)
      let walk = try Self.walk(fixture)
      #expect(walk.files == [FolderWalk.Found(path: odd, size: 1)])
    }
  }

  @Test func `what is no folder is refused`() throws {
    try Fixture.with { fixture in
      try fixture.write("x", to: "file")
      for (name, reason) in [("file", FileError.Reason.isNoFolder), ("gone", .notFound)] {
        #expect(throws: FileError(path: fixture.path(name), reason: reason)) { try Self.walk(fixture, name) }
      }
    }
  }
}
