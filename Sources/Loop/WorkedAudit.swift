import Bytes
import Domain
import Find
import Prove
import Store

/// What earlier looks have worked out of rows, worked out again.
struct WorkedAudit {
  private(set) var faults: [String] = []

  init(_ records: Records, _ secret: [UInt8]) throws {
    let reader = records.reader
    for pack in try reader.allWorked(.digests) {
      note(pack, try WorkedAudit.isSame(digests: pack, reader, secret))
    }
    let activity = try MetricDays.activity(records)
    let history = try MetricDays.window(records)
    for pack in try reader.allWorked(.effect) where pack.days == history {
      note(pack, try WorkedAudit.isSame(effect: pack, activity, records))
    }
    for pack in try reader.allWorked(.presence) {
      note(pack, try WorkedAudit.isSame(presence: pack, reader))
    }
  }

  private mutating func note(_ pack: WorkedPack, _ isSame: Bool) {
    guard !isSame else { return }
    let series = VisibleText.escape(pack.series.text, limit: 100)
    faults.append("packs: \(pack.kind) of \(series) is not what its rows say")
  }

  private static func isSame(digests pack: WorkedPack, _ reader: StoreReader, _ secret: [UInt8]) throws -> Bool {
    guard let kept = Digests(pack.body) else { return false }
    return try kept.all.allSatisfy { key, digest in
      try FigureRows(key.question, [pack.series], key.seconds, reader).snapshot(secret: secret).id == digest
    }
  }

  /// Of an effect that follows from something else beside its rows no look makes use.
  private static func isSame(effect pack: WorkedPack, _ activity: [Int32: Int64], _ records: Records) throws -> Bool {
    guard let kept = KeptEffect(pack.body) else { return false }
    for denominator in [SeriesID.active, nil] {
      let metric = Metric(
        name: "",
        series: [pack.series],
        denominator: denominator,
        countsErrors: false,
        fewerIsGood: true
      )
      guard KeptEffect.input(metric, activity: activity, days: pack.days) == kept.input else { continue }
      let days = try MetricDays(metric, own: metric.series, activity: activity, records).days
      return Weighing.smallest(metric, days) == kept.value
    }
    return true
  }

  private static func isSame(presence pack: WorkedPack, _ reader: StoreReader) throws -> Bool {
    guard let window = try ReachWindow(of: reader) else { return false }
    guard pack.days == window.days.lowerBound..<window.today else { return true }
    return try Attendance(window, of: pack.days, reader).bytes == pack.body
  }
}
