import Testing

// The framer is the room's own business; only a test has a use for it elsewhere.
@testable import MCP

@Suite struct LineFramerTests {
  /// A stream and what it brings, however it is cut.
  struct Stream: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let events: [LineFramer.Event]
    var limit = 16

    init(_ name: String, _ text: String, _ events: [LineFramer.Event], limit: Int = 16) {
      self.name = name
      self.bytes = Array(text.utf8)
      self.events = events
      self.limit = limit
    }

    var testDescription: String { name }

    /// Returns the events when the stream comes in the pieces given.
    func cut(at cuts: [Int]) -> [LineFramer.Event] {
      var framer = LineFramer(maximumLineBytes: limit)
      var start = 0
      return (cuts + [bytes.count]).flatMap { end in
        defer { start = end }
        return framer.append(bytes[start..<end])
      }
    }
  }

  private static func line(_ text: String) -> LineFramer.Event { .line(Array(text.utf8)) }
  private static func tooLong(_ text: String) -> LineFramer.Event { .tooLong(beginning: Array(text.utf8)) }
  private static func body(_ text: String) -> LineFramer.Event { .contentLengthBody(Array(text.utf8)) }
  private static let sixteen = String(repeating: "x", count: 16)

  static let streams = [
    Stream("nothing", "", []),
    Stream("one line", "{}\n", [line("{}")]),
    Stream("two lines", "{}\n[]\n", [line("{}"), line("[]")]),
    Stream("a line without its end is nobody's", "{}\n{", [line("{}")]),
    Stream("carriage returns before newlines", "{}\r\n[]\r\n", [line("{}"), line("[]")]),
    Stream("only the last carriage return belongs to the ending", "{}\r\r\n", [line("{}\r")]),
    Stream("a carriage return within a line", "{\r}\n", [line("{\r}")]),
    Stream("a carriage return alone ends nothing", "{}\r[]\r", []),
    Stream("blank lines", "\n\r\n \t\n{}\n\n", [line("{}")]),
    Stream("spaces around a message stay", "  {} \n", [line("  {} ")]),
    Stream("one byte under the limit", "xxxxxxxxxxxxxxx\n", [line("xxxxxxxxxxxxxxx")]),
    Stream("exactly the limit", sixteen + "\n", [line(sixteen)]),
    Stream("exactly the limit and a carriage return", sixteen + "\r\n", [line(sixteen)]),
    Stream("one byte past the limit", sixteen + "y\n", [tooLong(sixteen)]),
    Stream("one byte past the limit and a carriage return", sixteen + "y\r\n", [tooLong(sixteen)]),
    Stream("two carriage returns past the limit", sixteen + "\r\r\n", [tooLong(sixteen)]),
    Stream(
      "far past the limit, then a good line",
      sixteen + sixteen + sixteen + "\n{}\n",
      [tooLong(sixteen), line("{}")]
    ),
    Stream("past the limit at the stream's end", sixteen + "yz", [tooLong(sixteen)]),
    Stream(
      "two long lines in a row",
      sixteen + "y\n" + sixteen + "z\n{}\n",
      [
        tooLong(sixteen), tooLong(sixteen), line("{}"),
      ]
    ),
    Stream(
      "a blank line past the limit",
      String(repeating: " ", count: 17) + "\n",
      [
        tooLong(String(repeating: " ", count: 16))
      ]
    ),
    Stream("bytes that are not text", "\u{0}\u{7f}é\n", [line("\u{0}\u{7f}é")]),
    Stream("a message with a header", "Content-Length: 2\r\n\r\n{}", [.contentLengthHeader, body("{}")], limit: 64),
    Stream(
      "headers in any case and spacing",
      "CONTENT-length:2 \n\n{}",
      [.contentLengthHeader, body("{}")],
      limit: 64
    ),
    Stream(
      "two frames, one right behind the other",
      "Content-Length: 2\r\n\r\n{}Content-Length: 4\r\n\r\n[{}]",
      [.contentLengthHeader, body("{}"), .contentLengthHeader, body("[{}]")],
      limit: 64
    ),
    Stream(
      "a frame with a second header",
      "Content-Length: 3\r\nContent-Type: text/json; charset=utf-8\r\n\r\n{}\n{}\n",
      [.contentLengthHeader, body("{}\n"), line("{}")],
      limit: 64
    ),
    Stream(
      "the later of two lengths counts",
      "Content-Length: 9\r\nContent-Length: 2\r\n\r\n{}[]\n",
      [.contentLengthHeader, .contentLengthHeader, body("{}"), line("[]")],
      limit: 64
    ),
    Stream("a body of nothing", "Content-Length: 0\r\n\r\n{}\n", [.contentLengthHeader, line("{}")], limit: 64),
    Stream(
      "a plain line behind a header",
      "Content-Length: 99\n{}\n[]\n",
      [
        .contentLengthHeader, line("{}"), line("[]"),
      ],
      limit: 64
    ),
    Stream(
      "a body with a newline in it",
      "Content-Length: 5\n\n{\n\n\n}{}\n",
      [
        .contentLengthHeader, body("{\n\n\n}"), line("{}"),
      ],
      limit: 64
    ),
    Stream("a body cut off by the stream's end", "Content-Length: 5\n\n{}", [.contentLengthHeader], limit: 64),
    Stream(
      "a body longer than a line may be is not waited for",
      "Content-Length: 65\n\n{}\n",
      [
        .contentLengthHeader, line("{}"),
      ],
      limit: 64
    ),
    Stream(
      "a length past all integers",
      "Content-Length: 99999999999999999999\n\n{}\n",
      [
        .contentLengthHeader, line("{}"),
      ],
      limit: 64
    ),
    Stream(
      "a header without a number is a line",
      "Content-Length: \n{}\n",
      [line("Content-Length: "), line("{}")],
      limit: 64
    ),
    Stream(
      "a header with a sign is a line",
      "Content-Length: -2\n{}\n",
      [line("Content-Length: -2"), line("{}")],
      limit: 64
    ),
    Stream(
      "a long line ends the headers",
      "Content-Length: 2\n" + sixteen + sixteen + "\n\n{}\n",
      [
        .contentLengthHeader, tooLong(sixteen + "xxxx"), line("{}"),
      ],
      limit: 20
    ),
    Stream("a limit of nothing", "{}\n\n", [tooLong("")], limit: 0),
  ]

  @Test(arguments: streams)
  func `a stream brings the same events whole and cut anywhere`(_ stream: Stream) {
    #expect(stream.cut(at: []) == stream.events)
    for cut in 0...stream.bytes.count { #expect(stream.cut(at: [cut]) == stream.events, "cut at \(cut)") }
    #expect(stream.cut(at: Array(0..<stream.bytes.count)) == stream.events, "byte by byte")
  }

  @Test(arguments: streams)
  func `a stream brings the same events in random pieces`(_ stream: Stream) {
    var random = SplitMix64(seed: 0x5eed)
    for _ in 0..<50 {
      let cuts = (0..<5).map { _ in Int.random(in: 0...stream.bytes.count, using: &random) }.sorted()
      #expect(stream.cut(at: cuts) == stream.events, "cut at \(cuts)")
    }
  }

  @Test func `all streams one after the other, in random pieces of random soup, agree with the whole`() {
    var random = SplitMix64(seed: 7)
    let words = ["{}", "\n", "\r\n", "\r", " ", "Content-Length: 3", "Content-Length: 70000", "xyz", "\n\n", "[1]"]
    for round in 0..<200 {
      let text = (0..<40).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }.joined()
      let stream = Stream("soup \(round)", text, [], limit: Int.random(in: 0...24, using: &random))
      let whole = stream.cut(at: [])
      #expect(stream.cut(at: Array(0..<stream.bytes.count)) == whole, "\(text.debugDescription) within \(stream.limit)")
      let cuts = (0..<9).map { _ in Int.random(in: 0...stream.bytes.count, using: &random) }.sorted()
      #expect(stream.cut(at: cuts) == whole, "\(text.debugDescription) within \(stream.limit) at \(cuts)")
    }
  }

  @Test func `the beginning kept of an endless line is 64 KiB, once`() {
    var framer = LineFramer(maximumLineBytes: 1 << 20)
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 100_000)
    var kept: [Int] = []
    for _ in 0..<100 {
      for case .tooLong(let beginning) in framer.append(piece[...]) { kept.append(beginning.count) }
    }
    #expect(kept == [64 << 10])
  }

  @Test func `the beginning kept of a long body is 64 KiB`() {
    var framer = LineFramer(maximumLineBytes: 1 << 20)
    #expect(framer.append(Array("Content-Length: 1000000\n\n".utf8)[...]) == [.contentLengthHeader])
    let body = [UInt8](repeating: UInt8(ascii: "x"), count: 1_000_000)
    #expect(framer.append(body[...]) == [.contentLengthBody(Array(body.prefix(64 << 10)))])
    #expect(framer.append(Array("{}\n".utf8)[...]) == [.line(Array("{}".utf8))])
  }
}
