import Bytes
import Foundation
import Host
import TestSupport
import Testing

@Suite struct PackedFileTests {
  /// Two lines, packed by gzip 1.12 with `-n`, and by brotli 1.0.9.
  private static let gzip: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xcb, 0xcf, 0x4b, 0xe5, 0x2a, 0x29, 0xcf, 0xe7, 0x02,
    0x00, 0xe6, 0x0b, 0xba, 0x12, 0x08, 0x00, 0x00, 0x00,
  ]
  private static let brotli: [UInt8] = [
    0x21, 0x1c, 0x00, 0x04, 0x6f, 0x6e, 0x65, 0x0a, 0x74, 0x77, 0x6f, 0x0a, 0x03,
  ]

  private static func reader(_ bytes: [UInt8], named name: String = "file", in fixture: Fixture) throws -> FileReader {
    let path = fixture.path(name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return try FileReader(try #require(FilePath(path)))
  }

  @Test(arguments: [("a", gzip), ("a.br", brotli), ("a.BR.gz", gzip)] as [(String, [UInt8])])
  func `a packed file reads as what it holds, line by line`(_ name: String, _ bytes: [UInt8]) throws {
    try Fixture.with { fixture in
      var lines = LineReader(try Self.reader(bytes, named: name, in: fixture))
      let batch = try #require(try lines.next())
      #expect(batch.lines.map { String(decoding: batch.bytes[$0], as: UTF8.self) } == ["one", "two"])
      #expect(try lines.next() == nil)
      // Progress is told in bytes of the file.
      #expect(lines.progress.done == Int64(bytes.count))
      #expect(lines.progress.total == Int64(bytes.count))
    }
  }

  @Test func `what is looked at beforehand is given again`() throws {
    try Fixture.with { fixture in
      var reader = try Self.reader(Self.gzip, in: fixture)
      #expect(try reader.peek(3) == Array("one".utf8))
      #expect(try reader.read() == Array("one\ntwo\n".utf8))
      #expect(try reader.read() == [])
    }
  }

  @Test func `of a torn file all is given that is there, and then it is said`() throws {
    try Fixture.with { fixture in
      var reader = try Self.reader(Array(Self.gzip.dropLast(8)), in: fixture)
      #expect(try reader.peek(100) == Array("one\ntwo\n".utf8))
      #expect(try reader.read() == Array("one\ntwo\n".utf8))
      let torn = FileError(path: fixture.path("file"), reason: .damaged(.truncated(.gzip), at: 20))
      #expect(throws: torn) { _ = try reader.read() }
      #expect(torn.description == "\(fixture.path("file")): its gzip data ends too early (at byte 20)")
    }
  }

  @Test func `a file of nothing but a mark is damaged from its start`() throws {
    try Fixture.with { fixture in
      var reader = try Self.reader([0x1f, 0x8b], in: fixture)
      #expect(throws: FileError(path: fixture.path("file"), reason: .damaged(.truncated(.gzip), at: 2))) {
        _ = try reader.peek(10)
      }
    }
  }
}
