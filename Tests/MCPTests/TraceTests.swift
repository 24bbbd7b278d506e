import Bytes
import Foundation
import Testing

// What is recorded is written by the server; only a test records by itself.
@testable import MCP

@Suite struct TraceTests {
  private let path = FileManager.default.temporaryDirectory.appending(path: "mcp-trace-\(UUID().uuidString)").path

  /// Records messages and returns the entries of the file.
  private func entries(_ messages: [(Trace.Direction, String)]) throws -> [JSONNode] {
    let trace = try #require(
      Trace(path: path) { keys, text in
        keys.contains("secret") ? "[hidden]" : text.replacing("hush-hush", with: "[hidden]")
      }
    )
    for (direction, message) in messages { trace.record(direction, Array(message.utf8)) }
    trace.flush(until: .now + LineReader.patience)
    defer { try? FileManager.default.removeItem(atPath: path) }  // fine because it lies in a temporary folder
    return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      try JSONDocument(String($0)).root
    }
  }

  @Test func `both directions are recorded, with the time a request took`() throws {
    let entries = try entries([
      (.received, #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#),
      (.sent, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n"),
      (.sent, #"{"jsonrpc":"2.0","id":2,"result":{}}"#),
    ])
    #expect(entries.map { $0["direction"]?.string } == ["received", "sent", "sent"])
    #expect(entries.map { $0["took_us"] != nil } == [false, true, false])
    #expect(entries.map { $0["bytes"]?.integer } == [40, 37, 36])
    #expect(entries[0]["message"]?.value.text == #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
  }

  @Test func `every string is redacted and cut, and what cannot be read is said to be so`() throws {
    let long = String(repeating: "x", count: 5_000)
    let entries = try entries([
      (.received, #"{"a":[{"secret":"s1"},{"secret":["s2",{"c":"s3"}]}],"b":"\#(long)"}"#),
      (.received, "{ not JSON \(long)"),
    ])
    let message = try #require(entries[0]["message"])
    #expect(message["a"]?.value.text == #"[{"secret":"[hidden]"},{"secret":["[hidden]",{"c":"[hidden]"}]}]"#)
    #expect(message["b"]?.string == String(repeating: "x", count: 4_096) + "… (5000 bytes)")
    #expect(entries[1]["unreadable"]?.string?.utf8.count == 256)
  }

  @Test func `a secret is hidden whole where the text around it is cut, and as a number`() throws {
    let padding = String(repeating: "x", count: 4_090)
    let text = "{\"a\":\"\(padding)hush-hush\",\"secret\":1234,\"b\":[1234,2.5]}"
    let entries = try entries([
      (.received, text), (.received, "{ \(padding.prefix(250))hush-hush"), (.received, "\"e\(combining)\""),
    ])
    let message = try #require(entries[0]["message"])
    #expect(message["a"]?.string?.contains("hush") == false)
    #expect(message["secret"]?.string == "[hidden]")
    #expect(message["b"]?.value.text == "[1234,2.5]")
    #expect(entries[1]["unreadable"]?.string?.contains("hush") == false)
    #expect((entries[2]["message"]?.string?.unicodeScalars.count ?? .max) < 4_200)
  }

  /// Accents without end, all on one character.
  private let combining = String(repeating: "\u{301}", count: 10_000)

  @Test func `a cancelled request is not timed, and its id may come again`() throws {
    let entries = try entries([
      (.received, #"{"jsonrpc":"2.0","id":1,"method":"a"}"#), (.received, Wire.cancel(1)),
      (.sent, #"{"jsonrpc":"2.0","id":1,"result":{}}"#),
    ])
    #expect(entries.map { $0["took_us"] != nil } == [false, false, false])
  }

  @Test func `an object of many members is recorded in no time`() throws {
    let message = "{" + (0..<60_000).map { "\"k\($0)\":0" }.joined(separator: ",") + "}"
    let time = try ContinuousClock().measure { _ = try entries([(.received, message)]) }
    // Compared each with each, so many members would take minutes.
    #expect(time < .seconds(30))
  }

  @Test func `a file that cannot be written gives no trace`() {
    #expect(Trace(path: "/no/such/folder/trace") { _, text in text } == nil)
  }
}
