import Bytes

/// Reads JSON texts of any known kind: each object is looked at by itself, so that a file may mix them.
struct JSONRecords: Sendable {
  private var line = JSONLine()
  private let requests = OTLPReader()
  private var messages = JSONMessages()

  /// Reads one text: a line of a file of lines, or a whole file.
  mutating func read(_ bytes: Span<UInt8>, line number: Int, hasLines: Bool, into batch: inout RecordBatch) {
    let start = bytes.count >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf ? 3 : 0
    let text = bytes.extracting(start..<bytes.count)
    guard !JSONRecords.isBlank(text) else { return }
    // Places in the batch have 32 bits.
    guard batch.bytes.count + text.count < Int(Int32.max) else {
      return batch.rejects.add(
        Reject(line: number, reason: "the text is too long", expected: "less than 2 GiB at a time")
      )
    }
    do throws(JSONError) {
      try line.parse(text, line: number, hasLines: hasLines, into: &batch)
    } catch {
      let line = number + JSONRecords.lineFeeds(text, before: error.offset)
      return batch.rejects.add(Reject(line: line, reason: error.description, expected: "well-formed JSON"))
    }
    readValue(0, text, into: &batch)
  }

  private mutating func readValue(_ index: Int, _ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    switch line.kind(index) {
    case .object: readObject(index, bytes, into: &batch)
    case .array:
      var child = index + 1
      while child < line.word(index).payload {
        if line.isObject(child) { readObject(child, bytes, into: &batch) } else { rejectValue(child, bytes, &batch) }
        child = line.after(child)
      }
    default: rejectValue(index, bytes, &batch)
    }
  }

  private mutating func readObject(_ index: Int, _ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    // An empty request is no error.
    guard line.word(index).length > 0 else { return }
    if requests.recognises(line, bytes, index) {
      requests.read(line, bytes, index, into: &batch)
    } else if let kind = EventReader.kind(line, bytes, index) {
      EventReader.read(kind, line, bytes, index, into: &batch)
    } else if ProductEvents.read(line, bytes, index, into: &batch) {
      // Taken in, or counted out.
    } else if StepReader.read(line, bytes, index, into: &batch) {
      // As above.
    } else {
      messages.read(line, bytes, index, into: &batch)
    }
  }

  private func rejectValue(_ index: Int, _ bytes: Span<UInt8>, _ batch: inout RecordBatch) {
    batch.rejects.add(
      Reject(
        line: line.lineNumber(of: index),
        reason: "a record is \(line.shown(index, bytes))",
        expected: "a JSON object"
      )
    )
  }

  static func isBlank(_ bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices where bytes[index] > 0x20 { return false }
    return true
  }

  private static func lineFeeds(_ bytes: Span<UInt8>, before end: Int) -> Int {
    var count = 0
    for index in 0..<min(end, bytes.count) where bytes[index] == UInt8(ascii: "\n") { count += 1 }
    return count
  }
}
