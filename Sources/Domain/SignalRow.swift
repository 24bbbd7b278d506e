/// The typed columns of one signal: plain bits only, texts as places in the batch's table.
package struct SignalRow: Equatable, Sendable {
  package var kind: SignalKind
  package var status = SignalStatus.unset
  /// OpenTelemetry's 1 to 24; 0 where nobody said.
  package var severity: UInt8 = 0
  /// What record it was made of, on its way into the store, where that is not kept: of a record that makes several rows
  /// only the first has it.
  package var record = SourceRecord.none
  package var key: SignalKey
  /// When it happened, in microseconds since the Unix epoch.
  package var time: Int64
  /// How long it took, in microseconds; 0 for what takes no time.
  package var duration: Int64 = 0

  /// The source that sent it, such as `otlp` or `csv`.
  package var source = TextPlace.none
  package var service = TextPlace.none
  package var environment = TextPlace.none
  package var release = TextPlace.none
  /// A span's operation, an error's type, an event's name, a message's channel.
  package var name = TextPlace.none
  /// The route, screen or feature it happened on.
  package var surface = TextPlace.none
  /// The id of its group, such as `G-7K2M9Q`.
  package var group = TextPlace.none
  /// The text of a `Setting`.
  package var setting = TextPlace.none

  /// Keyed hashes of who it happened to; 0 for nobody known.
  package var subject: UInt64 = 0
  package var account: UInt64 = 0
  package var session: UInt64 = 0

  package var trace = TraceID.none
  package var span: UInt64 = 0
  package var parent: UInt64 = 0

  /// A number that came with it; NaN where there is none.
  package var value = Double.nan
  /// The place of its text in the batch's evidence, or -1.
  package var evidence: Int32 = -1
  /// The place of its extra in the batch's, or -1.
  package var extra: Int32 = -1

  package init(kind: SignalKind, key: SignalKey, time: Int64) {
    self.kind = kind
    self.key = key
    self.time = time
  }

  /// Compares bit by bit, so that "no value" equals itself.
  package static func == (left: SignalRow, right: SignalRow) -> Bool {
    left.kind == right.kind && left.status == right.status && left.severity == right.severity && left.key == right.key
      && left.time == right.time && left.duration == right.duration && left.source == right.source
      && left.service == right.service && left.environment == right.environment && left.release == right.release
      && left.name == right.name && left.surface == right.surface && left.group == right.group
      && left.setting == right.setting && left.subject == right.subject && left.account == right.account
      && left.session == right.session
      && left.trace == right.trace && left.span == right.span && left.parent == right.parent
      && left.value.bitPattern == right.value.bitPattern && left.evidence == right.evidence && left.extra == right.extra
  }
}

/// What a row was made of; each record that is new counts once, whatever rows it makes.
package enum SourceRecord: UInt8, Sendable {
  case none = 0
  case span, log, message, event, metric, alert, error, session, checkIn, change
}

/// The place of a text in a table; 0 is the empty text.
package struct TextPlace: Hashable, Sendable {
  package let index: UInt32

  package static let none = TextPlace(0)

  package init(_ index: UInt32) {
    self.index = index
  }
}
