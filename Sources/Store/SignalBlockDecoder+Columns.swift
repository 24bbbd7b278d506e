internal import Bytes
internal import Domain

/// The columns with something for every row, read for the chosen ones.
extension SignalBlockDecoder {
  /// Reads durations.
  mutating func addDurations(
    _ bytes: [UInt8],
    _ head: SignalBlockHead,
    to batch: inout SignalBatch
  ) throws(SignalBlockError) {
    guard try readNumbers(bytes, head, .durations) else { return }
    for index in chosen.indices { batch.rows[index].duration = Int64(bitPattern: numbers[Int(chosen[index])]) }
  }

  /// Reads values.
  mutating func addValues(
    _ bytes: [UInt8],
    _ head: SignalBlockHead,
    to batch: inout SignalBatch
  ) throws(SignalBlockError) {
    guard head.pieces[SignalColumn.values.rawValue].content > 0 else { return }
    var numbers = self.numbers
    self.numbers = []
    try withColumn(bytes, head, .values) { content throws(SignalBlockError) in
      try SignalBlockDecoder.readSparse(content, 0, rows: head.rows, absent: SignalBlockEncoder.noValue, into: &numbers)
    }
    for index in chosen.indices { batch.rows[index].value = Double(bitPattern: numbers[Int(chosen[index])]) }
    self.numbers = numbers
  }

  /// Reads subjects, accounts and sessions.
  mutating func addPeople(
    _ bytes: [UInt8],
    _ head: SignalBlockHead,
    to batch: inout SignalBatch
  ) throws(SignalBlockError) {
    guard try readNumbers(bytes, head, .person) else { return }
    let chosen = chosen
    let numbers = numbers
    var rows = batch.rows
    batch.rows = []
    try withColumn(bytes, head, .people) { content throws(SignalBlockError) in
      guard content.count.isMultiple(of: 24) else { throw .truncated(SignalColumn.people.name) }
      let people = content.count / 24
      for index in chosen.indices {
        let person = numbers[Int(chosen[index])]
        guard person > 0 else { continue }
        guard person <= UInt64(people) else { throw .invalid(SignalColumn.person.name, "names nobody") }
        let offset = 8 * (Int(person) - 1)
        rows[index].subject = content.littleEndian64(offset)
        rows[index].account = content.littleEndian64(offset + 8 * people)
        rows[index].session = content.littleEndian64(offset + 16 * people)
      }
    }
    batch.rows = rows
  }

  /// Reads the ids of evidence.
  mutating func addEvidence(
    _ bytes: [UInt8],
    _ head: SignalBlockHead,
    to batch: inout SignalBatch
  ) throws(SignalBlockError) {
    guard try readNumbers(bytes, head, .evidence) else { return }
    let chosen = chosen
    let numbers = numbers
    var filled = batch
    batch = SignalBatch()
    try withColumn(bytes, head, .evidenceIDs) { content throws(SignalBlockError) in
      guard content.count.isMultiple(of: 32) else { throw .truncated(SignalColumn.evidenceIDs.name) }
      var places = [Int32](repeating: -1, count: content.count / 32)
      for index in chosen.indices {
        let number = numbers[Int(chosen[index])]
        guard number > 0 else { continue }
        guard number <= UInt64(places.count) else { throw .invalid(SignalColumn.evidence.name, "names no evidence") }
        let place = Int(number) - 1
        if places[place] < 0 {
          places[place] = Int32(filled.evidenceIDs.count)
          guard let id = EvidenceID(bytes: content.extracting(32 * place..<32 * place + 32)) else {
            throw .truncated(SignalColumn.evidenceIDs.name)
          }
          filled.evidenceIDs.append(id)
        }
        filled.rows[index].evidence = places[place]
      }
    }
    batch = filled
  }

  /// Reads the ids of spans and of their parents.
  mutating func addSpans(
    _ bytes: [UInt8],
    _ head: SignalBlockHead,
    to batch: inout SignalBatch
  ) throws(SignalBlockError) {
    var spans: [UInt64] = []
    if head.pieces[SignalColumn.spans.rawValue].content > 0 {
      try withColumn(bytes, head, .spans) { content throws(SignalBlockError) in
        guard content[0] <= 1 else { throw .invalid(SignalColumn.spans.name, "has an unknown form") }
        if content[0] == 1 {
          try SignalBlockDecoder.readSparse(content, 1, rows: head.rows, absent: 0, into: &spans)
        } else {
          guard content.count == 1 + 8 * head.rows else { throw .truncated(SignalColumn.spans.name) }
          spans.reserveCapacity(head.rows)
          for row in 0..<head.rows { spans.append(content.littleEndian64(1 + 8 * row)) }
        }
      }
      for index in chosen.indices { batch.rows[index].span = spans[Int(chosen[index])] }
    }
    guard head.pieces[SignalColumn.parents.rawValue].content > 0 else { return }
    let chosen = chosen
    var rows = batch.rows
    batch.rows = []
    try withColumn(bytes, head, .parents) { content throws(SignalBlockError) in
      let parents = try SignalBlockDecoder.parents(content, spans, rows: head.rows)
      for index in chosen.indices { rows[index].parent = parents[Int(chosen[index])] }
    }
    batch.rows = rows
  }

  private static func parents(
    _ content: Span<UInt8>,
    _ spans: [UInt64],
    rows: Int
  ) throws(SignalBlockError) -> [UInt64] {
    let column = SignalColumn.parents
    var parents: [UInt64] = []
    parents.reserveCapacity(rows)
    var elsewhere: [Int] = []
    var offset = 0
    for row in 0..<rows {
      guard let code = content.varint(&offset) else { throw .truncated(column.name) }
      switch code {
      case 0: parents.append(0)
      case 1:
        elsewhere.append(row)
        parents.append(0)
      default:
        let folded = code - 2
        let distance = Int(truncatingIfNeeded: folded / 2) + Int(folded & 1)
        let place = folded & 1 == 0 ? row &- distance : row &+ distance
        guard spans.indices.contains(place) else { throw .invalid(column.name, "points outside the block") }
        parents.append(spans[place])
      }
    }
    guard content.count - offset == 8 * elsewhere.count else { throw .truncated(column.name) }
    for (index, row) in elsewhere.enumerated() { parents[row] = content.littleEndian64(offset + 8 * index) }
    return parents
  }

  /// Reads a bit for each row, and eight bytes for each bit that is set.
  static func readSparse(
    _ content: Span<UInt8>,
    _ start: Int,
    rows: Int,
    absent: UInt64,
    into numbers: inout [UInt64]
  ) throws(SignalBlockError) {
    numbers.removeAll(keepingCapacity: true)
    numbers.reserveCapacity(rows)
    var offset = start + (rows + 7) / 8
    for row in 0..<rows {
      let bits = start + row / 8
      guard bits < content.count else { throw .truncated("a sparse column") }
      guard content[bits] & (1 << UInt8(row & 7)) != 0 else {
        numbers.append(absent)
        continue
      }
      guard offset <= content.count - 8 else { throw .truncated("a sparse column") }
      numbers.append(content.littleEndian64(offset))
      offset += 8
    }
    guard offset == content.count else { throw .invalid("a sparse column", "goes on after the last row") }
  }
}
