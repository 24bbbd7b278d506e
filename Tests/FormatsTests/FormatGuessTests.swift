import Formats
import Testing

@Suite struct FormatGuessTests {
  struct File: Sendable, CustomTestStringConvertible {
    let text: String
    let format: RecordFormat
    var testDescription: String { text.debugDescription }

    init(_ text: String, _ format: RecordFormat) {
      self.text = text
      self.format = format
    }
  }

  @Test(arguments: [
    File("{\"resourceSpans\":[]}\n{\"resourceSpans\":[]}\n", .jsonLines),
    File("\u{feff}{\"a\":1}\n", .jsonLines),
    File("\n\n  {\"a\":1}", .jsonLines),
    File("[{\"a\":1},{\"a\":2}]", .jsonLines),
    File("{\"a\":\n1}\n", .jsonDocument),
    File("{\n  \"resourceSpans\": [\n", .jsonDocument),
    File("[\n{\"a\":1},\n{\"a\":2}\n]\n", .jsonDocument),
    // The first line is torn, or wrong: still lines.
    File("{\"a\":1,\n{\"a\":2}\n{\"a\":3}\n", .jsonLines),
    File("{\"a\":1}}\n{\"a\":2}\n", .jsonLines),
    File("{\"a\":\"" + String(repeating: "x", count: 70_000), .jsonLines),
    File("body,created_at\n", .csv),
    File("a;body;date\r\n1;2;3", .csv),
    File("sep=\t\nbody\tdate\n", .csv),
    // A table that lacks a column is better said to lack it.
    File("id,email,plan\n", .csv),
  ])
  func `a file is known by how it begins`(_ file: File) {
    let bytes = Array(file.text.utf8)
    let prefix = bytes.prefix(FormatGuess.prefixLength)
    #expect(FormatGuess.guess(Array(prefix).span) == .known(file.format))
  }

  @Test func `a request is known by its first record, though that goes on past what is looked at`() throws {
    let points = (0..<4_000).map { #"{"timeUnixNano":"\#(1_700_000_000_000_000_000 + $0)","asDouble":1}"# }
    let gauge =
      #"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[\#(points.joined(separator: ","))]}}]}]}]}"#
    let metric = try OTLPEncoding.metrics(gauge)
    let span = try OTLPEncoding.request(
      request(span: spanIDs + spanStart + #""name":"\#(String(repeating: "x", count: 70_000))""#)
    )
    for bytes in [metric, span] {
      #expect(bytes.count > FormatGuess.prefixLength)
      #expect(FormatGuess.guess(Array(bytes.prefix(FormatGuess.prefixLength)).span) == .known(.otlpRequest))
    }
  }

  @Test(
    arguments: [
      ([], "an empty file"), (Array("  \n".utf8), "an empty file"), ([0x1f, 0x8b, 8, 0], "gzip"),
      ([0x28, 0xb5, 0x2f, 0xfd, 0], "Zstandard"), (Array("PK\u{3}\u{4}".utf8), "a ZIP archive or spreadsheet"),
      (Array("PAR1".utf8), "Parquet"), (Array("<!doctype html>".utf8), "HTML or XML"),
      // A request, but for a length that stands past the end of the message it is in.
      ([0x0a, 2, 0x12, 0x85, 1, 0], "binary data"),
      ([0, 0, 1, 200, 10, 4], "binary data"), (Array("SQLite format 3\u{0}".utf8), "an SQLite database"),
      (Array("when,what\n2026-10-21 10:00:00,5\n2026-10-21 10:05:00,6\n".utf8), "text that begins \"when,what\""),
      (Array("a;b\n2026-10-21 10:00:00;x\n2026-10-21 10:05:00;y\n".utf8), "text that begins \"a;b\""),
      (
        Array("2026-10-21 10:00:00\t5\n2026-10-21 10:05:00\t6\n".utf8),
        "text that begins \"2026-10-21 10:00:00\\u{9}5\""
      ),
      (Array("2026-10-21 INFO started\n".utf8), "text that begins \"2026-10-21 INFO started\""),
    ] as [([UInt8], String)]
  )
  func `what cannot be read is named, with what to do`(_ bytes: [UInt8], _ name: String) {
    guard case .unknown(let looksLike, let hint) = FormatGuess.guess(bytes.span) else {
      Issue.record("known")
      return
    }
    #expect(looksLike == name)
    #expect(!hint.isEmpty)
  }
}
