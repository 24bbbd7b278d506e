import Bytes

/// Where a table says who was shown which variant of an experiment first: Statsig's export of exposures, and its like.
struct ExposureColumns: Sendable {
  private let flag: Int
  private let variant: Int
  private let subject: Int
  private let time: Int
  private let source: EventRecord.Source

  private static let flags = ["experimentid", "experimentname", "experiment", "gateid", "gatename"]
  private static let variants = ["groupname", "groupid", "variant"]
  private static let subjects = ["unitid", "userid"]
  private static let times = [
    "firstexposureutc", "firstexposure", "firstexposuretime", "firstexposureat", "exposuretime",
  ]

  /// Finds all four; nil where one is missing.
  init?(_ names: [String]) {
    let words = names.map(MessageColumns.normalised)
    func place(_ known: [String]) -> Int? {
      for name in known { if let place = words.firstIndex(of: name) { return place } }
      return nil
    }
    guard let flag = place(ExposureColumns.flags), let variant = place(ExposureColumns.variants),
      let subject = place(ExposureColumns.subjects), let time = place(ExposureColumns.times)
    else { return nil }
    (self.flag, self.variant, self.subject, self.time) = (flag, variant, subject, time)
    source = words.contains("unitid") ? .statsig : .own
  }

  /// Adds the exposure of a row, or says what is wrong with it.
  func add(_ texts: [RecordText], line: Int, into batch: inout RecordBatch) {
    func text(_ place: Int) -> RecordText { place < texts.count ? texts[place] : .none }
    var event = EventRecord(kind: .exposure, line: line)
    event.source = source
    (event.name, event.variant, event.subject) = (text(flag), text(variant), text(subject))
    guard let time = LooseTime.nanoseconds(batch.bytes.span, text(time).range) else {
      let found = VisibleText.escape(batch.string(text(time)).prefix(200), limit: 40)
      let reason = found.isEmpty ? "no time" : "the time \"\(found)\""
      return EventReader.reject(event, reason, EpochTime.expected, into: &batch)
    }
    event.time = time
    if let missing = EventReader.missing(event) ?? (event.subject.isEmpty ? "unit" : nil) {
      return EventReader.reject(event, "no \(missing)", "a \(missing)", into: &batch)
    }
    if let first = texts.first, let last = texts.last {
      event.raw = batch.text(at: first.range.lowerBound, count: last.range.upperBound - first.range.lowerBound)
    }
    batch.events.append(event)
  }
}
