private import Bytes
internal import Domain

/// Texts, shapes and times: which rows are wanted, and what they have in common with others.
extension SignalBlockDecoder {
  /// What the rows of a block are made of.
  struct Shapes {
    /// A row for each shape, complete but for its own numbers.
    var rows: [SignalRow]
    /// Which of them a filter takes.
    var isWanted: [Bool]
  }

  /// Reads texts and shapes; nil when a filter takes none of them.
  mutating func shapes(
    _ bytes: [UInt8],
    _ head: SignalBlockHead,
    _ filter: SignalFilter,
    into batch: inout SignalBatch
  ) throws(SignalBlockError) -> Shapes? {
    let texts = try texts(bytes, head)
    let wanted = WantedTexts(filter, texts)
    var found = Shapes(rows: [], isWanted: [])
    var places = [TextPlace?](repeating: nil, count: texts.count)
    places[0] = TextPlace.none
    var table = batch.texts
    try withColumn(bytes, head, .shapes) { content throws(SignalBlockError) in
      var offset = 0
      while offset < content.count {
        guard let shape = Shape(content, &offset, texts: texts.count) else {
          throw .invalid(SignalColumn.shapes.name, "has a shape that cannot be")
        }
        let isWanted = filter.kinds.contains(shape.kind) && wanted.take(shape)
        found.isWanted.append(isWanted)
        found.rows.append(
          isWanted ? shape.row { SignalBlockDecoder.place($0, &places, texts, &table) } : shape.row { _ in .none }
        )
      }
    }
    guard !found.rows.isEmpty else { throw .truncated(SignalColumn.shapes.name) }
    guard found.isWanted.contains(true) else { return nil }
    batch.texts = table
    return found
  }

  private static func place(
    _ text: Int,
    _ places: inout [TextPlace?],
    _ texts: [String],
    _ table: inout TextTable
  ) -> TextPlace {
    if let place = places[text] { return place }
    let place = table.place(of: texts[text])
    places[text] = place
    return place
  }

  private mutating func texts(_ bytes: [UInt8], _ head: SignalBlockHead) throws(SignalBlockError) -> [String] {
    try withColumn(bytes, head, .texts) { content throws(SignalBlockError) in
      let column = SignalColumn.texts
      var texts = [""]
      var offset = 0
      guard let count = content.varint(&offset), count <= UInt64(content.count - offset) else {
        throw .invalid(column.name, "claims more texts than it has bytes")
      }
      for _ in 0..<count {
        guard let length = content.varint(&offset), length <= UInt64(content.count - offset) else {
          throw .truncated(column.name)
        }
        let end = offset + Int(length)
        do {
          texts.append(String(copying: try UTF8Span(validating: content.extracting(offset..<end))))
        } catch {
          throw .invalid(column.name, "has a text that is not UTF-8")
        }
        offset = end
      }
      guard offset == content.count else { throw .invalid(column.name, "goes on after the last text") }
      return texts
    }
  }

  /// Reads the shapes and times of all rows and takes the wanted ones.
  mutating func addWords(
    _ bytes: [UInt8],
    _ head: SignalBlockHead,
    _ shapes: Shapes,
    _ selection: SignalSelection,
    _ links: Links?,
    to batch: inout SignalBatch
  ) throws(SignalBlockError) {
    guard try readNumbers(bytes, head, .times) else { throw .truncated(SignalColumn.times.name) }
    let wanted = selection.times
    var time = head.first
    var rows: [SignalRow] = []
    var chosen = self.chosen
    self.chosen = []
    chosen.removeAll(keepingCapacity: true)
    let isWhole = selection.traces == nil && wanted.contains(head.first) && wanted.contains(head.last)
    if isWhole { rows.reserveCapacity(head.rows) }
    let times = numbers
    try withColumn(bytes, head, .shape) { content throws(SignalBlockError) in
      let reader = try ShapeReader(content, shapes: shapes.rows.count, rows: head.rows)
      for row in 0..<head.rows {
        let shape = reader.shape(content, row)
        let (next, isOver) = time.addingReportingOverflow(Int64(bitPattern: times[row]))
        guard shape < shapes.rows.count, !isOver, next >= time else {
          throw .invalid("row \(row)", "has a shape or a time that cannot be")
        }
        time = next
        guard shapes.isWanted[shape], wanted.contains(time), links?.takes(row) ?? true else { continue }
        rows.append(shapes.rows[shape])
        rows[rows.count - 1].time = time
        chosen.append(Int32(truncatingIfNeeded: row))
      }
    }
    guard time == head.last, times[0] == 0 else { throw .invalid(SignalColumn.times.name, "disagrees with the head") }
    self.chosen = chosen
    batch.rows = rows
  }

  /// Finds the shape of a row: nowhere, in one byte, or in one byte here and one further on.
  private struct ShapeReader {
    let width: Int
    let rows: Int

    init(_ content: Span<UInt8>, shapes: Int, rows: Int) throws(SignalBlockError) {
      width = shapes > 256 ? 2 : shapes > 1 ? 1 : 0
      self.rows = rows
      guard content.count == width * rows else {
        throw .invalid(SignalColumn.shape.name, "has \(content.count) bytes for \(rows) rows")
      }
    }

    @inline(__always)
    func shape(_ content: Span<UInt8>, _ row: Int) -> Int {
      switch width {
      case 0: 0
      case 1: Int(content[row])
      default: Int(content[row]) | Int(content[rows &+ row]) &<< 8
      }
    }
  }

  /// One shape as it stands in a block.
  struct Shape {
    let kind: SignalKind
    let status: SignalStatus
    let severity: UInt8
    /// Source, service, environment, release, name, surface, group.
    let texts: InlineArray<7, Int>

    /// Reads a shape; nil for one that cannot be.
    init?(_ content: Span<UInt8>, _ offset: inout Int, texts count: Int) {
      guard content.count - offset >= 3, let kind = SignalKind(rawValue: content[offset]),
        let status = SignalStatus(rawValue: content[offset + 1])
      else { return nil }
      self.kind = kind
      self.status = status
      severity = content[offset + 2]
      offset += 3
      var texts = InlineArray<7, Int>(repeating: 0)
      for index in texts.indices {
        guard let text = content.varint(&offset), text < UInt64(count) else { return nil }
        texts[index] = Int(text)
      }
      self.texts = texts
    }

    /// Returns a row of this shape.
    func row(_ place: (Int) -> TextPlace) -> SignalRow {
      var row = SignalRow(kind: kind, key: SignalKey(prefix: 0, rest: 0), time: 0)
      row.status = status
      row.severity = severity
      row.source = place(texts[0])
      row.service = place(texts[1])
      row.environment = place(texts[2])
      row.release = place(texts[3])
      row.name = place(texts[4])
      row.surface = place(texts[5])
      row.group = place(texts[6])
      return row
    }
  }

  /// The texts a filter asks for, as places in a block.
  private struct WantedTexts {
    /// By the place in a shape: nil where nothing is asked, -1 where the block has no such text.
    private var wanted = InlineArray<7, Int?>(repeating: nil)

    init(_ filter: SignalFilter, _ texts: [String]) {
      let asked = [
        (1, filter.service), (2, filter.environment), (3, filter.release), (4, filter.name), (6, filter.group),
      ]
      for (index, text) in asked {
        guard let text else { continue }
        wanted[index] = texts.firstIndex { $0.utf8.elementsEqual(text.utf8) } ?? -1
      }
    }

    func take(_ shape: Shape) -> Bool {
      for index in wanted.indices {
        if let text = wanted[index], text != shape.texts[index] { return false }
      }
      return true
    }
  }
}
