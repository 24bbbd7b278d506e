import Bytes

/// Reads points of metrics that are JSON objects, by a map or by names that leave no doubt.
struct MetricObjects: Sendable {
  private let map: MetricMap?
  private var rows = MetricRows()
  /// Objects of one source have the same members, so that looking for the columns is done once.
  private var known: [[String]: MetricColumns] = [:]
  private(set) var usedMap: MetricMap?

  private static let limit = 64

  /// `map` says of every object which of its members are what; nil leaves it to the names.
  init(map: MetricMap? = nil) {
    self.map = map
  }

  /// Whether every object is a point, by a map.
  var isMapped: Bool { map != nil }

  /// Reads an object; false for one that is no point, where no map says that it is.
  mutating func read(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int, into batch: inout RecordBatch) -> Bool {
    let (names, values) = JSONMessages.members(line, bytes, index)
    let number = line.lineNumber(of: index)
    do throws(MetricMap.Problem) {
      guard let columns = try columns(of: names) else { return false }
      let texts = values.map { line.text($0, bytes, into: &batch) }
      rows.add(texts, as: columns, line: number, into: &batch)
      usedMap = columns.map
    } catch {
      batch.rejects.add(Reject(line: number, reason: error.reason, expected: "the members that the map names"))
    }
    return true
  }

  private mutating func columns(of names: [String]) throws(MetricMap.Problem) -> MetricColumns? {
    if let columns = known[names] { return columns }
    guard let map = map ?? MetricMap(naming: names) else { return nil }
    let columns = try MetricColumns(map, names)
    if known.count < MetricObjects.limit { known[names] = columns }
    return columns
  }
}
