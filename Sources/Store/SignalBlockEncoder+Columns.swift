private import Bytes
internal import Domain

/// The columns with something for every row.
extension SignalBlockEncoder {
  /// Adds times, durations and values.
  mutating func addNumbers(_ rows: [SignalRow], _ order: ArraySlice<Int32>) throws(SignalBlockError) {
    let rows = rows.span
    var time = rows[Int(order[order.startIndex])].time
    var hasDuration = false
    var hasValue = false
    for place in order {
      let next = rows[Int(place)].time
      column.appendVarint(UInt64(bitPattern: next &- time))
      time = next
      hasDuration = hasDuration || rows[Int(place)].duration != 0
      hasValue = hasValue || rows[Int(place)].value.bitPattern != SignalBlockEncoder.noValue
    }
    try add(.times)
    if hasDuration {
      for place in order { column.appendVarint(UInt64(bitPattern: rows[Int(place)].duration)) }
    }
    try add(.durations)
    if hasValue {
      appendPresence(order) { rows[Int($0)].value.bitPattern != SignalBlockEncoder.noValue }
      for place in order where rows[Int(place)].value.bitPattern != SignalBlockEncoder.noValue {
        column.appendLittleEndian(rows[Int(place)].value.bitPattern)
      }
    }
    try add(.values)
  }

  static let noValue = Double.nan.bitPattern

  /// Adds subjects, accounts and sessions.
  mutating func addPeople(_ rows: [SignalRow], _ order: ArraySlice<Int32>) throws(SignalBlockError) {
    let rows = rows.span
    var people: [Int32] = []
    probe.clear(room: order.count)
    for place in order {
      let row = rows[Int(place)]
      guard row.subject != 0 || row.account != 0 || row.session != 0 else {
        tail.append(0)
        continue
      }
      let hash = SignalProbe.hash(row.subject, SignalProbe.hash(row.account, row.session))
      let known = probe.find(hash, orAdd: people.count) { index in
        let other = rows[Int(people[index])]
        return other.subject == row.subject && other.account == row.account && other.session == row.session
      }
      if known == nil { people.append(place) }
      tail.appendVarint(UInt64((known ?? people.count - 1) + 1))
    }
    for place in people { column.appendLittleEndian(rows[Int(place)].subject) }
    for place in people { column.appendLittleEndian(rows[Int(place)].account) }
    for place in people { column.appendLittleEndian(rows[Int(place)].session) }
    try add(.people)
    try addTail(.person, unless: people.isEmpty)
  }

  /// Adds the ids of the texts kept as evidence.
  mutating func addEvidence(_ batch: SignalBatch, _ order: ArraySlice<Int32>) throws(SignalBlockError) {
    var places: [EvidenceID: Int] = [:]
    for place in order {
      guard let id = batch.evidenceID(of: batch.rows[Int(place)]) else {
        tail.append(0)
        continue
      }
      if let known = places[id] {
        tail.appendVarint(UInt64(known + 1))
      } else {
        tail.appendVarint(UInt64(places.count + 1))
        places[id] = places.count
        column.append(contentsOf: id.bytes)
      }
    }
    let isEmpty = places.isEmpty
    try add(.evidenceIDs)
    try addTail(.evidence, unless: isEmpty)
  }

  /// Adds the traces; returns each row's trace, 0 for none, and how many traces there are.
  mutating func addTraces(
    _ rows: [SignalRow],
    _ order: ArraySlice<Int32>
  ) throws(SignalBlockError) -> (byRow: [Int32], count: Int) {
    let rows = rows.span
    var traces: [TraceID] = []
    var byRow: [Int32] = []
    byRow.reserveCapacity(order.count)
    probe.clear(room: order.count)
    for place in order {
      let trace = rows[Int(place)].trace
      guard !trace.isNone else {
        byRow.append(0)
        tail.append(0)
        continue
      }
      let known = probe.find(SignalProbe.hash(trace.high, trace.low), orAdd: traces.count) { traces[$0] == trace }
      // 1 is a new trace, more counts back from the newest: spans of a trace stand near each other.
      tail.appendVarint(known.map { UInt64(traces.count - $0 + 1) } ?? 1)
      byRow.append(Int32(known ?? traces.count) + 1)
      if known == nil { traces.append(trace) }
    }
    for trace in traces {
      column.appendLittleEndian(trace.high)
      column.appendLittleEndian(trace.low)
    }
    try add(.traces)
    try addTail(.trace, unless: traces.isEmpty)
    return (byRow, traces.count)
  }

  /// Adds the ids of spans and of their parents.
  mutating func addSpans(_ rows: [SignalRow], _ order: ArraySlice<Int32>) throws(SignalBlockError) {
    let rows = rows.span
    var count = 0
    var hasParent = false
    for place in order {
      count += rows[Int(place)].span == 0 ? 0 : 1
      hasParent = hasParent || rows[Int(place)].parent != 0
    }
    if count > 0 {
      column.append(count == order.count ? 0 : 1)
      if count < order.count { appendPresence(order) { rows[Int($0)].span != 0 } }
      for place in order where rows[Int(place)].span != 0 { column.appendLittleEndian(rows[Int(place)].span) }
    }
    try add(.spans)
    if hasParent { appendParents(rows, order) }
    try add(.parents)
  }

  /// Writes each parent as the distance to its row where it is in the block, and as it is otherwise.
  private mutating func appendParents(_ rows: Span<SignalRow>, _ order: ArraySlice<Int32>) {
    probe.clear(room: order.count)
    let start = order.startIndex
    for index in 0..<order.count {
      let span = rows[Int(order[start + index])].span
      guard span != 0 else { continue }
      _ = probe.find(SignalProbe.hash(span, 0), orAdd: index) { rows[Int(order[start + $0])].span == span }
    }
    for index in 0..<order.count {
      let parent = rows[Int(order[start + index])].parent
      guard parent != 0 else {
        column.append(0)
        continue
      }
      let place = probe.find(SignalProbe.hash(parent, 0)) { rows[Int(order[start + $0])].span == parent }
      guard let place else {
        column.append(1)
        tail.appendLittleEndian(parent)
        continue
      }
      let distance = index - place
      column.appendVarint(2 + UInt64(distance < 0 ? -2 * distance - 1 : 2 * distance))
    }
    column.append(contentsOf: tail)
    tail.removeAll(keepingCapacity: true)
  }

  /// Adds the keys; their first bytes once for each trace where all rows of a trace have the same.
  mutating func addKeys(
    _ rows: [SignalRow],
    _ order: ArraySlice<Int32>,
    _ traces: (byRow: [Int32], count: Int)
  ) throws(SignalBlockError) {
    let rows = rows.span
    var prefixes = [UInt32](repeating: 0, count: traces.count)
    var isMet = [Bool](repeating: false, count: traces.count)
    var agree = true
    for (place, trace) in zip(order, traces.byRow) {
      let prefix = rows[Int(place)].key.prefix
      let index = Int(trace) - 1
      if index < 0 {
        tail.appendLittleEndian(UInt64(prefix), bytes: 4)
      } else if !isMet[index] {
        isMet[index] = true
        prefixes[index] = prefix
      } else {
        agree = agree && prefixes[index] == prefix
      }
    }
    if agree {
      column.append(0)
      for prefix in prefixes { column.appendLittleEndian(UInt64(prefix), bytes: 4) }
      column.append(contentsOf: tail)
    } else {
      column.append(1)
      for place in order { column.appendLittleEndian(UInt64(rows[Int(place)].key.prefix), bytes: 4) }
    }
    tail.removeAll(keepingCapacity: true)
    try add(.prefixes)
    for place in order { column.appendLittleEndian(rows[Int(place)].key.rest, bytes: 6) }
    try add(.keys)
  }

  // MARK: Parts of columns

  /// Adds the second part as a column of its own, or nothing.
  private mutating func addTail(_ name: SignalColumn, unless isEmpty: Bool) throws(SignalBlockError) {
    if !isEmpty { swap(&column, &tail) }
    tail.removeAll(keepingCapacity: true)
    try add(name)
  }

  /// Writes a bit for each row.
  private mutating func appendPresence(_ order: ArraySlice<Int32>, _ isPresent: (Int32) -> Bool) {
    var bits: UInt8 = 0
    var count = 0
    for place in order {
      bits |= isPresent(place) ? 1 << UInt8(count & 7) : 0
      count += 1
      guard count & 7 == 0 else { continue }
      column.append(bits)
      bits = 0
    }
    if count & 7 != 0 { column.append(bits) }
  }
}
