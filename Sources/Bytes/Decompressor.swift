/// The compressed forms that are read.
package enum CompressedForm: String, CaseIterable, Sendable {
  /// RFC 1952 and RFC 1950, the same content (RFC 1951) in two wrappings.
  case gzip, zlib
  /// RFC 8878.
  case zstd
  /// RFC 7932.
  case brotli

  /// Tells a form by the first bytes; brotli has no mark to be told by.
  package init?(signature bytes: Span<UInt8>) {
    guard bytes.count >= 2 else { return nil }
    switch (bytes[0], bytes[1]) {
    case (0x1f, 0x8b): self = .gzip
    // The usual levels' marks: the fourth, 0x5e, is a character that a text may go on with.
    case (0x78, 0x01), (0x78, 0x9c), (0x78, 0xda): self = .zlib
    case (0x28, 0xb5) where bytes.count >= 4 && bytes[2] == 0x2f && bytes[3] == 0xfd: self = .zstd
    // A frame to be skipped, as tools that pack on several threads put first.
    case (0x50...0x5f, 0x2a) where bytes.count >= 4 && bytes[2] == 0x4d && bytes[3] == 0x18: self = .zstd
    default: return nil
    }
  }
}

/// What can be wrong with compressed bytes.
package enum DecompressionError: Error, Equatable, CustomStringConvertible {
  case damaged(CompressedForm, String)
  /// They end before their content does.
  case truncated(CompressedForm)
  /// The library could not do its work, for want of memory say.
  case failed(CompressedForm, String)

  package var description: String {
    switch self {
    case .damaged(let form, let reason): "its \(form) data is damaged: \(reason)"
    case .truncated(let form): "its \(form) data ends too early"
    case .failed(let form, let reason): "\(form): \(reason)"
    }
  }
}

/// Reads compressed bytes piece by piece, in memory that does not grow with what they claim to hold.
///
/// Streams that follow one another are one content, as their commands have it.
package final class Decompressor {
  package let form: CompressedForm
  private let stream: any CompressedStream
  /// Whether a stream has been begun and not ended.
  private var isInside = true
  /// What went wrong behind content that has been given.
  private var failure: DecompressionError?

  /// Begins at the first byte.
  package init(_ form: CompressedForm) throws(DecompressionError) {
    self.form = form
    switch form {
    case .gzip, .zlib: stream = try ZlibStream(form)
    case .zstd: stream = try ZstdStream()
    case .brotli: stream = try BrotliStream()
    }
  }

  /// Takes some of the compressed bytes and writes content into `room` from its start; returns how much it took and wrote.
  ///
  /// Where all bytes are taken and the room is not full, it wants more bytes.
  package func pour(
    _ bytes: Span<UInt8>,
    into room: inout [UInt8]
  ) throws(DecompressionError) -> (read: Int, written: Int) {
    if !isInside {
      // Some programs fill up their last block with zeros.
      var zeros = 0
      while zeros < bytes.count, bytes[zeros] == 0 { zeros += 1 }
      if zeros > 0 { return (zeros, 0) }
      guard !bytes.isEmpty else { return (0, 0) }
      try stream.begin()
      isInside = true
    }
    if let failure { throw failure }
    let step = try stream.pour(bytes, into: &room)
    isInside = !step.isAtEnd
    failure = step.failure
    return (step.read, step.written)
  }

  /// Returns the content of bytes that are all there; nil where it is longer than so many bytes.
  package static func content(
    of bytes: Span<UInt8>,
    _ form: CompressedForm,
    limit: Int
  ) throws(DecompressionError) -> [UInt8]? {
    let decompressor = try Decompressor(form)
    var room = [UInt8](repeating: 0, count: 1 << 16)
    var content: [UInt8] = []
    var taken = 0
    while true {
      let (read, written) = try decompressor.pour(bytes.extracting(droppingFirst: taken), into: &room)
      taken += read
      guard content.count + written <= limit else { return nil }
      content += room[..<written]
      if taken == bytes.count, written < room.count { break }
    }
    try decompressor.finish()
    return content
  }

  /// Ends the content; throws where it is not whole.
  package func finish() throws(DecompressionError) {
    if let failure { throw failure }
    guard !isInside else { throw .truncated(form) }
  }
}

/// One library's way through one stream after another.
protocol CompressedStream: AnyObject {
  /// Prepares for another stream, after the end of one.
  func begin() throws(DecompressionError)

  /// Takes one step.
  func pour(_ bytes: Span<UInt8>, into room: inout [UInt8]) throws(DecompressionError) -> CompressedStep
}

/// What one step has done.
struct CompressedStep {
  let read: Int
  let written: Int
  /// Whether the stream is whole now.
  var isAtEnd = false
  /// What is wrong with the bytes behind what was written.
  var failure: DecompressionError?
}
