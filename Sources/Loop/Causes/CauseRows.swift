import Bytes
import Causes
import Domain
import Store

/// The signals of an opportunity and others of the same time, as rows of attributes.
struct CauseRows {
  /// The rows of its service, or of all services where it has too few others.
  let table: AttributeRows
  /// How many people its signals name.
  let people: Int
  /// Whether all signals of the time were looked at.
  let isWhole: Bool

  /// Signals looked at.
  static let rowLimit = 200_000
  /// Fewer others of its own service are too few to compare with.
  private static let leastOthers = 200
  /// What came long after the beginning says more of later changes.
  private static let daysAfter: Int64 = 14
  private static let daysBefore: Int64 = 2
  private static let kinds: SignalKinds = [
    SignalKinds(.span), SignalKinds(.error), SignalKinds(.event), SignalKinds(.message), SignalKinds(.log),
  ]

  init(_ opportunity: Opportunity, _ signals: OwnSignals, variants: FlagVariants, _ records: Records) throws {
    let day: Int64 = 86_400_000_000
    let first = opportunity.began.microseconds
    let last = min(opportunity.last.microseconds, first + CauseRows.daysAfter * day)
    var filter = SignalFilter(window: first - CauseRows.daysBefore * day..<max(last, first) + 1)
    filter.kinds = CauseRows.kinds
    // Only messages are told by their keys.
    let key: SignalFields = signals.hasThemes ? .key : []
    func scan(_ take: (SignalRow, SignalBatch) throws -> Void) throws -> Bool {
      var looked = 0
      let fields: SignalFields = [.words, .duration, .people, .trace, .span, .extra, .setting]
      try records.reader.scan(filter, fields: fields.union(key)) { batch in
        for row in batch.rows { try take(row, batch) }
        looked += batch.rows.count
        return looked < CauseRows.rowLimit
      }
      return looked < CauseRows.rowLimit
    }
    var links = CauseLinks()
    isWhole = try scan { links.add($0, $1) }
    var sights = CauseSights(opportunity, signals, links)
    _ = try scan { try sights.add($0, $1) }
    people = sights.people.count
    let own = sights.table(ofAll: false, variants)
    table = own.otherSeen >= CauseRows.leastOthers ? own : sights.table(ofAll: true, variants)
  }
}

/// What signals say of their attributes, the same of one person once, however often it happens to them.
struct CauseSights {
  private let opportunity: Opportunity
  private let own: OwnSignals
  private var links: CauseLinks
  private var words = [""]
  private var wordNumbers = ["": 0]
  private var steps = [CauseLinks.Step.none]
  private var stepNumbers = [CauseLinks.Step.none: 0]
  private var places: [Sight: Int] = [:]
  private var sights: [(sight: Sight, count: Int)] = []
  /// Whom the opportunity's signals name.
  private(set) var people: Set<UInt64> = []

  /// What a signal says, in numbers of words, settings and steps.
  private struct Sight: Hashable {
    let subject: UInt64
    let account: UInt64
    let isBad: Bool
    let isOwn: Bool
    let release: Int
    let environment: Int
    let surface: Int
    let setting: Int
    let step: Int
  }

  /// What is known of each signal, in the order of its values.
  private static let attributes =
    ["release", "environment", "surface"] + Setting.Part.allCases.map(\.word) + ["model", "tool", "prompt", "account"]

  init(_ opportunity: Opportunity, _ own: OwnSignals, _ links: CauseLinks) {
    self.opportunity = opportunity
    self.own = own
    self.links = links
  }

  /// Adds a signal.
  mutating func add(_ row: SignalRow, _ batch: SignalBatch) throws {
    guard let side = try own.side(row, batch) else { return }
    let service = batch.text(row.service)
    let isOwn = service == opportunity.service
    let person = links.person(of: row)
    if side == .bad, person.subject != 0 { people.insert(person.subject) }
    // Versions of other services are other things, whatever they are called; what it is known by explains nothing.
    let sight = Sight(
      subject: person.subject,
      account: person.account,
      isBad: side == .bad,
      isOwn: isOwn,
      release: isOwn || service.isEmpty ? number(of: batch.text(row.release)) : 0,
      environment: number(of: batch.text(row.environment)),
      surface: opportunity.surface.isEmpty ? number(of: batch.text(row.surface)) : 0,
      setting: links.setting(row, of: person, batch),
      step: number(of: links.step(of: row, batch))
    )
    if let place = places[sight] {
      if person.subject == 0 { sights[place].count += 1 }
    } else {
      places[sight] = sights.count
      sights.append((sight, 1))
    }
  }

  /// Returns the rows of the opportunity's service, or of all services, with the variants of flags that people got.
  func table(ofAll: Bool, _ variants: FlagVariants) -> AttributeRows {
    var table = AttributeRows(CauseSights.attributes + variants.flags.map { "flag:\($0)" })
    for (sight, count) in sights where ofAll || sight.isOwn || sight.isBad {
      let setting = links.settings[sight.setting]
      let step = steps[sight.step]
      var values: [String?] = [
        ReleaseMark.plain(words[sight.release]), words[sight.environment], words[sight.surface],
      ]
      values += Setting.Part.allCases.map { setting[$0] }
      values += [step.model, step.tool, step.prompt, sight.account == 0 ? nil : FigureRows.hex(sight.account)]
      table.add(values + variants.values(of: sight.subject), isBad: sight.isBad, times: count)
    }
    return table
  }

  private mutating func number(of word: String) -> Int {
    if let known = wordNumbers[word] { return known }
    wordNumbers[word] = words.count
    words.append(word)
    return words.count - 1
  }

  private mutating func number(of step: CauseLinks.Step) -> Int {
    if step == .none { return 0 }
    if let known = stepNumbers[step] { return known }
    stepNumbers[step] = steps.count
    steps.append(step)
    return steps.count - 1
  }
}

/// A release without what builds put around its version.
enum ReleaseMark {
  /// Returns `1.2.3` of `shop@1.2.3+5f2a`: the name before it is that of its service, and what comes after a plus is no
  /// part of a version's rank (https://semver.org, item 10).
  static func plain(_ release: String) -> String {
    let version = release.split(separator: "@").last.map(String.init) ?? release
    guard let plus = version.firstIndex(of: "+"), plus > version.startIndex else { return version }
    return String(version[..<plus])
  }
}
