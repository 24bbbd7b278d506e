import Bytes
import Foundation
import Host
import TestSupport
import Testing

@Suite struct SpoolTests {
  private static func entry(_ number: Int, bytes: Int = 10) -> SpoolEntry {
    SpoolEntry(
      route: "otlp_traces",
      coding: number.isMultiple(of: 2) ? "gzip" : "",
      type: "application/json",
      label: "naïve \(number)",
      received: Timestamp(nanoseconds: Int64(number)),
      body: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: bytes)
    )
  }

  private static func open(_ fixture: Fixture, limit: Int64 = 1 << 30) throws -> Spool {
    try Spool(folder: #require(FilePath(fixture.path("spool"))), limit: limit)
  }

  /// Everything that waits, in order; it is removed.
  private static func drain(_ spool: Spool) throws -> (entries: [SpoolEntry], damaged: Int) {
    var entries: [SpoolEntry] = []
    var damaged = 0
    while let segment = spool.take(within: .zero) {
      damaged += try spool.read(segment) { entries.append($0) }
      try spool.remove(segment)
    }
    return (entries, damaged)
  }

  private static func file(_ fixture: Fixture) throws -> String {
    let name = try #require(fixture.listing("spool").first { $0.hasSuffix(".spool") })
    return fixture.path("spool/" + name)
  }

  @Test func `what is added comes out in its order, and is gone then`() throws {
    try Fixture.with { fixture in
      let spool = try Self.open(fixture)
      let entries = (0..<20).map { Self.entry($0, bytes: $0 * 1_000) }
      for entry in entries { #expect(try spool.add(entry)) }
      #expect(spool.waiting > 0)
      #expect(try Self.drain(spool).entries == entries)
      #expect(spool.waiting == 0)
      #expect(fixture.listing("spool").filter { $0.hasSuffix(".spool") }.isEmpty)
    }
  }

  @Test func `a spool outlives its process, and new entries come behind the old ones`() throws {
    try Fixture.with { fixture in
      do {
        let spool = try Self.open(fixture)
        #expect(try spool.add(Self.entry(1)))
      }
      let spool = try Self.open(fixture)
      #expect(spool.waiting > 0)
      #expect(try spool.add(Self.entry(2)))
      #expect(try Self.drain(spool).entries == [Self.entry(1), Self.entry(2)])
    }
  }

  @Test func `two processes cannot have one spool`() throws {
    try Fixture.with { fixture in
      let spool = try Self.open(fixture)
      #expect(throws: FileError.self) { _ = try Self.open(fixture) }
      #expect(spool.waiting == 0)
    }
  }

  @Test func `a full spool takes nothing until something has been taken out`() throws {
    try Fixture.with { fixture in
      let spool = try Self.open(fixture, limit: 300)
      #expect(try spool.add(Self.entry(1, bytes: 200)))
      #expect(try !spool.add(Self.entry(2, bytes: 200)))
      #expect(try Self.drain(spool).entries.count == 1)
      #expect(try spool.add(Self.entry(2, bytes: 200)))
    }
  }

  @Test func `a segment that could not be kept comes again`() throws {
    try Fixture.with { fixture in
      let spool = try Self.open(fixture)
      #expect(try spool.add(Self.entry(1)))
      let segment = try #require(spool.take(within: .zero))
      #expect(spool.take(within: .zero) == nil)
      spool.putBack(segment)
      #expect(try Self.drain(spool).entries == [Self.entry(1)])
    }
  }

  @Test func `wherever a file was torn, the whole entries before it are there`() throws {
    try Fixture.with { fixture in
      let entries = [0, 2, 4].map { Self.entry($0) }
      var spool: Spool? = try Self.open(fixture)
      for entry in entries { #expect(try spool?.add(entry) == true) }
      spool = nil
      let path = try Self.file(fixture)
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      for end in 0..<whole.count {
        try whole.prefix(end).write(to: URL(fileURLWithPath: path))
        let spool = try Self.open(fixture)
        let (read, damaged) = try Self.drain(spool)
        #expect(read == Array(entries.prefix(end * 3 / whole.count)))
        #expect(damaged == 0)
      }
    }
  }

  @Test func `whichever byte of a file is damaged, the entries around it are there`() throws {
    try Fixture.with { fixture in
      let entries = [0, 2, 4].map { Self.entry($0) }
      var spool: Spool? = try Self.open(fixture)
      for entry in entries { #expect(try spool?.add(entry) == true) }
      spool = nil
      let path = try Self.file(fixture)
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      for place in 0..<whole.count {
        var flipped = whole
        flipped[place] ^= 0x55
        try flipped.write(to: URL(fileURLWithPath: path))
        let spool = try Self.open(fixture)
        let read = try Self.drain(spool).entries
        let hit = place * 3 / whole.count
        #expect(read == entries.enumerated().filter { $0.offset != hit }.map(\.element), "byte \(place)")
      }
    }
  }

  @Test func `a segment that has ended two processes is set aside under a number of its own`() throws {
    try Fixture.with { fixture in
      do {
        let spool = try Self.open(fixture)
        #expect(try spool.add(Self.entry(1)))
      }
      for _ in 0..<2 {
        let spool = try Self.open(fixture)
        #expect(spool.deadly.isEmpty)
        try spool.beginTry(#require(spool.take(within: .zero)))
        // What a process that traps leaves behind; one that is killed leaves it as it is.
        let name = try #require(fixture.listing("spool").first { $0.hasSuffix(".try") })
        let file = try #require(FileHandle(forWritingAtPath: fixture.path("spool/" + name)))
        try file.seekToEnd()
        try file.write(contentsOf: Data("1".utf8))
      }
      let spool = try Self.open(fixture)
      let deadly = try #require(spool.deadly.first)
      let name = try spool.setAside(deadly)
      #expect(FileManager.default.fileExists(atPath: name))
      #expect(spool.waiting == 0)
      #expect(spool.take(within: .zero) == nil)
      #expect(try spool.add(Self.entry(2)))
      #expect(try Self.drain(spool).entries == [Self.entry(2)])
      #expect(fixture.listing("spool").sorted().map { $0.suffix(8) } == [".damaged", "lock"])
    }
  }

  @Test func `a segment that was put back has ended nothing`() throws {
    try Fixture.with { fixture in
      let spool = try Self.open(fixture)
      #expect(try spool.add(Self.entry(1)))
      for _ in 0..<3 {
        let segment = try #require(spool.take(within: .zero))
        try spool.beginTry(segment)
        spool.putBack(segment)
        #expect(spool.deadly.isEmpty)
      }
    }
  }
}
