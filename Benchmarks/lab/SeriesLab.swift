import Bytes
import Changes

/// Runs the watch over labelled series: `{"file", "timestamps", "values"}` gives `{"file", "scores", "alarms"}`.
enum SeriesLab {
  static func run(input: String, output: inout LabOutput) throws {
    try LabFile.forEachLine(input) { line in
      var watch = SeriesWatch()
      var scores: [JSONValue] = []
      var alarms: [JSONValue] = []
      let values = line["values"]?.elements ?? []
      let stamps = line["timestamps"]?.elements ?? []
      guard values.count == stamps.count else { throw LabError("values and timestamps differ in number") }
      for (place, value) in values.enumerated() {
        let reading = watch.meet(value.number ?? .nan, atSecond: seconds(stamps[place].string ?? ""))
        scores.append(.number(reading.surprise))
        if reading.isAlarm { alarms.append(.integer(Int64(place))) }
      }
      output.add(["file": .string(line["file"]?.string ?? ""), "scores": .array(scores), "alarms": .array(alarms)])
    }
  }

  /// Reads "2014-04-01 00:05:00" as seconds since 1970; what is written otherwise is 0.
  private static func seconds(_ text: String) -> Int64 {
    let numbers = text.split { !$0.isASCII || !$0.isNumber }.prefix(6).compactMap { Int64($0) }
    guard numbers.count == 6 else { return 0 }
    // Days of the civil calendar, March first (https://howardhinnant.github.io/date_algorithms.html).
    let year = numbers[0] - (numbers[1] <= 2 ? 1 : 0)
    let month = (numbers[1] + 9) % 12
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + numbers[2] - 719_469
    return days * 86_400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
  }
}
