import Bytes
import Domain
import TestSupport

@testable import Store

/// Signals drawn at random: every kind, every column, few enough words and people to meet each other.
struct SignalSamples {
  private var generator: SplitMix64
  /// What a batch can have besides the least.
  var isRich = true
  /// Whether some rows of a rich batch carry more than their columns.
  var hasExtras = true
  /// The first day, and how many there are.
  var days: Range<Int32> = 19_700..<19_701

  static let secret = SignalSecret(Array(0..<32))

  init(seed: UInt64) {
    generator = SplitMix64(seed: seed)
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

  /// Draws a batch.
  mutating func batch(_ count: Int) -> SignalBatch {
    var batch = SignalBatch()
    var open: [(trace: TraceID, spans: [UInt64])] = []
    for _ in 0..<count {
      let kind = isRich ? SignalKind.allCases[number(0...7)] : .span
      let day = Int64(number(Int(days.lowerBound)...Int(days.upperBound) - 1))
      var row = SignalRow(kind: kind, key: SignalKey(prefix: 0, rest: 0), time: 0)
      row.time = day * 86_400_000_000 + Int64(number(0...86_399_999_999))
      if number(0...9) > 0 { placeInTrace(&row, &open) }
      let identity = generator.bytes(12)
      row.key = SignalKey(trace: row.trace, identity: identity, secret: SignalSamples.secret)
      row.source = batch.texts.place(of: ["otlp", "csv"][number(0...1)])
      row.service = batch.texts.place(of: "service \(number(0...5))")
      row.name = batch.texts.place(of: "GET /a/\(number(0...30))")
      row.duration = Int64(number(0...40_000_000))
      if isRich { enrich(&row, &batch) }
      batch.rows.append(row)
    }
    return batch
  }

  private mutating func placeInTrace(_ row: inout SignalRow, _ open: inout [(trace: TraceID, spans: [UInt64])]) {
    if open.isEmpty || number(0...7) == 0 {
      open.append((TraceID(high: generator.next(), low: generator.next()), []))
    }
    let place = number(max(0, open.count - 3)...open.count - 1)
    row.trace = open[place].trace
    guard number(0...9) > 0 else { return }
    row.span = generator.next()
    // Most parents are there already; some are yet to come, and some never do.
    row.parent = number(0...5) == 0 ? generator.next() : open[place].spans.randomElement(using: &generator) ?? 0
    open[place].spans.append(row.span)
  }

  private mutating func enrich(_ row: inout SignalRow, _ batch: inout SignalBatch) {
    row.status = SignalStatus.allCases[number(0...2)]
    row.severity = UInt8(number(0...24))
    row.environment = batch.texts.place(of: ["", "production", "Prüfung 🙂"][number(0...2)])
    row.release = batch.texts.place(of: "1.\(number(0...3))")
    row.surface = batch.texts.place(of: ["", "/checkout", "a\"b\\c\n"][number(0...2)])
    row.group = batch.texts.place(of: ["", "G-7K2M9Q"][number(0...1)])
    row.setting = batch.texts.place(of: ["", "platform=iOS", "platform=Ä\nplan=pro"][number(0...2)])
    if number(0...2) == 0 {
      row.subject = UInt64(number(1...9)) &* 0x9e37_79b9_7f4a_7c15
      row.account = row.subject % 3
      row.session = UInt64(number(0...2))
    }
    if number(0...3) == 0 { row.value = [0, -0.0, 1.5, .infinity, .nan, 1e-300][number(0...5)] }
    if number(0...3) == 0 {
      row.evidence = Int32(batch.evidenceIDs.count)
      batch.evidenceIDs.append(EvidenceID(SHA256.hash([UInt8(number(0...255))])))
    }
    // Few and short, so that some are the same.
    if hasExtras && number(0...3) == 0 {
      row.extra = batch.addExtra((0...number(0...3)).map { _ in UInt8(number(0...2)) })
    }
  }
}

extension SignalBatch {
  /// Every row in words, whatever tables they point into.
  var described: [String] {
    rows.map { row in
      let texts = [
        row.source, row.service, row.environment, row.release, row.name, row.surface, row.group, row.setting,
      ]
      .map(text)
      let numbers = [
        UInt64(row.kind.rawValue), UInt64(row.status.rawValue), UInt64(row.severity), UInt64(row.key.prefix),
        row.key.rest, UInt64(bitPattern: row.time), UInt64(bitPattern: row.duration), row.subject, row.account,
        row.session, row.trace.high, row.trace.low, row.span, row.parent, row.value.bitPattern,
      ]
      return "\(texts) \(numbers) \(evidenceID(of: row)?.hex ?? "-") \(extra(of: row) ?? [])"
    }
  }
}
