package import Domain

/// The columns of a block in the order in which they lie there: what scans need first, ids last.
enum SignalColumn: Int, CaseIterable, Sendable {
  /// Every text once.
  case texts
  /// Every combination of kind, status, severity and texts once: a few hundred stand for all rows.
  case shapes
  /// Each row's place among the shapes.
  case shape
  case times, durations, values
  /// Every combination of subject, account and session once.
  case people
  /// Each row's place among the people.
  case person
  case evidenceIDs, evidence
  case traces, trace
  case spans, parents
  /// The first four bytes of the keys, and the other six.
  case prefixes, keys
  /// What rows carry beyond their columns; a block where none does is of version 1 and ends before it.
  case extras
  /// In which setting things happened; a block where nobody said is of version 1 or 2 and ends before it.
  case settings

  /// Its name in what people read.
  ///
  /// Made by reflection, which is slow: only for errors.
  var name: String { "column \(self)" }

  /// Whether it is worth compressing: ids and keys look random.
  var isCompressible: Bool {
    switch self {
    case .texts, .shapes, .shape, .times, .durations, .values, .people, .person, .evidence, .trace, .parents, .extras,
      .settings:
      true
    case .evidenceIDs, .traces, .spans, .prefixes, .keys: false
    }
  }

  /// The most bytes it can have before compression; what claims more is refused before memory is spent on it.
  func limit(rows: Int) -> Int {
    switch self {
    case .texts: SignalBlockHead.textLimit
    case .shapes: 5 + 38 * rows
    case .shape: 2 * rows
    case .times, .durations: 10 * rows
    case .values: 9 * rows + 1
    case .people: 24 * rows
    case .person, .evidence, .trace: 5 * rows
    case .evidenceIDs: 32 * rows
    case .traces: 16 * rows
    case .spans: 9 * rows + 2
    case .parents: 13 * rows
    case .prefixes: 4 * rows + 1
    case .keys: 6 * rows
    case .extras: min(SignalBlockHead.extrasLimit, (SignalBatch.extraLimit + 15) * rows)
    case .settings: 5 + (Setting.textLimit + 7) * rows
    }
  }
}

/// Which parts of signals somebody wants to read; their times are always read.
package struct SignalFields: OptionSet, Sendable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// Kind, status, severity and all texts.
  package static let words = SignalFields(rawValue: 1)
  package static let duration = SignalFields(rawValue: 2)
  package static let value = SignalFields(rawValue: 4)
  /// Subject, account and session.
  package static let people = SignalFields(rawValue: 8)
  package static let evidence = SignalFields(rawValue: 16)
  package static let trace = SignalFields(rawValue: 32)
  /// The ids of the span and of its parent.
  package static let span = SignalFields(rawValue: 64)
  package static let key = SignalFields(rawValue: 128)
  /// What rows carry beyond their columns.
  package static let extra = SignalFields(rawValue: 256)
  package static let setting = SignalFields(rawValue: 512)

  package static let all: SignalFields = [
    .words, .duration, .value, .people, .evidence, .trace, .span, .key, .extra, .setting,
  ]
  /// What counting and comparing need: everything but ids, keys, extras and settings, which are most of the bytes.
  package static let counts: SignalFields = [.words, .duration, .value, .people, .evidence]

  /// The last column that has to be read for these.
  var lastColumn: SignalColumn {
    if contains(.setting) { return .settings }
    if contains(.extra) { return .extras }
    if contains(.key) { return .keys }
    if contains(.span) { return .parents }
    if contains(.trace) { return .trace }
    if contains(.evidence) { return .evidence }
    if contains(.people) { return .person }
    if contains(.value) { return .values }
    if contains(.duration) { return .durations }
    return .times
  }
}

/// A set of kinds of signals, a bit for each.
package struct SignalKinds: OptionSet, Sendable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// The set of one kind.
  package init(_ kind: SignalKind) {
    rawValue = 1 << UInt16(kind.rawValue)
  }

  package static let all = SignalKind.allCases.reduce(into: SignalKinds()) { $0.insert(SignalKinds($1)) }

  /// Returns whether it has a kind.
  package func contains(_ kind: SignalKind) -> Bool { contains(SignalKinds(kind)) }
}
