/// What a batch adds to the counts: computed once, merged into the store as it stands.
package struct RollUp: Equatable, Sendable {
  /// Fine buckets by series.
  package var buckets: [SeriesID: [Int64: Bucket]] = [:]
  package var subjectDays: [SeriesID: [SubjectOfDay: SubjectDay]] = [:]
  package var groups: [RecordID: GroupTally] = [:]
  package var sources: [String: SourceTally] = [:]
  /// First sight of a service's release in an environment, in microseconds.
  package var releases: [ReleaseKey: Int64] = [:]

  package init() {}

  /// A subject on a day.
  package struct SubjectOfDay: Hashable, Sendable {
    package let day: Int32
    package let subject: UInt64

    package init(day: Int32, subject: UInt64) {
      self.day = day
      self.subject = subject
    }
  }

  /// A release of a service in an environment.
  package struct ReleaseKey: Hashable, Sendable {
    package let service: String
    package let environment: String
    package let release: String

    package init(service: String, environment: String, release: String) {
      self.service = service
      self.environment = environment
      self.release = release
    }
  }
}

/// Signals that are the same thing, as far as they have been seen.
package struct GroupTally: Equatable, Sendable {
  package let id: RecordID
  package let kind: SignalKind
  /// What makes two signals the same thing: kept so that an id can be explained.
  package let fingerprint: String
  /// Words of our own making, never a whole foreign text.
  ///
  /// An error's checked type and place, or a theme's commonest words.
  package var label: String
  package var service: String
  package var surface: String
  package var count: Int64 = 0
  /// Microseconds since the Unix epoch.
  package var first: Int64
  package var last: Int64
  /// The evidence with the smallest ids, at most `exemplarLimit`: a fair sample that does not depend on order.
  package var exemplars: [EvidenceID] = []

  package static let exemplarLimit = 24

  package init(
    id: RecordID,
    kind: SignalKind,
    fingerprint: String,
    label: String,
    service: String,
    surface: String,
    first: Int64,
    last: Int64
  ) {
    self.id = id
    self.kind = kind
    self.fingerprint = fingerprint
    self.label = label
    self.service = service
    self.surface = surface
    self.first = first
    self.last = last
  }

  /// The id of the opportunity that it makes by itself; where another has that, its own only begins so.
  package var usualOpportunity: RecordID { RecordID(.opportunity, of: fingerprint) }

  /// Begins a group of all events of a name, which are counted as a series of that name already.
  package init(event name: String, label: String, first: Int64, last: Int64) {
    let fingerprint = GroupTally.eventPrefix + name
    self.init(
      id: GroupLabel(kind: .event, fingerprint: fingerprint, label: label, service: "", surface: "").id,
      kind: .event,
      fingerprint: fingerprint,
      label: label,
      service: "",
      surface: "",
      first: first,
      last: last
    )
  }

  private static let eventPrefix = "event "

  /// Whether it is all events of a name, and has no series of its own.
  package var isEvent: Bool { kind == .event && fingerprint.hasPrefix(GroupTally.eventPrefix) }

  private static let lossPrefix = "lost "

  /// What makes a loss the same one: from where to where.
  package static func lossFingerprint(from: String, to: String) -> String { "\(lossPrefix)\(from) > \(to)" }

  /// Whether it is those who no longer go on from one event to another, and no signals of their own.
  package var isLoss: Bool { kind == .event && fingerprint.hasPrefix(GroupTally.lossPrefix) }

  /// The series that its signals are counted in.
  package var series: SeriesID {
    isEvent ? .event(String(fingerprint.dropFirst(GroupTally.eventPrefix.count))) : .group(id)
  }

  /// Adds more of the same group.
  ///
  /// Label, service and surface are those of the side that comes first by its earliest signal.
  package mutating func merge(_ other: GroupTally) {
    if (other.first, other.label, other.service, other.surface) < (first, label, service, surface) {
      label = other.label
      service = other.service
      surface = other.surface
    }
    count = count.adding(other.count)
    first = min(first, other.first)
    last = max(last, other.last)
    exemplars = Array(Set(exemplars + other.exemplars).sorted().prefix(GroupTally.exemplarLimit))
  }
}

/// What one source has sent so far.
package struct SourceTally: Equatable, Sendable {
  package let name: String
  package var count: Int64 = 0
  /// Microseconds since the Unix epoch: the first and last event, and when anything last arrived.
  package var first: Int64
  package var last: Int64
  package var received: Int64

  package init(name: String, first: Int64, last: Int64, received: Int64) {
    self.name = name
    self.first = first
    self.last = last
    self.received = received
  }

  /// Adds what else the source has sent.
  package mutating func merge(_ other: SourceTally) {
    count = count.adding(other.count)
    first = min(first, other.first)
    last = max(last, other.last)
    received = max(received, other.received)
  }
}
