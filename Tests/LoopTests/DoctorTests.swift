import Host
import Loop
import TestSupport
import Testing

@Suite struct DoctorTests {
  private static let rehearsals = [
    "serve, 2025-06-18", "serve, 2025-11-25", "serve, 2026-07-28", "serve, stderr closed", "serve, probed and killed",
  ]

  /// Longer than any fake takes, and than any machine is busy.
  private static let long = Duration.seconds(180)
  /// Long enough to be sure of, short enough to wait for.
  private static let brief = Duration.milliseconds(200)

  /// A server that does as it should until its script says otherwise.
  struct Fake: Sendable, CustomTestStringConvertible {
    let name: String
    /// Before it reads anything.
    var start = ""
    /// The reply to `initialize`; `$revision` is the one asked for.
    var initialized = #"{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"'"$revision"'"}}"#
    var listed = #"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"one"}]}}"#
    var discovered = #"{"jsonrpc":"2.0","id":1,"result":{"supportedVersions":[]}}"#
    /// Once its input has ended.
    var end = "exit 0"
    var patience = Doctor.Patience(answer: long, end: long)
    /// What the doctor says of all rehearsals, or of those named; the others are well.
    let reason: String?
    var only: [String]?

    var testDescription: String { name }

    var script: String {
      """
      \(start)
      while IFS= read -r line; do
        revision=${line#*'"protocolVersion":"'}
        revision=${revision%%'"'*}
        case $line in
          *'"initialize"'*) printf '%s\\n' '\(initialized)' ;;
          *'"tools/list"'*) printf '%s\\n' '\(listed)' ;;
          *'"server/discover"'*) printf '%s\\n' '\(discovered)' ;;
        esac
      done
      \(end)
      """
    }
  }

  private static let handshakes = ["serve, 2025-06-18", "serve, 2025-11-25", "serve, stderr closed"]
  private static let untilTheEnd = handshakes + ["serve, 2026-07-28"]

  static let fakes: [Fake] = [
    Fake(name: "well", reason: nil),
    Fake(name: "gone at once", start: "exit 3", reason: "ended before it answered"),
    Fake(
      name: "silent",
      start: "exec sleep 60",
      patience: Doctor.Patience(answer: brief, end: long),
      reason: "no answer to"
    ),
    Fake(
      name: "a banner on stdout",
      start: "echo 'Welcome to the server!'",
      reason: "something other than the protocol was written to stdout"
    ),
    Fake(
      name: "a blank line on stdout",
      start: "echo",
      reason: "something other than the protocol was written to stdout"
    ),
    Fake(
      name: "refuses to open",
      initialized: #"{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"no"}}"#,
      reason: "initialize was refused",
      only: handshakes
    ),
    Fake(
      name: "one revision for all",
      initialized: #"{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25"}}"#,
      reason: "the handshake agreed on another revision",
      only: ["serve, 2025-06-18"]
    ),
    Fake(
      name: "no tools",
      listed: #"{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}"#,
      reason: "the list of tools is empty",
      only: untilTheEnd
    ),
    Fake(name: "an error at the end", end: "exit 9", reason: "ended with an error", only: untilTheEnd),
    Fake(
      name: "a farewell on stdout",
      end: "echo bye",
      reason: "wrote to stdout without being asked",
      only: untilTheEnd
    ),
    Fake(
      name: "goes on without input",
      end: "exec sleep 60",
      patience: Doctor.Patience(answer: long, end: brief),
      reason: "went on after its input was closed",
      only: untilTheEnd
    ),
    Fake(
      name: "goes on without input or output",
      end: "exec sleep 60 >&-",
      patience: Doctor.Patience(answer: long, end: brief),
      reason: "went on after its input was closed",
      only: untilTheEnd
    ),
    Fake(
      name: "ignores SIGTERM",
      start: "trap '' TERM",
      patience: Doctor.Patience(answer: long, end: brief),
      reason: "ignored SIGTERM",
      only: ["serve, probed and killed"]
    ),
  ]

  private static func findings(_ fixture: Fixture, executable: String, _ patience: Doctor.Patience) throws
    -> [Doctor.Finding]
  {
    let environment = Environment(
      variables: try fixture.environment(),
      workingDirectory: fixture.folder,
      executable: executable
    )
    var findings: [Doctor.Finding] = []
    Doctor(workplace: Workplace(environment: environment, rootOption: nil), patience: patience).examine {
      findings.append($0)
    }
    return findings
  }

  @Test(arguments: fakes)
  func `a server that misbehaves is told by what it does`(_ fake: Fake) throws {
    try Fixture.with { fixture in
      let executable = try fixture.script("fake", fake.script)
      let findings = try Self.findings(fixture, executable: executable, fake.patience)
      for rehearsal in Self.rehearsals {
        let finding = try #require(findings.first { $0.subject == rehearsal })
        guard let reason = fake.reason, fake.only?.contains(rehearsal) != false else {
          #expect(finding.outcome == .good, "\(rehearsal): \(finding.detail)")
          continue
        }
        #expect(finding.outcome == .failure, "\(rehearsal): \(finding.detail)")
        #expect(finding.detail.hasPrefix(reason), "\(rehearsal)")
        #expect(finding.fix != nil)
      }
    }
  }

  @Test func `a program that is not there could not be started`() throws {
    try Fixture.with { fixture in
      let patience = Doctor.Patience(answer: Self.long, end: Self.long)
      let findings = try Self.findings(fixture, executable: fixture.path("gone"), patience)
      let serving = findings.filter { Self.rehearsals.contains($0.subject) }
      #expect(serving.map(\.outcome) == Array(repeating: .failure, count: Self.rehearsals.count))
    }
  }

  // MARK: Surroundings

  struct Place: Sendable, CustomTestStringConvertible {
    let name: String
    var rootOption: String?
    var path: String?
    let project: Doctor.Finding.Outcome
    var git = Doctor.Finding.Outcome.good

    var testDescription: String { name }
  }

  @Test(arguments: [
    Place(name: "a repository", rootOption: "shop", project: .good),
    Place(name: "a folder without git", rootOption: "bare", project: .warning),
    Place(name: "a root that is no folder", rootOption: "gone", project: .failure),
    Place(name: "no git program", rootOption: "shop", path: "/nowhere", project: .good, git: .failure),
  ])
  func `the surroundings are judged, and each fault comes with what to do`(_ place: Place) throws {
    try Fixture.with { fixture in
      try fixture.repository("shop")
      try fixture.makeFolder("bare")
      var variables = try fixture.environment()
      variables["PATH"] = place.path ?? variables["PATH"]
      let executable = try fixture.script("fake", "exit 1")
      let environment = Environment(
        variables: variables,
        workingDirectory: fixture.folder,
        executable: executable
      )
      var findings: [String: Doctor.Finding] = [:]
      let patience = Doctor.Patience(answer: Self.long, end: Self.long)
      Doctor(workplace: Workplace(environment: environment, rootOption: place.rootOption), patience: patience)
        .examine { findings[$0.subject] = $0 }
      #expect(findings["program"]?.detail.hasSuffix(executable) == true)
      #expect(findings["project"]?.outcome == place.project)
      #expect(findings["git"]?.outcome == place.git)
      for finding in findings.values where finding.outcome != .good { #expect(finding.fix != nil) }
      let root = fixture.path(place.rootOption ?? "")
      #expect(findings["project"]?.detail.hasPrefix(root) == true)
    }
  }
}
