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
  package internal(set) var changes: [ChangeRecord] = []
  package internal(set) var rejects = Rejects()
  package internal(set) var skips = Skips()

  package init() {}

  /// How many records there are.
  package var count: Int { spans.count + logs.count + messages.count + events.count + changes.count }

  /// Returns a text as a string; what is no UTF-8 in it is replaced.
  package func string(_ text: RecordText) -> String {
    String(decoding: bytes[text.range], as: UTF8.self)
  }

  /// Empties it, keeping its room for what comes next.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    resources.removeAll(keepingCapacity: true)
    attributes.removeAll(keepingCapacity: true)
    spans.removeAll(keepingCapacity: true)
    spanEvents.removeAll(keepingCapacity: true)
    logs.removeAll(keepingCapacity: true)
    messages.removeAll(keepingCapacity: true)
    events.removeAll(keepingCapacity: true)
    changes.removeAll(keepingCapacity: true)
    rejects = Rejects()
    skips = Skips()
  }

  /// Returns the text at a place, at most `RecordText.limit` bytes of it, cut between characters.
  mutating func text(at offset: Int, count: Int) -> RecordText {
    guard count > RecordText.limit else { return RecordText(offset: offset, count: count, isCut: false) }
    var end = RecordText.limit
    while end > 0, bytes[offset + end] & 0xc0 == 0x80 { end -= 1 }
    return RecordText(offset: offset, count: end, isCut: true)
  }

  /// Takes back the resource that was added last, with its attributes.
  mutating func forgetResource(attributesFrom first: Int) {
    resources.removeLast()
    attributes.removeSubrange(first...)
  }

  /// Adds a text of its own.
  mutating func add(_ text: Span<UInt8>) -> RecordText {
    let offset = bytes.count
    unsafe text.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    return self.text(at: offset, count: text.count)
  }
}
