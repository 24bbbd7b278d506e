import Bytes

/// Cuts a file of messages, each behind its length in four bytes, most significant first: what the Collector's file
/// exporter writes with `format: proto` or, also as JSON, with `compression: zstd`.
struct ProtoFrames: Sendable {
  private let requests = OTLPProtoReader()
  private var json = JSONRecords()
  private var pending: [UInt8] = []
  /// Bytes of a message that is too long, still to be passed over.
  private var passing = 0
  private var number = 0

  /// The longest message that is taken, packed or not.
  static let limit = 64 << 20
  /// Unpacked bytes that are held before what they say is handed on.
  private static let heldLimit = 8 << 20

  /// Takes the next piece of the file.
  mutating func push(_ bytes: Span<UInt8>, into batch: inout RecordBatch, _ outlet: RecordBatch.Outlet) {
    pending.append(copying: bytes)
    var start = 0
    while true {
      if passing > 0 {
        let passed = min(passing, pending.count - start)
        passing -= passed
        start += passed
      }
      guard pending.count - start >= 4 else { break }
      let length = Int(pending.span.littleEndian32(start).byteSwapped)
      if length > ProtoFrames.limit {
        number += 1
        reject("a message of \(length) bytes", expected: "at most \(ProtoFrames.limit)", into: &batch)
        (passing, start) = (length, start + 4)
        continue
      }
      guard pending.count - start - 4 >= length else { break }
      number += 1
      let pending = pending
      take(pending.span.extracting(start + 4..<start + 4 + length), into: &batch, outlet)
      // A piece of packed frames may hold many times its size.
      if batch.bytes.count >= ProtoFrames.heldLimit, outlet(batch) { batch.removeAll() }
      start += 4 + length
    }
    if start > 0 { pending.removeSubrange(..<start) }
  }

  /// Ends the file; a message that is not whole is none.
  mutating func finish(into batch: inout RecordBatch) {
    guard passing > 0 || !pending.isEmpty else { return }
    if passing == 0 { number += 1 }
    reject("the file ends inside a message", expected: "all of it", into: &batch)
    pending = []
    passing = 0
  }

  private mutating func take(
    _ message: Span<UInt8>,
    into batch: inout RecordBatch,
    _ outlet: RecordBatch.Outlet
  ) {
    guard CompressedForm(signature: message) == .zstd else {
      return read(message, into: &batch, outlet)
    }
    do throws(DecompressionError) {
      guard let content = try Decompressor.content(of: message, .zstd, limit: ProtoFrames.limit) else {
        return reject("a message holds more than it may", expected: "at most \(ProtoFrames.limit) bytes", into: &batch)
      }
      read(content.span, into: &batch, outlet)
    } catch {
      reject("\(error)", expected: "a whole message", into: &batch)
    }
  }

  private mutating func read(
    _ message: Span<UInt8>,
    into batch: inout RecordBatch,
    _ outlet: RecordBatch.Outlet
  ) {
    if !message.isEmpty, message[0] == UInt8(ascii: "{") {
      json.read(message, line: number, hasLines: false, into: &batch, outlet)
    } else {
      requests.read(message, number: number, into: &batch, outlet)
    }
  }

  private func reject(_ reason: String, expected: String, into batch: inout RecordBatch) {
    batch.rejects.add(Reject(line: number, reason: reason, expected: expected))
  }
}
