import Bytes
import Causes
import Domain
import Store

/// The signals of an opportunity and others of the same time, as rows of attributes.
struct CauseRows {
  /// The rows of its service, or of all services where it has too few others.
  let table: AttributeRows
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

  init(_ opportunity: Opportunity, variants: FlagVariants, _ records: Records) throws {
    // Only messages are told by their keys.
    let groupOf = try GroupOfSignal(records.reader)
    let hasThemes = groupOf.isThemed(opportunity.groups)
    var rows = Rows(opportunity, variants: variants, hasThemes ? groupOf : nil)
    let day: Int64 = 86_400_000_000
    let first = opportunity.first.microseconds
    let last = min(opportunity.last.microseconds, first + CauseRows.daysAfter * day)
    var filter = SignalFilter(window: first - CauseRows.daysBefore * day..<max(last, first) + 1)
    filter.kinds = CauseRows.kinds
    var looked = 0
    try records.reader.scan(filter, fields: hasThemes ? [.words, .people, .key] : [.words, .people]) { batch in
      for row in batch.rows { try rows.add(row, batch) }
      looked += batch.rows.count
      return looked < CauseRows.rowLimit
    }
    isWhole = looked < CauseRows.rowLimit
    table = rows.own.otherSeen >= CauseRows.leastOthers ? rows.own : rows.all
  }

  /// Rows as they come.
  private struct Rows {
    private let groups: Set<String>
    private let groupOf: GroupOfSignal?
    private let opportunity: Opportunity
    private let variants: FlagVariants
    private var seen: Set<Sight> = []
    var own: AttributeRows
    var all: AttributeRows

    /// What one person says once, however often it happens to them.
    private struct Sight: Hashable {
      let subject: UInt64
      let isBad: Bool
      let values: [String]
    }

    init(_ opportunity: Opportunity, variants: FlagVariants, _ groupOf: GroupOfSignal?) {
      self.groupOf = groupOf
      self.opportunity = opportunity
      self.variants = variants
      groups = Set(opportunity.groups.map(\.text))
      own = AttributeRows(["release", "environment", "surface"] + variants.flags.map { "flag:\($0)" })
      all = own
    }

    mutating func add(_ row: SignalRow, _ batch: SignalBatch) throws {
      let isBad = groups.contains(try groupOf?.text(row, batch) ?? batch.text(row.group))
      let service = batch.text(row.service)
      let isOwn = service == opportunity.service
      // Versions of other services are other things, whatever they are called; what it is known by explains nothing.
      let release = isOwn || service.isEmpty ? ReleaseMark.plain(batch.text(row.release)) : ""
      let surface = opportunity.surface.isEmpty ? batch.text(row.surface) : ""
      let words = [release, batch.text(row.environment), surface]
      guard row.subject == 0 || seen.insert(Sight(subject: row.subject, isBad: isBad, values: words)).inserted else {
        return
      }
      let values = words.map(Optional.some) + variants.values(of: row.subject)
      if isOwn || isBad { own.add(values, isBad: isBad) }
      all.add(values, isBad: isBad)
    }
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
