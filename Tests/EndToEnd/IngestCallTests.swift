import Bytes
import TestSupport
import Testing

/// What an agent sees of `ingest` on the wire.
@Suite struct IngestCallTests {
  @Test(arguments: [Revision.november2025, .july2026])
  func `a file of the project is taken in with progress that rises, and status knows of it`(_ revision: Revision) throws
  {
    try Fixture.with { fixture in
      try fixture.repository("shop")
      let lines = SampleSignals.days(0..<90, healthy: 90)
      try fixture.write(lines, to: "shop/telemetry.jsonl")
      try fixture.write("elsewhere", to: "secret.txt")
      let server = try fixture.start(.reckon, ["serve"]) { $0.folder = fixture.path("shop") }
      try server.open(revision)
      let meta: JSONObject = ["progressToken": "mine"]
      try server.send(Message.call(1, "ingest", ["path": "telemetry.jsonl"], meta: meta, in: revision))
      var shown: [Double] = []
      var message = try server.message()
      while message["method"]?.string == "notifications/progress" {
        #expect(message["params"]?["progressToken"]?.string == "mine")
        #expect(message["params"]?["total"]?.integer == Int64(lines.utf8.count))
        shown.append(message["params"]?["progress"]?.number ?? -1)
        message = try server.message()
      }
      #expect(!shown.isEmpty && zip(shown, shown.dropFirst()).allSatisfy { $0 < $1 })
      #expect(message["result"]?["isError"]?.bool != true)
      #expect(message.answerText?.hasPrefix("Took in 9540 signals (0 known already, 0 rejected") == true)
      let outside = try server.ask(Message.call(2, "ingest", ["path": "../secret.txt"], in: revision))
      #expect(outside["result"]?["isError"]?.bool == true)
      #expect(outside.answerText?.contains("what lies elsewhere a person takes in with reckon import") == true)
      let status = try server.ask(Message.call(3, "get_status", in: revision))
      #expect(status.answerText?.contains("otlp ") == true)
    }
  }
}
