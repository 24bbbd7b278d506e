private import CZstd

/// What can be wrong with bytes that should be a Zstandard frame (RFC 8878), or with a wish for one.
package enum ZstdError: Error, Equatable, CustomStringConvertible {
  /// The bytes are no frame, or a damaged one; the library's words.
  case damaged(String)
  /// The library could not do its work, for want of memory say.
  case failed(String)

  package var description: String {
    switch self {
    case .damaged(let reason): "damaged Zstandard data: \(reason)"
    case .failed(let reason): "Zstandard: \(reason)"
    }
  }
}

/// Compresses one text after the other into Zstandard frames, with one context: making one costs more than a small text.
@safe package struct ZstdCompressor: ~Copyable {
  private let context: OpaquePointer
  private let level: Int32
  /// Room for the longest frame so far, kept because filling it with zeros costs as much as a fast compression.
  private var room: [UInt8] = []

  /// Prepares for a level, from 1 (fast) to 19 (small).
  package init(level: Int) throws(ZstdError) {
    guard let context = unsafe ZSTD_createCCtx() else { throw .failed("no memory for a context") }
    unsafe self.context = unsafe context
    self.level = Int32(clamping: level)
  }

  deinit {
    _ = unsafe ZSTD_freeCCtx(context)
  }

  /// Appends the frame of a text to `output`; returns the frame's length.
  ///
  /// The same text, level and version of the library give the same frame.
  @discardableResult
  package mutating func compress(_ text: Span<UInt8>, into output: inout [UInt8]) throws(ZstdError) -> Int {
    let bound = ZSTD_compressBound(text.count)
    if room.count < bound { room = [UInt8](repeating: 0, count: bound) }
    let level = level
    let written = unsafe text.withUnsafeBytes { source in
      unsafe room.withUnsafeMutableBytes { target in
        unsafe ZSTD_compressCCtx(
          context,
          target.baseAddress,
          target.count,
          source.baseAddress,
          source.count,
          level
        )
      }
    }
    guard ZSTD_isError(written) == 0 else { throw .failed(Zstd.words(written)) }
    output.append(contentsOf: room[..<written])
    return written
  }

  /// Returns the frame of a text.
  package mutating func compress(_ text: [UInt8]) throws(ZstdError) -> [UInt8] {
    var output: [UInt8] = []
    try compress(text.span, into: &output)
    return output
  }
}

/// Reads one Zstandard frame after the other, with one context.
@safe package struct ZstdDecompressor: ~Copyable {
  private let context: OpaquePointer

  /// Prepares to read.
  package init() throws(ZstdError) {
    guard let context = unsafe ZSTD_createDCtx() else { throw .failed("no memory for a context") }
    unsafe self.context = unsafe context
  }

  deinit {
    _ = unsafe ZSTD_freeDCtx(context)
  }

  /// Replaces `output` with the content of frames whose length is known beforehand; another length is an error.
  package mutating func decompress(
    _ frames: Span<UInt8>,
    exactly count: Int,
    into output: inout [UInt8]
  ) throws(ZstdError) {
    if output.count < count {
      output = [UInt8](repeating: 0, count: count)
    } else {
      output.removeLast(output.count - count)
    }
    let written = unsafe frames.withUnsafeBytes { source in
      unsafe output.withUnsafeMutableBytes { target in
        unsafe ZSTD_decompressDCtx(context, target.baseAddress, target.count, source.baseAddress, source.count)
      }
    }
    guard ZSTD_isError(written) == 0 else { throw .damaged(Zstd.words(written)) }
    guard written == count else { throw .damaged("\(written) bytes of content, not \(count)") }
  }
}

private enum Zstd {
  /// The library's words for an error.
  static func words(_ code: Int) -> String {
    unsafe String(cString: ZSTD_getErrorName(code))
  }
}
