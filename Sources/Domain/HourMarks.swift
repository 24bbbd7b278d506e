package import Bytes

/// The hours of the last four weeks in which something was there.
///
/// The last four weeks before the newest hour: in whatever order hours are told, the marks are the same.
package struct HourMarks: Equatable, Sendable {
  /// The newest hour, counted from the Unix epoch; nil where nothing was there yet.
  package private(set) var last: Int64?
  /// A bit for each hour, at its number modulo the count of them.
  private var bits = [UInt8](repeating: 0, count: HourMarks.count / 8)

  private static let count = 28 * 24
  private static let microsecondsOfHour: Int64 = 3_600_000_000

  package init() {}

  /// Returns the hour of a time in microseconds since the Unix epoch.
  package static func hour(of microseconds: Int64) -> Int64 { microseconds.flooredQuotient(by: microsecondsOfHour) }

  /// Marks an hour; one before those of the last four weeks is passed over.
  package mutating func insert(_ hour: Int64) {
    let newest = last ?? hour
    guard newest - hour < Int64(HourMarks.count) else { return }
    if hour > newest {
      // What was marked at these places lies four weeks back now.
      let passed = min(hour - newest, Int64(HourMarks.count))
      for gone in (hour - passed + 1)...hour { set(gone, false) }
    }
    last = max(newest, hour)
    set(hour, true)
  }

  /// The longest pause and the second longest, in hours; 0 where there were no two hours, or no three.
  ///
  /// As long as the second is what has come at least twice: nights and weekends have, and one outage has not.
  package var longestPauses: (first: Int, second: Int) {
    var (longest, second) = (0, 0)
    guard let last else { return (longest, second) }
    var previous: Int64?
    for hour in (last - Int64(HourMarks.count) + 1)...last where isSet(hour) {
      if let previous {
        let pause = Int(hour - previous)
        if pause > longest { (longest, second) = (pause, longest) } else { second = max(second, pause) }
      }
      previous = hour
    }
    return (longest, second)
  }

  private static func place(_ hour: Int64) -> (byte: Int, mask: UInt8) {
    let place = Int(hour - hour.flooredQuotient(by: Int64(count)) * Int64(count))
    return (place / 8, 1 << UInt8(place % 8))
  }

  private func isSet(_ hour: Int64) -> Bool {
    let place = HourMarks.place(hour)
    return bits[place.byte] & place.mask != 0
  }

  private mutating func set(_ hour: Int64, _ isSet: Bool) {
    let place = HourMarks.place(hour)
    if isSet { bits[place.byte] |= place.mask } else { bits[place.byte] &= ~place.mask }
  }
}

extension HourMarks: RecordCoded {
  package static let recordName = "hour marks"

  package var json: JSONValue {
    .fields(["last": last.map { .exact($0) }, "hours": .string(Hex.encode(bits))])
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    let newest = try fields.optional("last").map { (value) throws(RecordError) in
      let hour = try value.long()
      // Hours of times in microseconds; nothing that is added to them runs over.
      guard (-(1 << 42)...(1 << 42)).contains(hour) else { throw value.error("an hour since 1970") }
      return hour
    }
    let hours = try fields.value("hours")
    guard let bytes = Hex.bytes(try hours.text()), bytes.count == bits.count else { throw hours.error("a bit an hour") }
    (last, bits) = (newest, bytes)
  }
}
