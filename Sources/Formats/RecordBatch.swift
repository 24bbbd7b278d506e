import Bytes

/// Decoded records, flat: texts and attributes lie in shared arrays, so that a record costs no allocation of its own.
package struct RecordBatch: Sendable {
  /// What the texts of the records are cut from.
  package internal(set) var bytes: [UInt8] = []
  package internal(set) var resources: [ResourceRecord] = []
  package internal(set) var attributes: [Attribute] = []
  package internal(set) var spans: [SpanRecord] = []
  package internal(set) var spanEvents: [SpanEventRecord] = []
  package internal(set) var logs: [LogRecord] = []
  package internal(set) var messages: [MessageRecord] = []
  package internal(set) var events: [EventRecord] = []
  package internal(set) var metrics: [MetricRecord] = []
  package internal(set) var distributions: [DistributionRecord] = []
  /// What the distributions' bounds, quantiles and buckets are cut from.
  package internal(set) var numbers: [Double] = []
  package internal(set) var bucketCounts: [UInt64] = []
  package internal(set) var alerts: [AlertRecord] = []
  package internal(set) var errors: [ErrorReport] = []
  package internal(set) var sessions: [SessionRecord] = []
  package internal(set) var checkIns: [CheckInRecord] = []
  package internal(set) var changes: [ChangeRecord] = []
  package internal(set) var rejects = Rejects()
  package internal(set) var skips = Skips()
  /// How often it was handed on in the midst of a text.
  private(set) var handedOn = 0

  package init() {}

  /// Takes what a batch holds in the midst of a text; false where nobody takes it before the text's end.
  package typealias Outlet = (RecordBatch) -> Bool

  /// The outlet of whoever takes texts whole.
  package static func closed(_: RecordBatch) -> Bool { false }

  /// More than a request of any SDK has; with what they carry they come to a few mebibytes.
  private static let recordLimit = 16_384
  private static let partLimit = 1 << 18

  /// How many records there are.
  package var count: Int {
    spans.count + logs.count + messages.count + events.count + metrics.count + alerts.count + errors.count
      + sessions.count + checkIns.count + changes.count
  }

  /// Whether there are so many records, or bytes that they were read from, that rows should be made of them.
  package var isMuch: Bool { count >= 4_096 || bytes.count >= 8 << 20 }

  /// Returns a text as a string; what is no UTF-8 in it is replaced.
  package func string(_ text: RecordText) -> String {
    String(decoding: bytes[text.range], as: UTF8.self)
  }

  /// Takes the rejects out of it.
  package mutating func takeRejects() -> Rejects {
    defer { rejects = Rejects() }
    return rejects
  }

  /// Empties it, keeping its room for what comes next.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    removeRecords()
  }

  private mutating func removeRecords() {
    resources.removeAll(keepingCapacity: true)
    attributes.removeAll(keepingCapacity: true)
    spans.removeAll(keepingCapacity: true)
    spanEvents.removeAll(keepingCapacity: true)
    logs.removeAll(keepingCapacity: true)
    messages.removeAll(keepingCapacity: true)
    events.removeAll(keepingCapacity: true)
    metrics.removeAll(keepingCapacity: true)
    distributions.removeAll(keepingCapacity: true)
    numbers.removeAll(keepingCapacity: true)
    bucketCounts.removeAll(keepingCapacity: true)
    alerts.removeAll(keepingCapacity: true)
    errors.removeAll(keepingCapacity: true)
    sessions.removeAll(keepingCapacity: true)
    checkIns.removeAll(keepingCapacity: true)
    changes.removeAll(keepingCapacity: true)
    rejects = Rejects()
    skips = Skips()
  }

  /// Hands on what there is where it has become much, and keeps what the rest of the text needs: its bytes, and the
  /// resource at hand, which is the first then.
  @inline(__always)
  mutating func makeRoom(keeping resource: inout Int32, _ outlet: Outlet) {
    guard count >= RecordBatch.recordLimit || attributes.count + spanEvents.count >= RecordBatch.partLimit else {
      return
    }
    handOn(keeping: &resource, outlet)
  }

  /// Hands on what there is where it has become much, between texts of which the next one needs the bytes alone.
  mutating func makeRoom(_ outlet: Outlet) {
    guard count >= RecordBatch.recordLimit, outlet(self) else { return }
    removeRecords()
    handedOn += 1
  }

  private mutating func handOn(keeping resource: inout Int32, _ outlet: Outlet) {
    guard outlet(self) else { return }
    var kept = resources[Int(resource)]
    let labels = attributes[Int(kept.attributes.lowerBound)..<Int(kept.attributes.upperBound)]
    kept.attributes = 0..<Int32(truncatingIfNeeded: labels.count)
    let attributes = Array(labels)
    removeRecords()
    self.attributes = attributes
    resources = [kept]
    resource = 0
    handedOn += 1
  }

  /// Returns the text at a place, at most `RecordText.limit` bytes of it, cut between characters.
  mutating func text(at offset: Int, count: Int) -> RecordText {
    guard count > RecordText.limit else { return RecordText(offset: offset, count: count, isCut: false) }
    var end = RecordText.limit
    while end > 0, bytes[offset + end] & 0xc0 == 0x80 { end -= 1 }
    return RecordText(offset: offset, count: end, isCut: true)
  }

  /// Adds a label of Prometheus's, where those since `first` are not too many.
  mutating func addLabel(_ key: RecordText, _ value: RecordText, first: Int) {
    guard attributes.count - first < Attribute.limit else { return skips.add(.attributesOverLimit) }
    let name = AttributeName.table.name(of: bytes.span, key.range)
    attributes.append(Attribute(name: name, key: key, value: .text(value)))
  }

  /// Takes back the resource that was added last, with its attributes.
  mutating func forgetResource(attributesFrom first: Int) {
    resources.removeLast()
    attributes.removeSubrange(first...)
  }

  /// Adds a text of its own.
  mutating func add(_ text: Span<UInt8>) -> RecordText {
    let offset = bytes.count
    bytes.append(copying: text)
    return self.text(at: offset, count: text.count)
  }

  /// Adds an attribute that has a name here; nothing for an empty text.
  mutating func add(_ name: AttributeName, _ text: RecordText) {
    guard !text.isEmpty else { return }
    attributes.append(Attribute(name: name, key: .none, value: .text(text)))
  }

  /// Adds a message, or counts out one without a word.
  mutating func addUnlessBlank(_ message: MessageRecord) {
    guard bytes[message.body.range].contains(where: { $0 > 0x20 }) else { return skips.add(.emptyMessages) }
    messages.append(message)
  }
}
