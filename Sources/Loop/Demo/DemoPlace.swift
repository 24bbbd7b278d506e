import Bytes
import Domain
import Host

/// The folder a demo is played in: a small repository, its telemetry as files, and a store.
struct DemoPlace {
  let folder: String
  let product: DemoProduct
  let repository: DemoRepository
  let environment: Environment

  /// The demo's seed and days: the same for everybody, so that everybody sees the same figures.
  static let seed: UInt64 = 42
  /// 2026-09-07, a Monday.
  static let firstDay: Int32 = 20_703
  /// The fix is deployed on this day at noon.
  static let shipDay = 14

  init(folder: String, environment: Environment) {
    self.folder = folder
    self.environment = environment
    product = DemoProduct(seed: DemoPlace.seed, firstDay: DemoPlace.firstDay, fixedFrom: DemoPlace.deployed.seconds)
    repository = DemoRepository(firstDay: DemoPlace.firstDay)
  }

  /// Returns a moment of a day of the demo.
  static func moment(day: Int, hour: Int64) -> Timestamp {
    Timestamp(microseconds: ((Int64(firstDay) + Int64(day)) * 86_400 + hour * 3_600) * 1_000_000)
  }

  static let deployed = moment(day: shipDay, hour: 12)

  // MARK: Files

  /// Makes the folder with its repository; refuses one that holds anything already.
  func prepare() throws {
    guard Files.kind(folder) == nil || PlainFiles.isEmpty(folder) else { throw LoopError.notEmpty(path: folder) }
    try PlainFiles.makeFolder(folder)
    try git(["init", "--quiet", "--initial-branch=main"], at: DemoPlace.moment(day: 0, hour: 0).seconds)
    try write("*\n", to: "telemetry/.gitignore")
    for commit in repository.history { try self.commit(commit) }
  }

  /// Writes the days' telemetry as files and returns their paths.
  func writeDays(_ days: Range<Int>, named name: String) throws -> [String] {
    let lines = days.flatMap { product.spansAndLogs(day: $0) }
    let rows = DemoProduct.messagesHeader + days.flatMap { product.messages(day: $0) }
    return [
      try write(lines, to: "telemetry/\(name).jsonl"), try write(rows, to: "telemetry/\(name)-messages.csv"),
    ]
  }

  /// Makes a commit; returns its hash.
  @discardableResult
  func commit(_ commit: DemoRepository.Commit) throws -> String {
    for file in commit.files { try write(Array(file.contents.utf8), to: file.path) }
    try git(["add", "--all"], at: commit.time)
    try git(["commit", "--quiet", "--message", commit.message], at: commit.time)
    let hash = try git(["rev-parse", "HEAD"], at: commit.time)
    return String(decoding: hash, as: UTF8.self).trimmed
  }

  @discardableResult
  private func git(_ arguments: [String], at seconds: Int64) throws -> [UInt8] {
    guard let program = environment.program("git") else { throw LoopError.git(reason: "there is no git on PATH") }
    // A demo must not depend on what the machine's owner has set.
    let variables = [
      "PATH": environment.variables["PATH"] ?? "", "HOME": folder, "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": DemoRepository.author,
      "GIT_AUTHOR_EMAIL": DemoRepository.email, "GIT_COMMITTER_NAME": DemoRepository.author,
      "GIT_COMMITTER_EMAIL": DemoRepository.email, "GIT_AUTHOR_DATE": "\(seconds) +0000",
      "GIT_COMMITTER_DATE": "\(seconds) +0000",
    ]
    let outcome = ProgramRun(program, ["-C", folder] + arguments, environment: variables).run()
    guard outcome.exitCode == 0 else {
      throw LoopError.git(reason: String(decoding: outcome.errors.prefix(300), as: UTF8.self))
    }
    return outcome.output
  }

  @discardableResult
  private func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

  @discardableResult
  private func write(_ bytes: [UInt8], to name: String) throws -> String {
    let path = "\(folder)/\(name)"
    if let slash = path.lastIndex(of: "/") { try PlainFiles.makeFolder(String(path[..<slash])) }
    try PlainFiles.write(bytes, to: path)
    return path
  }
}

extension String {
  /// The text without white space at its end.
  fileprivate var trimmed: String {
    var text = self[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
