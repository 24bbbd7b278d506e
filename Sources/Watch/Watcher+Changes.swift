import Domain
import Formats

extension Watcher {
  /// Makes the row of a change of the code, with what its author says of it as evidence.
  ///
  /// The row is named as people call the change, and its release is the commit it became.
  mutating func watch(_ change: ChangeRecord, in records: RecordBatch) {
    guard isInTime(change.time, line: change.line) else { return }
    let source = options.source ?? EventRecord.Source.gitHub.rawValue
    beginIdentity(.change, source: source)
    addToIdentity(UInt64(bitPattern: change.time))
    addToIdentity(change.id, in: records)
    var row = SignalRow(kind: .change, key: key(trace: .none), time: Watcher.microseconds(change.time))
    row.source = name(source)
    row.name = name(change.name, in: records)
    row.release = name(change.commit, in: records)
    addTitle(of: change, to: &row, in: records)
    watched.batch.rows.append(row)
  }

  /// Adds the title as evidence: anybody may have written it, so that it is a text and no name.
  private mutating func addTitle(of change: ChangeRecord, to row: inout SignalRow, in records: RecordBatch) {
    let title = CleanText(records.bytes.span.extracting(change.title.range), isCut: change.title.isCut)
    guard !title.text.isEmpty else { return }
    watched.redacted += title.redactions
    if title.hidden > 0 { watched.concealed.append(watched.batch.rows.count) }
    mark(title.text, isConcealing: title.hidden > 0)
    row.evidence = Int32(watched.batch.evidence.count)
    watched.batch.evidence.append(
      Evidence(
        id: digest.id(of: .attributes, title.text),
        kind: .attributes,
        text: title.text,
        origin: address(change.url, line: change.line, in: records),
        trust: .thirdParty
      )
    )
  }
}
