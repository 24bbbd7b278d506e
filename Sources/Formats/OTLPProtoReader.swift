import Bytes

/// Reads OTLP requests in protobuf, field numbers by opentelemetry-proto 1.x; unknown fields are passed over.
struct OTLPProtoReader: Sendable {
  let names = AttributeName.table

  /// Where in a request one is.
  struct Place {
    /// Where the request begins in the batch's bytes.
    let base: Int
    /// The number of the request in the input, from 1.
    let number: Int
    var resource: Int32 = 0
    var scope = RecordText.none
  }

  /// Reads one request; of one that is damaged what lies before the damage.
  ///
  /// What fills the batch goes out in the midst of it.
  func read(_ bytes: Span<UInt8>, number: Int, into batch: inout RecordBatch, _ outlet: RecordBatch.Outlet) {
    guard let signal = OTLPSignal(bytes) else {
      // An empty request is no error.
      if !bytes.isEmpty { reject("it is no request with a span, log record or metric", number, into: &batch) }
      return
    }
    guard batch.bytes.count + bytes.count < Int(Int32.max) else {
      return reject("the request is too long", number, into: &batch)
    }
    let place = Place(base: batch.bytes.count, number: number)
    batch.bytes.append(copying: bytes)
    forAll(1, in: bytes, 0..<bytes.count, number, into: &batch) { resource, batch in
      readResource(place, bytes, resource, signal, into: &batch, outlet)
    }
  }

  private func readResource(
    _ place: Place,
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    _ signal: OTLPSignal,
    into batch: inout RecordBatch,
    _ outlet: RecordBatch.Outlet
  ) {
    var place = place
    let first = Int32(truncatingIfNeeded: batch.attributes.count)
    // The resource may stand behind what it holds for.
    forEach(1, in: bytes, range, into: &batch) { resource, batch in
      readAttributes(1, place, bytes, resource, into: &batch)
    }
    batch.resources.append(ResourceRecord(attributes: first..<Int32(truncatingIfNeeded: batch.attributes.count)))
    place.resource = Int32(truncatingIfNeeded: batch.resources.count - 1)
    let (known, handedOn) = (batch.count, batch.handedOn)
    forAll(2, in: bytes, range, place.number, into: &batch) { scope, batch in
      readScope(&place, bytes, scope, signal, into: &batch, outlet)
    }
    // One without records is two bytes on the wire: keeping it would multiply them.
    if batch.count == known, batch.handedOn == handedOn { batch.forgetResource(attributesFrom: Int(first)) }
  }

  private func readScope(
    _ place: inout Place,
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    _ signal: OTLPSignal,
    into batch: inout RecordBatch,
    _ outlet: RecordBatch.Outlet
  ) {
    var name = RecordText.none
    forEach(1, in: bytes, range, into: &batch) { scope, batch in
      forEach(1, in: bytes, scope, into: &batch) { name = text(place, bytes, $0, into: &$1) }
    }
    place.scope = name
    forAll(2, in: bytes, range, place.number, into: &batch) { record, batch in
      batch.makeRoom(keeping: &place.resource, outlet)
      switch signal {
      case .traces: readSpan(place, bytes, record, into: &batch)
      case .logs: readLog(place, bytes, record, into: &batch)
      case .metrics: readMetric(&place, bytes, record, into: &batch, outlet)
      }
    }
  }

  // MARK: Walking

  /// Calls the body with each text or message under a number, and returns where the message is damaged.
  @inline(__always)
  @discardableResult
  func forEach(
    _ number: Int,
    in bytes: Span<UInt8>,
    _ range: Range<Int>,
    into batch: inout RecordBatch,
    _ body: (Range<Int>, inout RecordBatch) -> Void
  ) -> Int? {
    var message = ProtoMessage(range)
    while let field = message.next(bytes) {
      if field.number == number, field.wire == .bytes { body(field.range, &batch) }
    }
    return message.isSound ? nil : message.offset
  }

  /// The same for a list of what is to be kept: damage is counted out, and what lies before it is kept.
  @inline(__always)
  func forAll(
    _ number: Int,
    in bytes: Span<UInt8>,
    _ range: Range<Int>,
    _ request: Int,
    into batch: inout RecordBatch,
    _ body: (Range<Int>, inout RecordBatch) -> Void
  ) {
    guard let damage = forEach(number, in: bytes, range, into: &batch, body) else { return }
    reject("it is damaged at byte \(damage)", request, into: &batch)
  }

  func reject(_ reason: @autoclosure () -> String, _ number: Int, into batch: inout RecordBatch) {
    batch.rejects.add(Reject(line: number, reason: reason(), expected: "an OTLP request in protobuf"))
  }
}
