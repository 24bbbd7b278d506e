import Bytes
import Glibc

/// The `curl` program, for what is sent to others: it speaks TLS, and knows whom to trust.
package struct Curl: Sendable {
  private let program: String
  private let environment: Environment
  /// Where what it is told lies while it runs: not among its arguments, which everybody on the host can read.
  private let folder: String

  private static let count = Monitor(0)

  /// Why there is no reply.
  package enum Failure: Error, Equatable, CustomStringConvertible {
    case notStarted, outOfTime, tooLong
    /// Its exit code, and what it says.
    case failed(Int, String)
    case noReply

    package var description: String {
      switch self {
      case .notStarted: "curl cannot be started"
      case .outOfTime: "no reply in time"
      case .tooLong: "the reply is too long"
      case .failed(let code, let words): "curl ended with \(code): \(words)"
      case .noReply: "the reply is none"
      }
    }
  }

  /// A request for somebody else.
  package struct Request: Sendable {
    package var method = "GET"
    package let url: String
    package var headers: [(name: String, value: String)] = []
    package var body: [UInt8] = []
    package var timeLimit = Duration.seconds(10)
    /// Whether a name and password for the host may come from the user's ~/.netrc.
    package var usesNetrc = false

    package init(url: String) {
      self.url = url
    }
  }

  /// What the other said.
  package struct Reply: Equatable, Sendable {
    package let status: Int
    package let headers: [Header]
    package let body: [UInt8]

    /// One header.
    package struct Header: Equatable, Sendable {
      package let name: String
      package let value: String

      package init(name: String, value: String) {
        self.name = name
        self.value = value
      }
    }

    package init(status: Int, headers: [Header], body: [UInt8]) {
      self.status = status
      self.headers = headers
      self.body = body
    }

    /// Returns the first value under a name, which is given in lower case.
    package func header(_ name: String) -> String? {
      headers.first { $0.name.lowercased() == name }?.value
    }
  }

  /// Finds the program on PATH; nil where there is none.
  ///
  /// `folder` has to be nobody else's.
  package init?(_ environment: Environment, folder: String) {
    guard let program = environment.program("curl") else { return nil }
    self.program = program
    self.environment = environment
    self.folder = folder
  }

  private static let replyLimit = 32 << 20
  /// How it ends when its time is over (its manual, "EXIT CODES").
  private static let timeIsOver = 28

  /// Sends a request and waits for the reply; redirections are not followed.
  ///
  /// `isCancelled` is asked every few milliseconds.
  package func send(_ request: Request, isCancelled: () -> Bool = { false }) throws(Failure) -> Reply {
    let number = Curl.count.change { count in
      count += 1
      return count
    }
    let settings = "\(folder)/curl-\(getpid())-\(number)"
    do throws(FileError) {
      guard let path = FilePath(settings) else { throw FileError(path: settings, reason: .badName) }
      try FileWriter.replace(path, with: Array(Curl.settings(request).utf8), mode: 0o600)
    } catch {
      throw .notStarted
    }
    defer { unsafe unlink(settings) }
    var run = ProgramRun(program, ["--disable", "--config", settings], environment: environment.variables)
    run.input = request.body
    run.outputLimit = Curl.replyLimit
    run.timeLimit = request.timeLimit + .seconds(1)
    let outcome = run.run(isCancelled: isCancelled)
    switch outcome.ending {
    case .exited(0): break
    case .exited(Curl.timeIsOver): throw .outOfTime
    case .exited(let code):
      throw .failed(code, VisibleText.escape(String(decoding: outcome.errors, as: UTF8.self), limit: 200))
    case .tooMuchOutput: throw .tooLong
    case .outOfTime, .cancelled: throw .outOfTime
    case .killed, .notStarted: throw .notStarted
    }
    guard let reply = Reply(outcome.output) else { throw .noReply }
    return reply
  }

  /// Returns a file of settings (curl's manual, `--config`).
  private static func settings(_ request: Request) -> String {
    var lines = [
      "url = \(quoted(request.url))", "request = \(quoted(request.method))", "include", "silent", "show-error",
      // Brackets in an address are no pattern of its own.
      "http1.1", "globoff",
      "proto = \"=http,https\"", "max-time = \(request.timeLimit.components.seconds)",
      // It would otherwise wait for leave, and name a form that nobody has said.
      "header = \"Expect:\"", "header = \"User-Agent:\"", "header = \"Accept:\"",
    ]
    if request.method == "HEAD" { lines.append("head") }
    if request.usesNetrc { lines.append("netrc-optional") }
    if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
      lines.append("header = \"Content-Type:\"")
    }
    for (name, value) in request.headers { lines.append("header = \(quoted("\(name): \(value)"))") }
    if !request.body.isEmpty { lines.append("data-binary = \"@-\"") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Puts a text into quotes; what would end it, or the line, is escaped.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\n", "\r", "\0": quoted += " "
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

extension Curl.Reply {
  /// Reads what such a program prints: the heads, interim ones first, and the body.
  package init?(_ output: [UInt8]) {
    var rest = output[...]
    while let end = Curl.Reply.headEnd(rest) {
      let lines = rest[..<end].split(separator: UInt8(ascii: "\n")).map { line in
        String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
      }
      rest = rest[end...]
      guard let words = lines.first?.split(separator: " "), words.count >= 2, words[0].hasPrefix("HTTP/"),
        let status = Int(words[1])
      else { return nil }
      if (100..<200).contains(status) { continue }
      let headers = lines.dropFirst().compactMap { line -> Header? in
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let value = line[line.index(after: colon)...].drop { $0 == " " }
        return Header(name: String(line[..<colon]), value: String(value))
      }
      self.init(status: status, headers: headers, body: Array(rest))
      return
    }
    return nil
  }

  private static func headEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
    var last: Int?
    for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
      if let last, index - last <= 2 { return index + 1 }
      last = index
    }
    return nil
  }
}
