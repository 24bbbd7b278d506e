import Bytes
import Foundation
import Host
import TestSupport
import Testing

@Suite struct LineReaderTests {
  struct Line: Equatable, CustomStringConvertible {
    let number: Int64
    let text: String
    var description: String { "\(number): \(text)" }
  }

  struct Read: Equatable {
    var lines: [Line] = []
    var rejected: [LineBatch.Rejected] = []
    var progress: [Int64] = []
  }

  private static func path(_ path: String) throws -> FilePath { try #require(FilePath(path)) }

  /// Reads a file to its end, and holds that every line lies where the batch says.
  private static func read(_ path: String, cap: Int = 1_000, chunk: Int = 1 << 20) throws -> Read {
    // Not by Foundation, which leaks a page for each empty file it reads.
    let whole = try #require(Files.text(path)).utf8.map { $0 }
    var reader = LineReader(try FileReader(try Self.path(path)), cap: cap, chunkSize: chunk)
    var read = Read()
    while let batch = try reader.next() {
      for (index, range) in batch.lines.enumerated() {
        let bytes = Array(batch.bytes[range])
        read.lines.append(
          Line(number: batch.firstLine + Int64(index), text: String(decoding: bytes, as: UTF8.self))
        )
        let start = Int(batch.offset) + range.lowerBound
        #expect(Array(whole[start..<(start + bytes.count)]) == bytes)
      }
      if let rejected = batch.rejected {
        #expect(batch.lines.isEmpty && batch.bytes.isEmpty)
        read.rejected.append(rejected)
      }
      #expect(reader.progress.total == Int64(whole.count))
      read.progress.append(reader.progress.done)
    }
    #expect(read.progress == read.progress.sorted())
    #expect((read.progress.last ?? 0) == Int64(whole.count) || read.lines.isEmpty)
    #expect(try reader.next() == nil)
    return read
  }

  struct Sample: Sendable, CustomTestStringConvertible {
    let text: String
    let lines: [String]
    var testDescription: String { text.debugDescription }
  }

  @Test(arguments: [
    Sample(text: "", lines: []), Sample(text: "\n", lines: [""]), Sample(text: "a", lines: ["a"]),
    Sample(text: "a\n", lines: ["a"]), Sample(text: "a\nb", lines: ["a", "b"]),
    Sample(text: "a\r\nb\r\n", lines: ["a", "b"]), Sample(text: "\n\n\n", lines: ["", "", ""]),
    Sample(text: "a\rb\n\r\n", lines: ["a\rb", ""]), Sample(text: "\u{feff}a\n\u{feff}b", lines: ["a", "\u{feff}b"]),
    Sample(text: "\u{feff}", lines: []), Sample(text: "end\r", lines: ["end\r"]),
    Sample(text: "ünï\n日本\n🧨", lines: ["ünï", "日本", "🧨"]),
  ])
  func `lines come whole, however the file is cut into pieces`(_ sample: Sample) throws {
    try Fixture.with { fixture in
      let path = try fixture.write(sample.text, to: "file")
      let expected = sample.lines.enumerated().map { Line(number: Int64($0.offset + 1), text: $0.element) }
      for chunk in 1...12 { #expect(try Self.read(path, chunk: chunk).lines == expected, "pieces of \(chunk)") }
      #expect(try Self.read(path).lines == expected)
    }
  }

  @Test func `a line beyond the cap is passed over with its place, and the rest is read`() throws {
    try Fixture.with { fixture in
      let path = try fixture.write("one\n123456789\ntwo\n1234567890\nthree\n12345678901", to: "file")
      let rejected = [
        LineBatch.Rejected(line: 4, offset: 18, length: 10), LineBatch.Rejected(line: 6, offset: 35, length: 11),
      ]
      for chunk in Array(1...50) + [1 << 20] {
        let read = try Self.read(path, cap: 9, chunk: chunk)
        #expect(
          read.lines == [
            Line(number: 1, text: "one"), Line(number: 2, text: "123456789"), Line(number: 3, text: "two"),
            Line(number: 5, text: "three"),
          ],
          "pieces of \(chunk)"
        )
        #expect(read.rejected == rejected, "pieces of \(chunk)")
      }
    }
  }

  @Test func `random files read as splitting them says`() throws {
    try Fixture.with { fixture in
      var random = SplitMix64(seed: 9)
      for round in 0..<60 {
        let bytes = (0..<(random.next() % 400)).map { _ in Array("ab\r\n\n".utf8)[Int(random.next() % 5)] }
        let text = String(decoding: bytes, as: UTF8.self)
        let path = try fixture.write(text, to: "file-\(round)")
        var expected = Data(bytes).split(separator: 0x0a, omittingEmptySubsequences: false).map { Array($0) }
        let hasEnd = expected.last?.isEmpty == true
        if hasEnd { expected.removeLast() }
        let cap = Int(random.next() % 12)
        let read = try Self.read(path, cap: cap, chunk: Int(random.next() % 30) + 1)
        var lines: [Line] = []
        for (index, line) in expected.enumerated() where line.count <= cap {
          let isLast = index == expected.count - 1 && !hasEnd
          let text = line.last == 0x0d && !isLast ? line.dropLast() : line[...]
          lines.append(Line(number: Int64(index + 1), text: String(decoding: text, as: UTF8.self)))
        }
        #expect(read.lines == lines)
        #expect(read.rejected.count == expected.count - lines.count)
      }
    }
  }

  @Test func `a pipe is read as it comes, and has no size`() throws {
    try Fixture.with { fixture in
      let path = fixture.path("pipe")
      // Named, because opening it marks it as ours in one step.
      #expect(unsafe mkfifo(path, 0o600) == 0)
      let reading = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
      let writing = unsafe open(path, O_WRONLY | O_CLOEXEC)
      defer { close(reading) }
      #expect(Descriptor.writeAll(Array("a\nb".utf8), to: writing))
      close(writing)
      var reader = LineReader(FileReader(descriptor: reading, named: try Self.path("-")))
      var lines = 0
      while let batch = try reader.next() {
        lines += batch.lines.count
        #expect(reader.progress.total == nil)
      }
      #expect(lines == 2)
    }
  }
}

@Suite struct FileReaderTests {
  private static func failure(_ path: String) throws -> FileError.Reason? {
    do throws(FileError) {
      guard let path = FilePath(path) else { return .badName }
      var reader = try FileReader(path)
      while try !reader.read().isEmpty {}
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func `what is no readable file is named for what it is`() throws {
    try Fixture.with { fixture in
      #expect(try Self.failure(fixture.path("gone")) == .notFound)
      #expect(try Self.failure(fixture.write("x", to: "file") + "/below") == .notFound)
      #expect(try Self.failure(fixture.folder) == .isFolder)
      #expect(try Self.failure("/dev/zero") == .isNoFile)
      #expect(try Self.failure("") == .badName)
      #expect(try Self.failure("a\u{0}b") == .badName)
      #expect(try Self.failure(fixture.path(String(repeating: "x", count: 300))) == .badName)
      try FileManager.default.createSymbolicLink(atPath: fixture.path("loop"), withDestinationPath: "loop")
      #expect(try Self.failure(fixture.path("loop")) == .linkLoop)
      // Nobody writes to it: it is empty, and nobody waits.
      #expect(unsafe mkfifo(fixture.path("pipe"), 0o600) == 0)
      #expect(try Self.failure(fixture.path("pipe")) == nil)
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything")) func `a file that may not be read says so`() throws {
    try Fixture.with { fixture in
      let path = try fixture.write("secret", to: "file")
      #expect(unsafe chmod(path, 0) == 0)
      #expect(try Self.failure(path) == .notPermitted)
    }
  }

  struct Packed: Sendable {
    let form: String
    let bytes: [UInt8]
  }

  @Test(arguments: [
    Packed(form: "xz", bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), Packed(form: "bzip2", bytes: Array("BZh9".utf8)),
    Packed(form: "zip", bytes: Array("PK\u{3}\u{4}".utf8)),
  ])
  func `a compressed file that is not unpacked here is refused by name`(_ packed: Packed) throws {
    try Fixture.with { fixture in
      try Data(packed.bytes).write(to: URL(fileURLWithPath: fixture.path("file")))
      #expect(try Self.failure(fixture.path("file")) == .compressed(packed.form))
      try Data(packed.bytes.dropLast()).write(
        to: URL(fileURLWithPath: fixture.path("file"))
      )
      #expect(try Self.failure(fixture.path("file")) == nil)
    }
  }

  @Test func `a path that is not UTF-8 is read, and shown escaped`() throws {
    try Fixture.with { fixture in
      let path = try #require(FilePath(bytes: Array(fixture.path("caf").utf8) + [0xe9, 0x0a]))
      try FileWriter.replace(path, with: Array("inside".utf8))
      var reader = try FileReader(path)
      #expect(try reader.read() == Array("inside".utf8))
      #expect(path.text == nil)
      #expect(path.description == fixture.path("caf") + "\u{fffd}\\u{a}")
      let error = FileError(path: path.description, reason: .notFound)
      #expect(error.description.hasSuffix("\\u{a}: there is no such file or folder"))
    }
  }
}
