import Bytes
import Domain
import Find
import Store

/// What a process has read and worked out of a store, for the calls that come after.
///
/// An answer is the same with and without it: of records only those are read anew that have been written since.
final class Memo: Sendable {
  private struct State {
    /// The entry that wrote the latest of the opportunities, which stand in the order of their ids.
    var seq: Int64 = 0
    var opportunities: [Opportunity] = []
    /// The latest choice, and the entry that wrote it.
    var choice: (seq: Int64, decision: Decision)?
    /// The last look into the past, how far the ledger and themes went then, and the moment.
    var past: (seq: Int64, themes: ThemeState?, moment: Timestamp, look: PastLook)?
  }

  private let state = Monitor(State())

  /// More opportunities than that are not kept in memory, but read at each call.
  private static let limit = 20_000

  /// Returns all opportunities as a snapshot has them, ordered by id.
  func opportunities(_ reader: StoreReader) throws -> [Opportunity] {
    let latest = try reader.latestEntry(of: .opportunity)
    let (seq, known) = state.read { ($0.seq, $0.opportunities) }
    // A reader that began earlier than another sees less than that one has left here.
    guard latest >= seq else { return try Memo.opportunities(reader, after: 0) }
    if latest == seq { return known }
    let all = Memo.merge(known, try Memo.opportunities(reader, after: seq))
    if all.count <= Memo.limit {
      state.update { state in
        if state.seq < latest { (state.seq, state.opportunities) = (latest, all) }
      }
    }
    return all
  }

  private static func opportunities(_ reader: StoreReader, after seq: Int64) throws -> [Opportunity] {
    let stored = try reader.records(.opportunity, after: seq)
    // The first call of a process reads all that there are, and somebody waits for it.
    return try Spread.map(stored.count) { place in Result { try Opportunity(Records.node(in: stored[place])) } }
      .map { try $0.get() }
  }

  private static func merge(_ known: [Opportunity], _ news: [Opportunity]) -> [Opportunity] {
    guard !known.isEmpty else { return news }
    let replaced = Set(news.map(\.id))
    return (known.filter { !replaced.contains($0.id) } + news).sorted { $0.id < $1.id }
  }

  /// Returns the latest choice among all opportunities as a snapshot has it; nil before the first.
  func choice(_ reader: StoreReader) throws -> Decision? {
    let latest = try reader.latestEntry(of: .decision, owner: Records.portfolio)
    if let known = state.read({ $0.choice }), known.seq == latest { return known.decision }
    guard let stored = try reader.latest(.decision, owner: Records.portfolio) else { return nil }
    let decision = try Decision(Records.node(in: stored))
    state.update { $0.choice = (stored.seq, decision) }
    return decision
  }

  /// Returns a look into the past, which several questions about the same moment share.
  func past(_ moment: Timestamp, _ reader: StoreReader, _ look: () throws -> PastLook) throws -> PastLook {
    // Whatever changes what a look sees has an entry in the ledger, but for where new messages were counted.
    let seq = try reader.ledgerHead()?.seq ?? 0
    let themes = try ThemeState.load(reader)
    if let known = state.read({ $0.past }), known.seq == seq, known.themes == themes, known.moment == moment {
      return known.look
    }
    let look = try look()
    state.update { $0.past = (seq, themes, moment, look) }
    return look
  }
}
