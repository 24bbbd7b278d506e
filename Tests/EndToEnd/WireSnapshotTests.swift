import Bytes
import TestSupport
import Testing

/// What clients see of the server, byte for byte.
@Suite struct WireSnapshotTests {
  @Test(arguments: Revision.allCases)
  func `each revision gets the bytes it always got`(_ revision: Revision) throws {
    try Fixture.with { fixture in
      // The root folder is a project that looks the same everywhere.
      let server = try fixture.start(.reckon, ["serve"]) { $0.folder = "/" }
      var requests: [JSONValue] = []
      if revision.isStateless {
        requests.append(Message.request(1, "server/discover", in: revision))
      } else {
        requests += [Message.initialize(1, revision.rawValue), Message.initialized]
      }
      requests += [
        Message.request(2, "tools/list", in: revision),
        Message.call(3, "get_status", in: revision),
        Message.call(4, "get_status", ["format": "json"], in: revision),
        Message.call(5, "get_status", ["max_tokens": "many"], in: revision),
        Message.call(6, "get_statue", in: revision),
        Message.request(7, "prompts/list", in: revision),
      ]
      var lines: [String] = []
      for request in requests {
        try server.send(request)
        guard request["id"] != nil else { continue }
        lines.append(String(decoding: try server.line(), as: UTF8.self) + "\n")
      }
      try Snapshot("\(revision.rawValue).ndjson").expect(lines.joined())
    }
  }
}
