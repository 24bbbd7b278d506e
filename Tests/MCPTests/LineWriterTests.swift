import Bytes
import Testing

// The writer is the room's own business.
@testable import MCP

@Suite struct LineWriterTests {
  private func writer(_ pipe: TestPipe, limit: Int = 1 << 20, _ overflow: LineWriter.Overflow = .hold) -> LineWriter {
    LineWriter(descriptor: pipe.writing, limit: limit, overflow: overflow) {}
  }

  private func line(_ text: String) -> [UInt8] { Array("\(text)\n".utf8) }

  @Test func `lines of many threads stay whole, and each thread's stay in order`() throws {
    let pipe = TestPipe()
    let writer = writer(pipe, limit: 1 << 30)
    let padding = String(repeating: "x", count: 500)
    for thread in 0..<8 {
      startThread {
        for number in 0..<200 { writer.write(Array("\(thread) \(number) \(padding)\n".utf8)) }
      }
    }
    var reader = LineReader(pipe.reading)
    var seen = [Int](repeating: 0, count: 8)
    for line in try reader.next(8 * 200) {
      let parts = line.split(separator: " ")
      try #require(parts.count == 3 && parts[2] == padding)
      let thread = try #require(Int(parts[0]))
      #expect(Int(parts[1]) == seen[thread])
      seen[thread] += 1
    }
    #expect(seen == [Int](repeating: 200, count: 8))
  }

  @Test func `a line longer than any pipe arrives whole`() throws {
    let pipe = TestPipe()
    let writer = writer(pipe)
    let long = String(repeating: "y", count: 1 << 20)
    writer.write(line(long))
    writer.write(line("after"))
    var reader = LineReader(pipe.reading)
    #expect(try reader.next() == long)
    #expect(try reader.next() == "after")
    writer.flush(until: .now + LineReader.patience)
  }

  @Test func `what overflows is dropped, counted and said`() throws {
    let pipe = TestPipe()
    let filled = pipe.fill()
    let writer = writer(pipe, limit: 1_000, .drop)
    let hundred = String(repeating: "z", count: 99)
    for _ in 0..<50 { writer.write(line(hundred)) }
    var reader = LineReader(pipe.reading)
    try reader.skip(filled)
    var lines: [String] = []
    while lines.count(where: { $0 == hundred }) < 10, let line = try reader.next() { lines.append(line) }
    writer.flush(until: .now + LineReader.patience)
    // What was dropped behind a line already taken is said with the next.
    writer.write(line("last"))
    while lines.last != "last", let line = try reader.next() { lines.append(line) }
    writer.flush(until: .now + LineReader.patience)
    pipe.closeWriting()
    while let line = try reader.next() { lines.append(line) }
    let dropped = lines.filter { $0.hasSuffix(" lines dropped here)") }
      .compactMap { Int($0.dropFirst().prefix { $0.isNumber }) }
    #expect(lines.count(where: { $0 == hundred }) == 10)
    #expect(dropped.reduce(0, +) == 40)
  }

  @Test func `held lines are all written, and there is room again once a part of them is read`() throws {
    let pipe = TestPipe()
    let filled = pipe.fill()
    let writer = writer(pipe, limit: 1 << 20)
    let block = String(repeating: "b", count: (256 << 10) - 1)
    #expect(writer.hasRoom)
    for _ in 0..<16 { writer.write(line(block)) }
    #expect(!writer.hasRoom)
    writer.waitForRoom(until: .now + .milliseconds(20))
    #expect(!writer.hasRoom)
    let room = Flag()
    startThread {
      writer.waitForRoom()
      room.raise()
    }
    var reader = LineReader(pipe.reading)
    try reader.skip(filled)
    #expect(try reader.next(13).allSatisfy { $0 == block })
    #expect(room.wait())
    #expect(try reader.next(3).allSatisfy { $0 == block })
    writer.flush(until: .now + LineReader.patience)
  }

  @Test func `a flush gives up at its deadline`() {
    let pipe = TestPipe()
    _ = pipe.fill()
    let writer = writer(pipe)
    writer.write(line("never read"))
    let time = ContinuousClock().measure { writer.flush(until: .now + .milliseconds(30)) }
    #expect(time >= .milliseconds(30) && time < LineReader.patience)
  }

  @Test func `a reader that goes away is noticed, and nobody waits for it any more`() {
    let pipe = TestPipe()
    _ = pipe.fill()
    let broken = Flag()
    let writer = LineWriter(descriptor: pipe.writing, limit: 10, overflow: .hold) { broken.raise() }
    writer.write(line("a line of more than ten bytes"))
    #expect(!writer.hasRoom)
    pipe.closeReading()
    #expect(broken.wait())
    writer.waitForRoom()
    writer.write(line("another line of more than ten bytes"))
    writer.waitForRoom()
    writer.flush(until: .now + LineReader.patience)
    #expect(writer.hasRoom)
  }
}
