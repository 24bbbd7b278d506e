import Templates
import Themes

/// The templates of what errors without a stack say, and of plain lines of logs; see docs/find/logs.md.
///
/// The templates of each type and service are apart. A group is never moved into another: who joins later joins the
/// oldest one.
struct MessageTemplates: Sendable {
  private let key: DigestKey
  private var miner: TemplateMiner

  /// Begins with no message seen.
  init(_ key: DigestKey) {
    self.key = key
    miner = TemplateMiner(seed: MessageTemplates.seed(key), masksQuotes: true)
  }

  /// Resumes from a snapshot; an empty one is a beginning.
  init(_ key: DigestKey, snapshot: [UInt8]) throws(SnapshotError) {
    self.init(key)
    guard !snapshot.isEmpty else { return }
    do {
      miner = try TemplateMiner(seed: MessageTemplates.seed(key), masksQuotes: true, snapshot: snapshot)
    } catch {
      throw .damaged(member: "templates")
    }
  }

  /// The state to resume from.
  var snapshot: [UInt8] { miner.snapshot }

  private static func seed(_ key: DigestKey) -> UInt64 { key.number("templates of messages") }

  /// Returns the digest of the template that a message belongs to.
  mutating func digest(of message: String, type: String, service: String) -> String {
    let bytes = Array(message.utf8.prefix(4_096))
    let group = miner.add(line: bytes.span, scope: key.number("\(type)\u{0}\(service)"))
    _ = miner.takeMoves()
    return key.digest("\(type)\u{0}\(group)")
  }
}
