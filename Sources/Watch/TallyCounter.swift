import Domain

extension SignalRow {
  /// Whether its release was there: a commit is none yet, and what failed to be deployed never was.
  fileprivate var showsRelease: Bool { kind != .change && (kind != .deploy || status != .error) }
}

/// Counts the rows of a batch by group, source and release.
struct TallyCounter {
  private struct Tally {
    let place: TextPlace
    let kind: SignalKind
    let service: TextPlace
    let surface: TextPlace
    var count: Int64 = 0
    var first: Int64
    var last: Int64
    var evidence: Set<Int32> = []

    init(_ place: TextPlace, _ row: SignalRow) {
      self.place = place
      kind = row.kind
      service = row.service
      surface = row.surface
      first = row.time
      last = row.time
    }

    mutating func add(_ row: SignalRow) {
      count += 1
      first = min(first, row.time)
      last = max(last, row.time)
    }
  }

  private let batch: SignalBatch
  private var groupTable = NumberTable()
  private var groups: [Tally] = []
  private var sourceTable = NumberTable()
  private var sources: [Tally] = []
  private var releaseTable = NumberTable()
  private var releases: [(row: SignalRow, first: Int64)] = []

  init(_ batch: SignalBatch) {
    self.batch = batch
  }

  /// Counts one row.
  mutating func add(_ row: SignalRow) {
    let source = sourceTable.number(of: UInt64(row.source.index), 0)
    if source == sources.count { sources.append(Tally(row.source, row)) }
    sources[source].add(row)
    if row.release != .none, row.showsRelease {
      let service = UInt64(row.service.index) << 32 | UInt64(row.environment.index)
      let release = releaseTable.number(of: service, UInt64(row.release.index))
      if release == releases.count { releases.append((row, row.time)) }
      releases[release].first = min(releases[release].first, row.time)
    }
    guard row.group != .none else { return }
    let group = groupTable.number(of: UInt64(row.group.index), 0)
    if group == groups.count { groups.append(Tally(row.group, row)) }
    groups[group].add(row)
    if row.evidence >= 0 { groups[group].evidence.insert(row.evidence) }
  }

  /// Adds what was counted; a group without a label has the words of its first row, and a text that is no id has none.
  func finish(labels: [String: GroupLabel], received: Int64, into result: inout RollUp) {
    for tally in groups {
      let text = batch.text(tally.place)
      guard let id = RecordID(text) else { continue }
      var group = group(id, tally, labels[text])
      group.count = tally.count
      let ids = Set(tally.evidence.map { batch.evidence[Int($0)].id })
      group.exemplars = Array(ids.sorted().prefix(GroupTally.exemplarLimit))
      result.groups[id] = group
    }
    for tally in sources {
      let name = batch.text(tally.place)
      var source = SourceTally(name: name, first: tally.first, last: tally.last, received: received)
      source.count = tally.count
      result.sources[name] = source
    }
    for (row, first) in releases {
      let release = RollUp.ReleaseKey(
        service: batch.text(row.service),
        environment: batch.text(row.environment),
        release: batch.text(row.release)
      )
      result.releases[release] = first
    }
  }

  private func group(_ id: RecordID, _ tally: Tally, _ label: GroupLabel?) -> GroupTally {
    GroupTally(
      id: id,
      kind: label?.kind ?? tally.kind,
      fingerprint: label?.fingerprint ?? "",
      label: label?.label ?? "",
      service: label?.service ?? batch.text(tally.service),
      surface: label?.surface ?? batch.text(tally.surface),
      first: tally.first,
      last: tally.last
    )
  }
}
