import Bytes
import Domain
import Find
import Themes

/// A store as small as a test needs: signals are grouped and counted, and asked for as the loop asks.
struct SmallStore {
  private(set) var grouper = Grouper(secret: Array("a key for tests".utf8))
  private(set) var batch = SignalBatch()
  /// Whether themes have no word in common, whatever their messages say.
  var isNameless = false
  private var candidates: [GroupCandidate] = []
  private(set) var texts: [EvidenceID: String] = [:]

  /// The last moment of 2026-11-20, UTC: that day is not whole yet.
  static let asOf = Timestamp(nanoseconds: 1_795_219_199_000_000_000)
  static let window = ReachWindow(
    asOf: asOf,
    dataStart: Timestamp(nanoseconds: asOf.nanoseconds - 60 * 86_400_000_000_000)
  )

  /// Adds an error that somebody met so many days ago.
  mutating func error(
    _ type: String,
    in function: String = "apply",
    by subject: UInt64,
    account: UInt64? = nil,
    daysAgo: Int,
    surface: String = ""
  ) {
    let candidate = GroupCandidate(
      row: batch.rows.count,
      kind: .error,
      errorType: type,
      message: "it broke",
      stack: "    at \(function) (/app/src/coupons.ts:10:5)",
      service: "checkout",
      surface: surface
    )
    add(candidate, "\(type): it broke", .error, subject, account, daysAgo)
  }

  /// Adds a message that somebody wrote so many days ago.
  mutating func message(_ text: String, by subject: UInt64, account: UInt64? = nil, daysAgo: Int, surface: String = "")
  {
    let candidate = GroupCandidate(row: batch.rows.count, kind: .message, service: "", surface: surface, text: text)
    add(candidate, text, .message, subject, account, daysAgo)
  }

  /// Adds a warning of a log that somebody met.
  mutating func line(_ text: String, by subject: UInt64, daysAgo: Int) {
    let candidate = GroupCandidate(row: batch.rows.count, kind: .log, message: text, service: "checkout", surface: "")
    add(candidate, text, .log, subject, nil, daysAgo)
  }

  /// Adds an event that is grouped by what it is called and where.
  mutating func event(_ name: String, at surface: String, by subject: UInt64, daysAgo: Int) {
    let candidate = GroupCandidate(row: batch.rows.count, kind: .event, errorType: name, service: "", surface: surface)
    add(candidate, "", .event, subject, nil, daysAgo)
  }

  /// Makes a group of all events of a name, which is no part of the store; each person sent one on some day.
  func events(_ name: String, by subjects: ClosedRange<UInt64>, daysAgo: Range<Int>) -> GroupFacts {
    let days = subjects.map { subject in
      let ago = daysAgo.lowerBound + Int(subject) % daysAgo.count
      let time = SmallStore.asOf.nanoseconds / 1_000 - Int64(ago) * 86_400_000_000
      var day = SubjectDay(
        day: ReachWindow.day(time / 1_000_000),
        subject: subject,
        account: subject + 1_000,
        first: time
      )
      day.count = 1
      return day
    }
    let first = days.map(\.first).min() ?? 0
    let tally = GroupTally(event: name, label: name, first: first, last: first)
    return GroupFacts(tally: tally, subjectDays: days, buckets: [], window: SmallStore.window)
  }

  private mutating func add(
    _ candidate: GroupCandidate,
    _ text: String,
    _ kind: SignalKind,
    _ subject: UInt64,
    _ account: UInt64?,
    _ daysAgo: Int
  ) {
    let time = SmallStore.asOf.nanoseconds / 1_000 - Int64(daysAgo) * 86_400_000_000 - Int64(batch.rows.count)
    var row = SignalRow(kind: kind, key: SignalKey(prefix: 1, rest: UInt64(batch.rows.count)), time: time)
    row.subject = subject
    row.account = account ?? subject + 1_000
    row.evidence = Int32(batch.evidence.count)
    let id = EvidenceID(SHA256.hash(Array("\(kind) \(text)".utf8)))
    texts[id] = text
    batch.evidence.append(
      Evidence(id: id, kind: kind == .message ? .message : .error, text: text, origin: "", trust: .thirdParty)
    )
    batch.rows.append(row)
    candidates.append(candidate)
  }

  /// Groups and counts everything, in the order of `order` where it is given.
  func facts(order: [Int]? = nil) -> [GroupFacts] {
    var grouper = grouper
    var batch = batch
    var labels = grouper.assign((order ?? Array(candidates.indices)).map { candidates[$0] }, to: &batch)
    labels.merge(assignThemes(&batch)) { known, _ in known }
    var tallies: [String: GroupTally] = [:]
    var days: [String: [SubjectDay]] = [:]
    var buckets: [String: [Bucket]] = [:]
    for row in batch.rows {
      let group = batch.text(row.group)
      guard let label = labels[group] else { continue }
      var tally = GroupTally(
        id: label.id,
        kind: label.kind,
        fingerprint: label.fingerprint,
        label: label.label,
        service: label.service,
        surface: label.surface,
        first: row.time,
        last: row.time
      )
      tally.count = 1
      tally.exemplars = [batch.evidence[Int(row.evidence)].id]
      if tallies[group] == nil { tallies[group] = tally } else { tallies[group]?.merge(tally) }
      var bucket = Bucket(start: row.time / 300_000_000 * 300)
      bucket.count = 1
      buckets[group, default: []].append(bucket)
      guard row.subject != 0 else { continue }
      let day = ReachWindow.day(row.time / 1_000_000)
      var subjectDay = SubjectDay(day: day, subject: row.subject, account: row.account, first: row.time)
      subjectDay.count = 1
      days[group, default: []].append(subjectDay)
    }
    return tallies.map { group, tally in
      GroupFacts(
        tally: tally,
        subjectDays: days[group] ?? [],
        buckets: buckets[group] ?? [],
        window: SmallStore.window
      )
    }
  }

  /// Gives messages the groups of their themes, all looked at together as when the loop turns.
  private func assignThemes(_ batch: inout SignalBatch) -> [String: GroupLabel] {
    var stream = ThemeStream()
    for candidate in candidates where candidate.kind == .message { _ = stream.add(candidate.text) }
    _ = stream.look()
    var members: [String: [(text: String, writer: UInt64)]] = [:]
    for candidate in candidates where candidate.kind == .message {
      guard let theme = stream.theme(of: candidate.text), let words = MessageWords(candidate.text) else { continue }
      let name = "\(words.isPraise ? "praise" : "theme") \(theme)"
      members[name, default: []].append((candidate.text, batch.rows[candidate.row].subject))
      batch.rows[candidate.row].group = batch.texts.place(of: label(name, "", candidate).id.text)
    }
    return candidates.reduce(into: [:]) { labels, candidate in
      let group = batch.text(batch.rows[candidate.row].group)
      guard candidate.kind == .message, labels[group] == nil else { return }
      for (name, texts) in members where label(name, "", candidate).id.text == group {
        labels[group] = label(name, isNameless ? ThemeLabel.nameless : stream.name(of: texts), candidate)
      }
    }
  }

  private func label(_ fingerprint: String, _ words: String, _ candidate: GroupCandidate) -> GroupLabel {
    GroupLabel(
      kind: .message,
      fingerprint: fingerprint,
      label: words,
      service: candidate.service,
      surface: candidate.surface
    )
  }

  /// Finds the opportunities in all of it.
  func find(
    eligible: Int = 400,
    existing: [Opportunity] = [],
    order: [Int]? = nil,
    rules: EditRules = EditRules(),
    events: [GroupFacts] = [],
    active: (recent: Int, before: Int)? = nil,
    successors: [RecordID: RecordID] = [:],
    activeByDay: [Int32: Int] = [:]
  ) -> FindOutcome {
    var input = FindInput(
      groups: facts(order: order),
      existing: existing,
      window: SmallStore.window,
      asOf: SmallStore.asOf,
      eligible: eligible,
      accountsExist: true,
      sources: FindInput.Sources(
        text: { texts[$0] },
        digest: { _, words in SHA256.hash(Array(words.utf8)).hex },
        snapshot: { EvidenceID(SHA256.hash(Array("\($0) \($1.map(\.tally.series)) \($2)".utf8))) },
        snapshotOfEvents: { EvidenceID(SHA256.hash(Array("\($0) \($1) \($2)".utf8))) }
      )
    )
    input.rules = rules
    input.successors = successors
    input.events = events
    input.active = active
    input.activeByDay = activeByDay
    return Opportunities.find(input)
  }

  /// How many signals there are.
  var count: Int { candidates.count }
}

extension FindOutcome {
  /// The opportunity whose title begins so.
  func titled(_ start: String) -> FoundOpportunity? { found.first { $0.opportunity.title.hasPrefix(start) } }
}
