/// A signal as its source knows it: what a link to it there is made of.
package struct Sighting: Equatable, Sendable {
  package let source: String
  package let service: String
  package let name: String
  /// Microseconds since the Unix epoch.
  package let time: Int64
  package let trace: TraceID
  /// 0 where nobody said.
  package let span: UInt64
  /// The source's own id of the record; empty where it has none, or it is not kept.
  package let id: String

  package init(
    source: String,
    service: String = "",
    name: String = "",
    time: Int64,
    trace: TraceID = .none,
    span: UInt64 = 0,
    id: String = ""
  ) {
    self.source = source
    self.service = service
    self.name = name
    self.time = time
    self.trace = trace
    self.span = span
    self.id = id
  }

  /// Takes from a row what tells where it is found.
  package init(_ row: SignalRow, _ batch: SignalBatch, id: String = "") {
    source = batch.text(row.source)
    service = batch.text(row.service)
    name = batch.text(row.name)
    time = row.time
    trace = row.trace
    span = row.span
    self.id = id
  }
}
