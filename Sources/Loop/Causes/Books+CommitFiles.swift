import Domain
import Host

extension Books {
  /// Commits asked about at most, files kept of each, and how long git may take.
  private static let commitLimit = 64
  private static let fileLimit = 200
  private static let gitTime = Duration.seconds(3)

  /// Asks git which files some commits touched; those it does not know are left out.
  package func files(ofCommits commits: [String]) -> [String: [String]] {
    // Telemetry names them: only whole hashes are handed on.
    let hashes = commits.filter {
      ($0.utf8.count == 40 || $0.utf8.count == 64) && $0.utf8.allSatisfy(Books.isHexadecimal)
    }
    guard !hashes.isEmpty, let git = Git(in: project.root, environment: environment) else { return [:] }
    let question = [
      "log", "--no-walk", "--ignore-missing", "--stdin", "--name-only", "--format=%x00%H", "-m", "--first-parent",
    ]
    let input = Array(hashes.prefix(Books.commitLimit).joined(separator: "\n").utf8) + [UInt8(ascii: "\n")]
    let outcome = git.run(question, input: input, outputLimit: 4 << 20, within: Books.gitTime)
    guard outcome.exitCode == 0 else { return [:] }
    var files: [String: [String]] = [:]
    for part in outcome.output.split(separator: 0) {
      let lines = part.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
      guard let hash = lines.first else { continue }
      files[hash] = Array(lines.dropFirst().prefix(Books.fileLimit))
    }
    return files
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }
}
