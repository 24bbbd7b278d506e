import Foundation
import Host
import TestSupport
import Testing

@Suite struct FilesTests {
  @Test func `kinds are told apart, links followed`() throws {
    try Fixture.with { fixture in
      try fixture.write("text", to: "file")
      for (link, target) in [("to-file", "file"), ("to-folder", "."), ("to-nothing", "gone")] {
        try FileManager.default.createSymbolicLink(atPath: fixture.path(link), withDestinationPath: target)
      }
      #expect(Files.kind(fixture.path("file")) == .file)
      #expect(Files.kind(fixture.path("to-file")) == .file)
      #expect(Files.kind(fixture.path("to-folder")) == .folder)
      #expect(Files.kind("/dev/null") == .other)
      #expect(Files.kind(fixture.path("to-nothing")) == nil)
      #expect(Files.absolutePath(fixture.path("to-file")) == fixture.path("file"))
      #expect(Files.absolutePath(fixture.path("to-nothing")) == nil)
      #expect(Files.path("a/b", from: "/c") == "/c/a/b")
      #expect(Files.path("/a", from: "/c") == "/a")
    }
  }

  @Test func `a text is read whole or not at all`() throws {
    try Fixture.with { fixture in
      let text = String(repeating: "ü", count: 5_000)
      let path = try fixture.write(text, to: "text")
      #expect(Files.text(path) == text)
      #expect(Files.text(path, limit: 10_000) == text)
      #expect(Files.text(path, limit: 9_999) == nil)
      try Data([0x66, 0xff]).write(to: URL(fileURLWithPath: path))
      #expect(Files.text(path) == nil)
      #expect(Files.text(fixture.path("gone")) == nil)
    }
  }
}
