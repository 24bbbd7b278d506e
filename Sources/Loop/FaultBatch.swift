import Domain
import Watch

/// The faults of runs as errors on their way into the store.
struct FaultBatch {
  private let digest: EvidenceDigest
  private let secret: SignalSecret
  private var batches: [String: WatchedBatch] = [:]

  init(secret: [UInt8]) {
    digest = EvidenceDigest(secret: secret)
    self.secret = SignalSecret(secret)
  }

  /// The batches in the order of their formats.
  var byFormat: [(format: String, watched: WatchedBatch)] {
    batches.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Adds the faults of a run; whom it happened to is known from any of its signals.
  mutating func add(_ found: [AgentLook.Found], of run: RunSteps.Run, format: String) {
    guard !found.isEmpty else { return }
    var watched = batches[format] ?? WatchedBatch()
    for found in found {
      let fault = found.fault
      let key = run.id.key("\(fault.kind.rawValue)\u{0}\(fault.agent)\u{0}\(fault.subject)", secret)
      var row = SignalRow(kind: .error, key: key, time: found.row.time)
      row.status = .error
      row.severity = 17
      row.trace = run.id.trace
      row.span = found.row.span
      FaultBatch.fill(&row, from: [found.row] + run.rows)
      for word in [\SignalRow.source, \.service, \.environment, \.release, \.surface] {
        row[keyPath: word] = watched.batch.texts.place(of: run.batch.text(row[keyPath: word]))
      }
      row.name = watched.batch.texts.place(of: fault.kind.errorName)
      row.evidence = Int32(watched.batch.evidence.count)
      watched.batch.evidence.append(
        Evidence(id: digest.id(of: .error, found.text), kind: .error, text: found.text, origin: "", trust: .firstParty)
      )
      watched.candidates.append(FaultBatch.candidate(found, watched.batch.rows.count, row, in: watched.batch))
      watched.batch.rows.append(row)
    }
    batches[format] = watched
  }

  /// Takes what each signal knows first of whom and where it happened.
  private static func fill(_ row: inout SignalRow, from rows: [SignalRow]) {
    let words: [WritableKeyPath<SignalRow, TextPlace>] = [\.source, \.service, \.environment, \.release]
    let people: [WritableKeyPath<SignalRow, UInt64>] = [\.subject, \.account, \.session]
    for other in rows where other.kind != .error {
      for word in words where row[keyPath: word] == .none { row[keyPath: word] = other[keyPath: word] }
      for person in people where row[keyPath: person] == 0 { row[keyPath: person] = other[keyPath: person] }
    }
  }

  private static func candidate(
    _ found: AgentLook.Found,
    _ place: Int,
    _ row: SignalRow,
    in batch: SignalBatch
  ) -> GroupCandidate {
    GroupCandidate(
      row: place,
      kind: .error,
      errorType: found.fault.kind.errorName,
      message: found.text,
      service: batch.text(row.service),
      surface: batch.text(row.surface),
      fault: found.fault
    )
  }
}
