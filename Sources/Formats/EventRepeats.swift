import Bytes

/// Tells apart events of one body that have no ids and say the same.
///
/// The libraries of LaunchDarkly and Statsig give an event its time in milliseconds and no id: what somebody does twice
/// within one has happened twice. A body that is sent again has the same events in the same order, and so the same numbers.
enum EventRepeats {
  /// Numbers the events from a place on, which came in one body.
  static func number(from first: Int, in batch: inout RecordBatch) {
    guard batch.events.count - first > 1 else { return }
    var counts: [[UInt8]: Int32] = [:]
    for index in first..<batch.events.count {
      let event = batch.events[index]
      guard event.id.isEmpty, event.source != .own else { continue }
      let content = content(of: event, in: batch)
      let count = counts[content] ?? 0
      batch.events[index].repetition = count
      counts[content] = count + 1
    }
  }

  /// A byte that no UTF-8 has.
  private static let separator: UInt8 = 0xff

  /// Returns what makes an event without an id the event that it is.
  private static func content(of event: EventRecord, in batch: RecordBatch) -> [UInt8] {
    var content = Array(event.kind.rawValue.utf8)
    for text in [event.name, event.variant, event.subject, event.session] {
      content.append(separator)
      content += batch.bytes[text.range]
    }
    for number in [UInt64(bitPattern: event.time), event.value.bitPattern] {
      for shift in stride(from: 0, to: 64, by: 8) { content.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
    return content
  }
}
