private import Bytes
internal import Domain

/// Texts and shapes: what few combinations say about many rows.
extension SignalBlockEncoder {
  /// One combination of kind, status, severity and texts, as four words.
  private struct Shape: Equatable {
    let sourceAndService: UInt64
    let environmentAndRelease: UInt64
    let nameAndSurface: UInt64
    let groupAndKind: UInt64

    @inline(__always)
    init(_ row: SignalRow) {
      sourceAndService = UInt64(row.source.index) | UInt64(row.service.index) &<< 32
      environmentAndRelease = UInt64(row.environment.index) | UInt64(row.release.index) &<< 32
      nameAndSurface = UInt64(row.name.index) | UInt64(row.surface.index) &<< 32
      let kind = UInt64(row.kind.rawValue) | UInt64(row.status.rawValue) &<< 8 | UInt64(row.severity) &<< 16
      groupAndKind = UInt64(row.group.index) | kind &<< 32
    }

    /// The places of its texts in the batch, in the order in which they are written.
    var texts: [UInt32] {
      [sourceAndService, environmentAndRelease, nameAndSurface, groupAndKind & 0xffff_ffff]
        .flatMap { [UInt32(truncatingIfNeeded: $0), UInt32(truncatingIfNeeded: $0 &>> 32)] }.dropLast()
    }

    @inline(__always)
    var hash: UInt64 {
      SignalProbe.hash(
        SignalProbe.hash(sourceAndService, environmentAndRelease),
        SignalProbe.hash(nameAndSurface, groupAndKind)
      )
    }
  }

  /// Adds the columns of texts and shapes; returns which kinds there are.
  mutating func addWords(_ batch: SignalBatch, _ order: ArraySlice<Int32>) throws(SignalBlockError) -> SignalKinds {
    var shapes: [Shape] = []
    var rowShapes: [UInt16] = []
    rowShapes.reserveCapacity(order.count)
    probe.clear(room: order.count)
    let rows = batch.rows.span
    for place in order {
      let shape = Shape(rows[Int(place)])
      let known = probe.find(shape.hash, orAdd: shapes.count) { shapes[$0] == shape }
      rowShapes.append(UInt16(truncatingIfNeeded: known ?? shapes.count))
      if known == nil { shapes.append(shape) }
    }
    let kinds = try addTables(shapes, batch)
    if shapes.count > 1 {
      for shape in rowShapes { column.append(UInt8(truncatingIfNeeded: shape)) }
    }
    if shapes.count > 256 {
      for shape in rowShapes { column.append(UInt8(truncatingIfNeeded: shape &>> 8)) }
    }
    try add(.shape)
    return kinds
  }

  /// Adds the texts in order of first use, and the shapes that name them.
  private mutating func addTables(_ shapes: [Shape], _ batch: SignalBatch) throws(SignalBlockError) -> SignalKinds {
    // The place in the block by the place in the batch; the empty text is everywhere 0 and not written.
    var places = [UInt32](repeating: 0, count: max(1, batch.texts.count))
    var texts: [UInt32] = []
    var kinds = SignalKinds()
    for shape in shapes {
      let kind = UInt16(truncatingIfNeeded: shape.groupAndKind &>> 32 & 0xff)
      kinds.formUnion(SignalKinds(rawValue: 1 &<< kind))
      tail.appendLittleEndian(shape.groupAndKind &>> 32, bytes: 3)
      for text in shape.texts {
        let place = Int(text)
        if places[place] == 0 && place > 0 {
          texts.append(text)
          places[place] = UInt32(texts.count)
        }
        tail.appendVarint(UInt64(places[place]))
      }
    }
    column.appendVarint(UInt64(texts.count))
    for text in texts {
      let text = batch.texts[TextPlace(text)]
      column.appendVarint(UInt64(text.utf8.count))
      column.append(contentsOf: text.utf8)
      guard column.count <= SignalBlockHead.textLimit else { throw .tooLarge("the texts") }
    }
    try add(.texts)
    swap(&column, &tail)
    tail.removeAll(keepingCapacity: true)
    try add(.shapes)
    return kinds
  }
}
