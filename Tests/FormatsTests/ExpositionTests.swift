import Formats
import Testing

/// What programs show to Prometheus: the text format and OpenMetrics.
@Suite struct ExpositionTests {
  struct Line: Sendable, CustomTestStringConvertible {
    let text: String
    var point: String?
    var reason: String?
    var testDescription: String { text }

    init(_ text: String, _ point: String? = nil, reason: String? = nil) {
      self.text = text
      self.point = point
      self.reason = reason
    }
  }

  @Test(arguments: [
    (##"# {trace_id="0102030405060708090a0b0c0d0e0f10",span_id="000000000000000a"} 0.5 1700000000.1"##, " 10"),
    (##"# {span_id="a",job="x",trace_id="0102030405060708090a0b0c0d0e0f10"} 0.5"##, " 0"),
    (##"# {trace_id="abc"} 0.5"##, nil), (##"# {trace_id=} 0.5"##, nil), (##"# {trace_id="0102"##, nil), ("# {", nil),
    ("# 7", nil),
  ]) func `a sample names the span of its exemplar, and stands without one`(_ exemplar: String, _ span: String?) {
    let batch = read(#"took_bucket{le="1"} 3 1700000000 "# + exemplar, as: .exposition)
    #expect(batch.points == ["took_bucket cumulative 0 1700000000000000000 3.0 ['1']"])
    #expect(batch.metrics.map { batch.link($0) } == [span.map { "0102030405060708090a0b0c0d0e0f10\($0)" } ?? ""])
  }

  @Test(arguments: [
    Line("up 1 1700000000000", "up level 0 1700000000000000000 1.0 []"),
    Line("  up\t1   1700000000000 ", "up level 0 1700000000000000000 1.0 []"),
    Line("up 1 1700000000.25", "up level 0 1700000000250000000 1.0 []"),
    Line("hits_total 5 1700000000000", "hits_total cumulative 0 1700000000000000000 5.0 []"),
    Line("up +Inf 1700000000000", "up level 0 1700000000000000000 inf []"),
    Line("up -1.5e-3 1.7e+12", "up level 0 1700000000000000000 -0.0015 []"),
    Line(#"up{a="x",b="y"} 1 1700000000000"#, "up level 0 1700000000000000000 1.0 ['x', 'y']"),
    Line(#"up { a = "x" , } 1 1700000000000"#, "up level 0 1700000000000000000 1.0 ['x']"),
    Line(#"up{a="q\"\\\n}é"} 1 1700000000000"#, "up level 0 1700000000000000000 1.0 ['q\"\\\n}é']"),
    Line(#"{"http.took",a="x"} 1 1700000000000"#, "http.took level 0 1700000000000000000 1.0 ['x']"),
    Line(
      ##"took_bucket{le="1"} 3 1700000000 # {trace_id="abc"} 0.5 1700000000.1"##,
      "took_bucket cumulative 0 1700000000000000000 3.0 ['1']"
    ),
    Line("up 1", reason: "a sample has no time"),
    Line("up", reason: "a sample has no number"),
    Line("up one 1700000000000", reason: "a sample has no number"),
    Line("up 1 soon", reason: "a sample has no time behind its number"),
    Line("up 1 1700000000000 7", reason: "a sample has no time behind its number"),
    Line(#"up{a="x" 1 1700000000000"#, reason: "a sample has labels that do not end"),
    Line(#"up{a="x"#, reason: "a sample has a text that does not end"),
    Line("up{a=x} 1 1700000000000", reason: "a sample has a label without quotes"),
    Line("up{a} 1 1700000000000", reason: "a sample has a label without a value"),
    Line(#"{a="x"} 1 1700000000000"#, reason: "a sample has no name"),
    Line("7up 1 1700000000000", reason: "a sample begins with no name"),
    Line("# a comment"), Line(""), Line("# EOF"),
  ])
  func `a line is a sample, or is said not to be one`(_ line: Line) {
    let batch = read(line.text, as: .exposition)
    #expect(batch.points == [line.point].compactMap(\.self))
    #expect(batch.rejects.listed.map(\.reason) == [line.reason].compactMap(\.self))
    #expect(batch.metrics.isEmpty ? batch.attributes.isEmpty : true)
  }

  private static let text = """
    # HELP hits Requests.
    # TYPE hits counter
    hits 3
    # TYPE temp_total gauge
    temp_total 20.5
    # TYPE took histogram
    took_bucket{le="0.5"} 1
    took_bucket{le="+Inf"} 2
    took_sum 1.5
    took_count 2
    # TYPE wait summary
    wait{quantile="0.5"} 0.2
    wait_sum 3
    gone NaN
    # EOF
    """

  @Test func `types say how samples go together, and a scrape gives them its time`() {
    var batch = RecordBatch()
    var reader = RecordReader(.exposition, received: 1_700_000_000_000_000_000)
    let bytes = Array(Self.text.utf8)
    reader.read(bytes.span, into: &batch)
    let forms = batch.metrics.map { "\(batch.string($0.name)) \($0.form)" }
    #expect(
      forms == [
        "hits cumulative", "temp_total level", "took_bucket cumulative", "took_bucket cumulative",
        "took_sum cumulative",
        "took_count cumulative", "wait level", "wait_sum cumulative",
      ]
    )
    #expect(batch.metrics.allSatisfy { $0.time == 1_700_000_000_000_000_000 })
    #expect(batch.metrics.map(\.line) == [3, 5, 7, 8, 9, 10, 12, 13])
    #expect(batch.skips.counts == [.missingValues: 1])
    // Line by line it is the same.
    var lines = RecordBatch()
    var other = RecordReader(.exposition, received: 1_700_000_000_000_000_000)
    for (number, line) in bytes.split(separator: 10).enumerated() {
      other.read(Array(line).span, line: number + 1, into: &lines)
    }
    #expect(lines.points == batch.points)
    #expect(FormatGuess.guess(bytes.span) == .known(.exposition))
  }

  @Test func `no part of a text does harm`() {
    let bytes = Array(#"took_bucket{le="0.5",a="\\\"x"} 1 1700000000000 # {t="1"} 2"#.utf8)
    for count in 0..<bytes.count {
      let batch = read(Array(bytes.prefix(count)), as: .exposition)
      #expect(batch.count + batch.rejects.count <= 1)
    }
  }

  @Test(arguments: [
    ("up 1\n", true), ("# TYPE up gauge\nup 1\n", true), (#"up{a="x"} 1 1700000000000"#, true), ("# notes\n", false),
    ("up and down\n", false), ("body,created_at\n", false), ("2026-10-21 5\n", false),
  ])
  func `a text is known by its first line`(_ text: String, _ isKnown: Bool) {
    let bytes = Array(text.utf8)
    #expect((FormatGuess.guess(bytes.span) == .known(.exposition)) == isKnown)
  }

  @Test(arguments: [
    ("shop\n127.0.0.1:80", ["job='shop'", "instance='127.0.0.1:80'", "exported_job='x'", "b='y'"]),
    ("\n127.0.0.1:80", ["instance='127.0.0.1:80'", "job='x'", "b='y'"]), ("", ["job='x'", "b='y'"]),
  ])
  func `a page that was scraped has labels that say from where`(_ label: String, _ labels: [String]) {
    var batch = RecordBatch()
    let wire = WireBody(route: .scrape, label: label)
    wire.read(Array("up{job=\"x\",b=\"y\"} 1".utf8), received: 1_700_000_000_000_000_000, into: &batch)
    #expect(batch.metrics.map { batch.shown($0.labels) } == [labels])
    #expect(batch.metrics.map(\.time) == [1_700_000_000_000_000_000])
  }

  @Test func `labels without end are bounded`() {
    let labels = (0..<5_000).map { "l\($0)=\"v\"" }.joined(separator: ",")
    let batch = read("up{\(labels)} 1 1700000000000", as: .exposition)
    #expect(batch.metrics.map(\.labels.count) == [Attribute.limit])
    #expect(batch.skips.counts == [.attributesOverLimit: 5_000 - Attribute.limit])
  }
}
