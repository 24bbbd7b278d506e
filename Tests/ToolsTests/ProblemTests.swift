import Bytes
import Domain
import Host
import Loop
import Store
import TestSupport
import Testing
import Tools

@Suite struct ProblemTests {
  private static let bet = RecordID(.bet, of: "a bet")
  private static let next = RecordID(.bet, of: "the next bet")
  private static let hostile = "x\u{1b}[31m\u{202e}\n" + String(repeating: "y", count: 1_000)

  struct Failure: Sendable, CustomTestStringConvertible {
    let name: String
    let error: LoopError
    let kind: Problem.Kind
    /// The value that must be named.
    let value: String

    init(_ name: String, _ error: LoopError, _ kind: Problem.Kind, _ value: String) {
      self.name = name
      self.error = error
      self.kind = kind
      self.value = value
    }

    var testDescription: String { name }
  }

  static let failures: [Failure] = [
    Failure("a root that is missing", .noProject(missingRoot: "/gone"), .badInput, "/gone"),
    Failure("no project", .noProject(missingRoot: nil), .environment, "--root"),
    Failure("no store", .nothingImported(root: "/shop"), .badInput, "/shop"),
    Failure("no id", .notAnID(argument: "id", typed: "seven", wanted: [.bet, .opportunity]), .badInput, "seven"),
    Failure("an id of another kind", .notAnID(argument: "id", typed: bet.text, wanted: [.ship]), .badInput, bet.text),
    Failure("an unknown id", .unknownID(bet), .badInput, bet.text),
    Failure("a bad value", .badValue(argument: "since", typed: "noon", expected: "a time"), .badInput, "noon"),
    Failure("a missing value", .needs(argument: "lease", why: "renew goes by it"), .badInput, "lease"),
    Failure("an unreadable file", .unreadable(FileError(path: "/a.csv", reason: .notFound)), .badInput, "/a.csv"),
    Failure("an unwritable file", .unwritable(FileError(path: "/a.csv", reason: .badName)), .environment, "/a.csv"),
    Failure("a full folder", .notEmpty(path: "/full"), .badInput, "/full"),
    Failure("a store in the way", .storeExists(path: "/shop/.reckon"), .badInput, "/shop/.reckon"),
    Failure(
      "a lost race",
      .leaseHeld(bet: bet, by: "two", until: Timestamp(nanoseconds: 0), nextFree: next),
      .negative,
      next.text
    ),
    Failure(
      "a lost race for the last bet",
      .leaseHeld(bet: bet, by: "two", until: nil, nextFree: nil),
      .negative,
      "two"
    ),
    Failure("a refused lease", .leaseRefused(lease: "L-7K2M9Q", reason: "it has expired"), .negative, "L-7K2M9Q"),
    Failure(
      "a wrong state",
      .wrongState(bet, state: "killed", action: "acquire", allowed: "a ready bet"),
      .badInput,
      "killed"
    ),
    Failure("git", .git(reason: "there is no git on PATH"), .environment, "PATH"),
    Failure("a full disk", .store(.diskFull(path: "/shop/.reckon/store.db")), .environment, "/shop/.reckon/store.db"),
    Failure("a newer store", .store(.newerSchema(path: "/s", found: 9, known: 1)), .environment, "9"),
    Failure("no export", .badExport(path: "/backup", reason: "there is no manifest"), .badInput, "/backup"),
    Failure(
      "the past",
      .backdated(asOf: Timestamp(nanoseconds: 0), last: Timestamp(nanoseconds: 1_000_000_000)),
      .badInput,
      "1970-01-01T00:00:01Z"
    ),
    Failure("damage", .corrupt(what: "R-7K2M9Q", detail: "its body is not JSON"), .internalFailure, "R-7K2M9Q"),
    Failure("an interruption", .interrupted, .negative, "stopped"),
  ]

  @Test(arguments: failures) func `a failure names the value and ends as a sentence`(_ failure: Failure) {
    let problem = Problem(failure.error)
    #expect(problem.kind == failure.kind)
    #expect(problem.text.contains(failure.value), "\(problem.text)")
    #expect(!problem.text.contains("LoopError") && !problem.text.contains("Optional("), "\(problem.text)")
    #expect(problem.text.last == "." || problem.text.last == "}" || problem.text.hasSuffix("DIR"), "\(problem.text)")
  }

  @Test func `the words of all failures are those agreed on`() throws {
    let lines = Self.failures.map { "\($0.name): \(Problem($0.error).text)\n" }
    try Snapshot("problems.txt").expect(lines.joined())
  }

  static let foreign: [LoopError] = [
    .noProject(missingRoot: hostile), .nothingImported(root: hostile),
    .notAnID(argument: "id", typed: hostile, wanted: [.bet]),
    .badValue(argument: "since", typed: hostile, expected: "a time"), .notEmpty(path: hostile),
    .storeExists(path: hostile),
    .leaseHeld(bet: bet, by: hostile, until: nil, nextFree: nil), .leaseRefused(lease: hostile, reason: "it is none"),
    .git(reason: hostile), .corrupt(what: "R-7K2M9Q", detail: hostile), .badExport(path: hostile, reason: hostile),
    .unreadable(FileError(path: hostile, reason: .notFound)), .unwritable(FileError(path: hostile, reason: .notFound)),
  ]

  @Test(arguments: foreign) func `what others named is shown on one line, visible and cut`(_ error: LoopError) {
    let text = Problem(error).text
    #expect(!text.contains("\u{1b}") && !text.contains("\u{202e}") && !text.contains("\n"), "\(text)")
    #expect(text.count < 900, "\(text.count) characters")
  }

  @Test func `an error that nobody foresaw is told as such`() {
    struct Unforeseen: Error {}
    let problem = Problem(Unforeseen())
    #expect(problem.kind == .internalFailure)
    #expect(problem.text.contains("should not"))
  }
}
