import Bytes
import Domain
import Host
import Ledger
import Store

/// The checkpoint files of a project: small texts that can be committed, as witnesses outside the store.
struct CheckpointFiles {
  private let folder: String

  /// Files looked at; the newest ones say all that older ones say.
  private static let limit = 1_000

  init(_ project: Project) {
    self.init(folder: project.stateFolder)
  }

  /// Names those in a state folder.
  init(folder: String) {
    self.folder = folder + "/checkpoints"
  }

  /// Returns the files' names and texts as they are, in order.
  func texts() throws(LoopError) -> [(name: String, text: String)] {
    guard Files.kind(folder) == .folder else { return [] }
    return try PlainFiles.files(in: folder).compactMap { path in
      guard let path = path.text, let name = path.split(separator: "/").last, let text = Files.text(path) else {
        return nil
      }
      return (String(name), text)
    }
  }

  /// Writes files that an export has handed out; a name that would lead elsewhere is refused.
  func write(_ rows: [JSONNode]) throws(LoopError) {
    try PlainFiles.makeFolder(folder)
    for row in rows {
      guard let name = row["name"]?.string, let text = row["text"]?.string, !name.contains("/"), !name.hasPrefix(".")
      else {
        throw .corrupt(what: "a row of the checkpoints", detail: "it has no name and text of a checkpoint")
      }
      try PlainFiles.write(Array(text.utf8), to: "\(folder)/\(name)")
    }
  }

  /// Returns the checkpoints there are; a file that is none is told of.
  func read(_ fault: (String) -> Void) throws(LoopError) -> [Checkpoint] {
    guard Files.kind(folder) == .folder else { return [] }
    var checkpoints: [Checkpoint] = []
    for path in try PlainFiles.files(in: folder).suffix(CheckpointFiles.limit) {
      guard let name = path.text, let text = Files.text(name) else {
        fault("checkpoint \(path) cannot be read")
        continue
      }
      do throws(CheckpointError) {
        checkpoints.append(try Checkpoint(text))
      } catch {
        fault("checkpoint \(path): \(error)")
      }
    }
    return checkpoints
  }

  /// Returns the last one that can be read: their names are in the order of their entries.
  private func latest() throws(LoopError) -> Checkpoint? {
    guard Files.kind(folder) == .folder else { return nil }
    for path in try PlainFiles.files(in: folder).reversed() where CheckpointFiles.isOurs(path) {
      // fine because audit tells of a damaged one, and the one before it serves as well here
      if let text = path.text.flatMap({ Files.text($0) }), let checkpoint = try? Checkpoint(text) { return checkpoint }
    }
    return nil
  }

  /// Whether a file is named as we name them: copies of somebody's may lie there too.
  private static func isOurs(_ path: FilePath) -> Bool {
    guard let name = path.text?.split(separator: "/").last, name.hasSuffix(".txt") else { return false }
    return name.dropLast(4).utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// Writes one when it is due: after a thousand entries, or the first of a day.
  func writeIfDue(_ store: Store, now: Timestamp) throws {
    guard let head = try store.read({ try $0.ledgerHead() }),
      Checkpoint.isDue(after: try latest(), head: LedgerHead(seq: head.seq, hash: head.hash), now: now)
    else { return }
    let chain = try store.read { try LedgerAudit.walk($0, LedgerChain(), {}, { _ in }) }
    // A broken chain gets no witness; audit says what is wrong with it.
    guard chain.fault == nil else { return }
    let checkpoint = chain.checkpoint(at: now)
    // It must never say more than what the disk has.
    try store.settleLog()
    try PlainFiles.makeFolder(folder)
    let digits = String(checkpoint.seq)
    let name = String(repeating: "0", count: max(0, 12 - digits.count)) + digits + ".txt"
    try PlainFiles.write(Array(checkpoint.text.utf8), to: "\(folder)/\(name)")
  }
}
