private import CBrotli

/// Reads brotli.
@safe final class BrotliStream: CompressedStream {
  private var state: OpaquePointer

  init() throws(DecompressionError) {
    unsafe state = try BrotliStream.newState()
  }

  deinit {
    unsafe BrotliDecoderDestroyInstance(state)
  }

  func begin() throws(DecompressionError) {
    let next = unsafe try BrotliStream.newState()
    unsafe BrotliDecoderDestroyInstance(state)
    unsafe state = unsafe next
  }

  private static func newState() throws(DecompressionError) -> OpaquePointer {
    guard let state = unsafe BrotliDecoderCreateInstance(nil, nil, nil) else {
      throw .failed(.brotli, "no memory for a context")
    }
    return unsafe state
  }

  func pour(_ bytes: Span<UInt8>, into room: inout [UInt8]) throws(DecompressionError) -> CompressedStep {
    var available = bytes.count
    var space = room.count
    let result = unsafe bytes.withUnsafeBytes { source in
      unsafe room.withUnsafeMutableBufferPointer { target in
        var input = unsafe source.baseAddress?.assumingMemoryBound(to: UInt8.self)
        var output = target.baseAddress
        return unsafe BrotliDecoderDecompressStream(state, &available, &input, &space, &output, nil)
      }
    }
    guard result != BROTLI_DECODER_RESULT_ERROR else {
      // The library's own words are names of its constants.
      throw .damaged(.brotli, "this is not what brotli writes")
    }
    return CompressedStep(
      read: bytes.count - available,
      written: room.count - space,
      isAtEnd: result == BROTLI_DECODER_RESULT_SUCCESS
    )
  }
}
