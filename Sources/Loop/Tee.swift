import Formats
package import Host
import Bytes

/// Passes requests on to the vendors they were meant for, as they came, and gives back what those say.
///
/// Whoever points an SDK here takes it from its vendor, and with some tools the answers that the program lives by: flags.
package final class Tee: Sendable {
  private let curl: Curl
  /// Where each tool's requests go: an address without a path of its own, as a rule.
  private let hosts: [String: String]
  private let state = Monitor(State())

  private struct State {
    var running = 0
    var passed = 0
    var failed = 0
    var lastFailure = ""
  }

  /// How it has gone.
  package struct Counts: Equatable, Sendable {
    package let passed: Int
    package let failed: Int
    package let lastFailure: String
  }

  /// Programs run at once; a request that finds no room in time is not passed on.
  private static let limit = 16
  private static let patience = Duration.seconds(5)
  /// What belongs to one connection (RFC 9110, 7.6.1), and what curl says by itself.
  private static let ownHeaders: Set<String> = [
    "connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "proxy-connection", "content-length",
    "host", "expect",
  ]

  /// `hosts` has an address for each tool whose requests are passed on.
  package init(hosts: [String: String], curl: Curl) {
    self.hosts = hosts.mapValues { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    self.curl = curl
  }

  package var counts: Counts {
    state.read { Counts(passed: $0.passed, failed: $0.failed, lastFailure: $0.lastFailure) }
  }

  /// Reads `TOOL=URL,TOOL=URL`.
  package static func hosts(_ typed: String) throws(LoopError) -> [String: String] {
    var hosts: [String: String] = [:]
    for part in typed.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2, WireRoute.tools.contains(sides[0]),
        sides[1].hasPrefix("https://") || sides[1].hasPrefix("http://")
      else {
        throw .badValue(
          argument: "--tee",
          typed: String(part),
          expected: "TOOL=URL, the tool one of \(WireRoute.tools.sorted().joined(separator: ", "))"
        )
      }
      hosts[sides[0]] = sides[1]
    }
    return hosts
  }

  /// Whether a tool's requests are passed on.
  func knows(_ tool: String) -> Bool { hosts[tool] != nil }

  /// Passes a request on; nil where the vendor cannot be reached.
  func answer(_ request: Receiver.Request, for tool: String, path: String) -> WireAnswer? {
    guard let host = hosts[tool] else { return nil }
    let hasRoom = state.wait(until: .now + Tee.patience) { state -> Bool? in
      guard state.running < Tee.limit else { return nil }
      state.running += 1
      return true
    }
    guard hasRoom == true else {
      note(failure: "too many requests at once")
      return nil
    }
    defer { state.update { $0.running -= 1 } }
    var forwarded = Curl.Request(url: host + path + (request.query.isEmpty ? "" : "?\(request.query)"))
    forwarded.method = request.method
    forwarded.headers = request.headers.filter { !Tee.ownHeaders.contains($0.name.lowercased()) }
    forwarded.body = request.body
    do throws(Curl.Failure) {
      let reply = try curl.send(forwarded)
      state.change { $0.passed += 1 }
      return Tee.answer(reply)
    } catch {
      note(failure: "\(error)")
      return nil
    }
  }

  private func note(failure: String) {
    state.change {
      $0.failed += 1
      $0.lastFailure = failure
    }
  }

  private static func answer(_ reply: Curl.Reply) -> WireAnswer {
    var answer = WireAnswer(reply.status, "", reply.body)
    answer.headers = reply.headers.filter { !ownHeaders.contains($0.name.lowercased()) }
      .map { WireAnswer.Header(name: $0.name, value: $0.value) }
    return answer
  }
}
