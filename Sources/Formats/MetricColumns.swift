/// Where a map's fields lie among the names of a table, or of an object.
struct MetricColumns: Sendable {
  /// Where one field comes from.
  enum Source: Sendable {
    case place(Int)
    case text(String)
  }

  let map: MetricMap
  private(set) var time = 0
  /// The columns with values, and what their metrics are called unless something else names them.
  private(set) var values: [(place: Int, name: String)] = []
  private(set) var labels: [(name: String, source: Source)] = []
  private var others: [MetricMap.Field: Source] = [:]

  /// Finds the columns of a map; throws for one that is not there.
  init(_ map: MetricMap, _ names: [String]) throws(MetricMap.Problem) {
    self.map = map
    for entry in map.entries {
      let source: Source
      var label = entry.label
      switch entry.content {
      case .text(let text): source = .text(text)
      case .column(let column):
        guard let place = MetricColumns.place(of: column, in: names) else {
          throw MetricMap.Problem(reason: "there is no column \"\(column)\" for \(entry.field.rawValue)")
        }
        source = .place(place)
        if label.isEmpty { label = column }
      }
      switch (entry.field, source) {
      case (.time, .place(let place)): time = place
      case (.value, .place(let place)): values.append((place, label))
      case (.label, _): labels.append((label, source))
      default: others[entry.field] = source
      }
    }
  }

  subscript(_ field: MetricMap.Field) -> Source? { others[field] }

  /// Looks for a name as it is, then whatever its case and the space around it.
  private static func place(of column: String, in names: [String]) -> Int? {
    names.firstIndex(of: column)
      ?? names.firstIndex { MessageColumns.normalised($0) == MessageColumns.normalised(column) }
  }
}
