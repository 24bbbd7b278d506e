private import CZstd

/// Reads Zstandard frames.
@safe final class ZstdStream: CompressedStream {
  private let context: OpaquePointer
  private var isAtStart = true

  init() throws(DecompressionError) {
    guard let context = unsafe ZSTD_createDCtx() else { throw .failed(.zstd, "no memory for a context") }
    unsafe self.context = unsafe context
  }

  deinit {
    _ = unsafe ZSTD_freeDCtx(context)
  }

  func begin() throws(DecompressionError) {
    _ = unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    isAtStart = true
  }

  func pour(_ bytes: Span<UInt8>, into room: inout [UInt8]) throws(DecompressionError) -> CompressedStep {
    if isAtStart, let first = bytes.isEmpty ? nil : bytes[0] {
      // A frame, or one that is to be skipped. The library may also read forms older than the standard, less carefully.
      guard first == 0x28 || first & 0xf0 == 0x50 else { throw .damaged(.zstd, "it does not begin as a frame does") }
      isAtStart = false
    }
    let (step, code) = unsafe bytes.withUnsafeBytes { source in
      unsafe room.withUnsafeMutableBytes { target in
        var input = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
        var output = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
        let code = unsafe ZSTD_decompressStream(context, &output, &input)
        // A frame is over at 0, once all of its content has found room.
        return unsafe (CompressedStep(read: input.pos, written: output.pos, isAtEnd: code == 0), code)
      }
    }
    guard ZSTD_isError(code) == 0 else { throw .damaged(.zstd, unsafe String(cString: ZSTD_getErrorName(code))) }
    return step
  }
}
