import Bytes
import Formats
import TestSupport
import Testing

/// LangSmith's multipart bodies.
@Suite struct LangSmithPartTests {
  private static let run =
    #"{"id":"r1","trace_id":"t1","run_type":"llm","name":"chat","start_time":"2026-11-20T09:27:59Z","#
    + #""end_time":"2026-11-20T09:28:00Z"}"#

  static func body(_ parts: [(String, String)], boundary: String = "--4225", isEnded: Bool = true) -> String {
    parts.map { name, content in
      "\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\nContent-Type: application/json\r\n\r\n"
        + "\(content)\r\n"
    }.joined() + (isEnded ? "\(boundary)--\r\n" : "")
  }

  static let sample = body([
    ("post.r1", run), ("post.r1.inputs", #"{"q":1}"#), ("post.r1.outputs", #"{"model":"gpt-4o"}"#),
    ("post.r1.events", "[]"), ("patch.r2", run), ("patch.r2.error", #""KeyError(1)""#),
  ])

  @Test func `the parts of a run are one run`() {
    let batch = read(LangSmithPartTests.sample, as: .langSmithRuns)
    #expect(batch.rejects.count == 0)
    #expect(
      batch.spans.map { batch.shown($0.attributes) } == [
        [
          "run_type='llm'", "run_type='llm'", #"inputs=json q":1"#, #"outputs=json model":"gpt-4o"#,
          "outputs.model='gpt-4o'",
        ],
        ["run_type='llm'", "error.type='KeyError'", "run_type='llm'"],
      ]
    )
    #expect(batch.spans.map(\.line) == [1, 21])
  }

  @Test func `a patch of a run in the same body ends it`() {
    let open = #"{"id":"r1","trace_id":"t1","run_type":"tool","name":"find","start_time":"2026-11-20T09:27:59Z"}"#
    let parts = [
      ("post.r1", open), ("post.r1.inputs", #"{"q":1}"#), ("post.r1.outputs", "{}"),
      ("patch.r1", #"{"id":"r1","trace_id":"t1","end_time":"2026-11-20T09:28:00Z"}"#),
      ("patch.r1.outputs", #"{"a":2}"#),
    ]
    let batch = read(LangSmithPartTests.body(parts), as: .langSmithRuns)
    #expect(batch.rejects.count == 0 && batch.skips.counts.isEmpty)
    #expect(batch.spans.map { ($0.end - $0.start) / 1_000_000 } == [1_000])
    #expect(
      batch.spans.map { batch.shown($0.attributes) } == [
        ["run_type='tool'", "run_type='tool'", #"inputs=json q":1"#, #"outputs=json a":2"#]
      ]
    )
  }

  @Test func `it is told by its first parts`() {
    let bytes = Array(LangSmithPartTests.sample.utf8)
    #expect(FormatGuess.guess(bytes.span) == .known(.langSmithRuns))
    for other in [
      "--\r\nname=\"post.", "--a", "-- a comment in SQL\nselect 1", "--4225\r\nname=\"feedback.1\"\r\n\r\n{}",
    ] {
      #expect(FormatGuess.guess(Array(other.utf8).span) != .known(.langSmithRuns), "\(other)")
    }
  }

  @Test func `files beside runs are left out and counted`() {
    let parts = [
      ("post.r1", LangSmithPartTests.run),
      ("attachment.r1.page", "bytes"),
    ]
    let batch = read(LangSmithPartTests.body(parts), as: .langSmithRuns)
    #expect(batch.spans.count == 1 && batch.rejects.count == 0)
    #expect(batch.skips.counts == [.attachments: 1])
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let name: String
    let body: String
    var spans = 0
    var rejects = 1

    var testDescription: String { name }
  }

  @Test(arguments: [
    Fault(name: "no boundary", body: "{}"),
    Fault(name: "a part of another kind", body: body([("dataset.1", "{}"), ("post.r1", run)]), spans: 1),
    Fault(name: "parts without the run's own", body: body([("post.r1.inputs", "{}")])),
    Fault(name: "a run that is no object", body: body([("post.r1", "[1]")])),
    Fault(name: "an empty run", body: body([("post.r1", "")])),
    Fault(
      name: "a part that is no JSON",
      body: body([("post.r1", run), ("post.r1.outputs", "{"), ("post.r2", run)]),
      spans: 1
    ),
    Fault(name: "a part without a blank line", body: "--4225\r\nname=\"post.r1\"\r\n--4225--"),
    Fault(name: "no end", body: body([("post.r1", run)], isEnded: false), spans: 1, rejects: 0),
    Fault(name: "nothing", body: "--4225\r\n"),
    Fault(
      name: "an object with members from other parts alone",
      body: body([("post.r1", "{}"), ("post.r1.error", "1")])
    ),
  ])
  func `what is wrong with a part costs its run alone`(_ fault: Fault) {
    let batch = read(fault.body, as: .langSmithRuns)
    #expect(batch.spans.count == fault.spans)
    #expect(batch.rejects.count + batch.messages.count == fault.rejects)
  }

  @Test func `cut anywhere it is read or rejected, always alike`() {
    let bytes = Array(LangSmithPartTests.sample.utf8)
    for count in bytes.indices {
      let cut = Array(bytes[..<count])
      let batch = read(cut, as: .langSmithRuns)
      #expect(batch.spans.count <= 2)
      #expect(batch.rejects == read(cut, as: .langSmithRuns).rejects)
      _ = FormatGuess.guess(cut.span)
    }
  }

  @Test func `with bytes changed it is read or rejected`() {
    var generator = SplitMix64(seed: 4)
    let bytes = Array(LangSmithPartTests.sample.utf8)
    for _ in 0..<400 {
      var changed = bytes
      for _ in 0..<3 { changed[Int.random(in: changed.indices, using: &generator)] = generator.bytes(1)[0] }
      #expect(read(changed, as: .langSmithRuns).spans.count <= 2)
    }
  }

  @Test func `many runs and many parts take time in proportion`() {
    let parts = (0..<4_000).map { ("post.r\($0)", LangSmithPartTests.run) }
    #expect(read(LangSmithPartTests.body(parts), as: .langSmithRuns).spans.count == 4_000)
  }
}
