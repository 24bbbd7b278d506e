import Bytes

/// Guessing a map from the names of columns, where they leave no doubt.
extension MetricMap {
  private static let times: Set<String> = ["day", "hour", "minute", "bucket"]
  private static let names: Set<String> = [
    "metric", "metricname", "series", "measure", "measurement", "indicator", "kpi", "statistic",
  ]
  private static let values: Set<String> = ["value", "val", "metricvalue"]
  private static let units: Set<String> = ["unit", "units"]
  private static let kinds: Set<String> = ["kind", "metrictype", "metrickind"]
  private static let senders: [String: Field] = [
    "service": .service, "servicename": .service, "environment": .environment, "env": .environment,
    "release": .release, "version": .release,
  ]

  /// Guesses from the names of a table and its first row.
  ///
  /// Either one column names the metric and one has its value, and every other text is a label; or every column but the
  /// time holds numbers, and is a metric of its own. An id is a number that measures nothing: with one there is doubt.
  init?(guessing names: [String], row: [String]) {
    guard let time = MetricMap.time(names) else { return nil }
    let words = names.map(MessageColumns.normalised)
    guard Set(names).count == names.count else { return nil }
    if let long = MetricMap(named: words, names, time: time) {
      self = long
      return
    }
    var entries = [Entry(field: .time, content: .column(names[time]))]
    for place in names.indices where place != time {
      let content = Content.column(names[place])
      if let field = MetricMap.senders[words[place]] {
        entries.append(Entry(field: field, content: content))
      } else if !words[place].isEmpty, !words[place].hasSuffix("id"), !MetricMap.values.contains(words[place]),
        place >= row.count || MetricMap.isNumber(row[place])
      {
        entries.append(Entry(field: .value, content: content))
      } else {
        return nil
      }
    }
    let hasNumber = names.indices.contains { $0 != time && $0 < row.count && JSONNumber.decimal(row[$0]) != nil }
    guard hasNumber, entries.contains(where: { $0.field == .value }) else { return nil }
    self.init(entries: entries)
  }

  /// Guesses from names of which one says which metric it is.
  init?(naming names: [String]) {
    guard let time = MetricMap.time(names), Set(names).count == names.count else { return nil }
    self.init(named: names.map(MessageColumns.normalised), names, time: time)
  }

  private init?(named words: [String], _ names: [String], time: Int) {
    guard let name = words.firstIndex(where: MetricMap.names.contains),
      let value = words.firstIndex(where: MetricMap.values.contains)
    else { return nil }
    let entries = names.indices.map { place in
      let field: Field =
        switch place {
        case time: .time
        case name: .name
        case value: .value
        default:
          MetricMap.units.contains(words[place])
            ? .unit : MetricMap.kinds.contains(words[place]) ? .kind : MetricMap.senders[words[place]] ?? .label
        }
      return Entry(field: field, content: .column(names[place]))
    }
    // Two columns for one thing leave a doubt.
    let single = entries.map(\.field).filter { !$0.isList }
    guard Set(single).count == single.count else { return nil }
    self.init(entries: entries)
  }

  private static func time(_ names: [String]) -> Int? {
    MessageColumns(names, isTable: true)[.time]
      ?? names.firstIndex { times.contains(MessageColumns.normalised($0)) }
  }

  private static func isNumber(_ text: String) -> Bool { text.isEmpty || JSONNumber.decimal(text)?.isFinite == true }
}
