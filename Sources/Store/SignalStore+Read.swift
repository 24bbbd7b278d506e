internal import Domain

/// Finding and scanning signals.
extension SignalStore {
  /// Returns the wanted parts of the signals of some traces within a time, by time and key.
  ///
  /// `prefixes` are what their keys begin with. Each block is read once, however many of the traces it has.
  func rows(
    of traces: Set<TraceID>,
    prefixes: Set<UInt32>,
    within times: ClosedRange<Int64>,
    _ fields: SignalFields
  ) throws(StoreError) -> SignalBatch {
    var found = SignalBatch()
    guard !traces.isEmpty else { return found }
    let selection = SignalSelection(traces: traces, times: times)
    let wanted = SignalDay.day(of: times.lowerBound)...SignalDay.day(of: times.upperBound)
    var numbers: [Int32: Set<UInt32>] = [:]
    let places = try keys()
    if folder.runs.count > places.count { folder.runs.keep(Set(places.map { folder.keys($0.day, $0.file) })) }
    for place in places where wanted.contains(place.day) {
      let run = try run(place)
      for prefix in prefixes { numbers[place.day, default: []].formUnion(run.blocks(forPrefix: prefix)) }
    }
    for (number, blocks) in numbers.sorted(by: { $0.key < $1.key }) where !blocks.isEmpty {
      guard let day = try day(number) else { throw missing("day", number) }
      for block in blocks.sorted() {
        guard let place = try self.block(number, Int64(block)) else { throw missing("block \(block) of day", number) }
        found.append(try decode(place, day, fields, of: selection))
      }
    }
    for day in try days() where wanted.contains(day.day) {
      for place in try self.blocks(day.day, from: day.firstLoose) where try hasTrace(of: traces, place, day) {
        found.append(try decode(place, day, fields, of: selection))
      }
    }
    for place in try rest() where wanted.contains(place.day) {
      found.append(try decode(place, fields, of: selection))
    }
    found.sortRows()
    return found
  }

  private func missing(_ what: String, _ day: Int32) -> StoreError {
    .corrupt(path: connection.path, detail: "keys name \(what) \(SignalFolder.name(day)), which is not registered")
  }

  /// Hands out the wanted parts of the signals a filter takes, a block at a time; stops when the body says false.
  ///
  /// The newest day comes first, and within a day the block that ends last. Rows of one batch are in the order of time and
  /// key; two batches of a day may overlap in time, and how rows are cut into batches depends on how they came in.
  func scan(
    _ filter: SignalFilter,
    _ fields: SignalFields,
    _ body: (SignalBatch) throws -> Bool
  ) throws {
    if filter.window?.isEmpty == true { return }
    let selection = SignalSelection(filter)
    for day in try days() where filter.canHave(day.day) {
      for part in try parts(of: day, filter) {
        let batch =
          switch part {
          case .block(let place): try decode(place, day, fields.union(.words), of: selection)
          case .rest(let place): try decode(place, fields.union(.words), of: selection)
          }
        if try !batch.isEmpty && !body(batch) { return }
      }
    }
  }

  /// A block or a part of the rest.
  private enum Part {
    case block(SignalBlockPlace)
    case rest(SignalRestPlace)

    /// What it is ordered by: the last time, then the number.
    var order: (Int64, Int64) {
      switch self {
      case .block(let place): (place.last, place.number)
      case .rest(let place): (place.last, place.number)
      }
    }
  }

  private func parts(of day: SignalDay, _ filter: SignalFilter) throws(StoreError) -> [Part] {
    var parts: [Part] = []
    for place in try blocks(day.day) where place.canHave(filter) { parts.append(.block(place)) }
    for place in try rest(day.day) where SignalBlockPlace.canHave(filter, place.first, place.last, place.kinds) {
      parts.append(.rest(place))
    }
    return parts.sorted { $0.order > $1.order }
  }
}

extension SignalFilter {
  /// Returns whether its window meets a day.
  func canHave(_ day: Int32) -> Bool {
    guard let window else { return true }
    return SignalDay.day(of: window.lowerBound) <= day && day <= SignalDay.day(of: window.upperBound - 1)
  }
}

extension SignalBatch {
  /// Puts rows in the order of time and key.
  mutating func sortRows() {
    let order = SignalBlockEncoder.canonicalOrder(rows)
    rows = order.map { rows[Int($0)] }
  }
}
