private import CZlib

/// Reads gzip and zlib.
@safe final class ZlibStream: CompressedStream {
  private let form: CompressedForm
  private let stream: UnsafeMutablePointer<z_stream>

  init(_ form: CompressedForm) throws(DecompressionError) {
    self.form = form
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // A window of 32 KiB; 16 more stands for gzip's wrapping.
    let code = unsafe reckon_inflate_init(stream, form == .gzip ? 15 + 16 : 15)
    guard code == Z_OK else {
      unsafe stream.deallocate()
      throw .failed(form, ZlibStream.words(code))
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  func begin() throws(DecompressionError) {
    let code = unsafe inflateReset(stream)
    guard code == Z_OK else { throw .failed(form, ZlibStream.words(code)) }
  }

  func pour(_ bytes: Span<UInt8>, into room: inout [UInt8]) throws(DecompressionError) -> CompressedStep {
    let input = bytes.extracting(first: min(bytes.count, Int(UInt32.max)))
    let space = min(room.count, Int(UInt32.max))
    let code = unsafe input.withUnsafeBytes { source in
      unsafe room.withUnsafeMutableBufferPointer { target in
        // zlib's type has no way to say that it only reads there.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
          mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self)
        )
        unsafe stream.pointee.avail_in = UInt32(source.count)
        unsafe stream.pointee.next_out = target.baseAddress
        unsafe stream.pointee.avail_out = UInt32(space)
        return unsafe inflate(stream, Z_NO_FLUSH)
      }
    }
    let read = input.count - Int(unsafe stream.pointee.avail_in)
    let written = space - Int(unsafe stream.pointee.avail_out)
    switch code {
    case Z_OK, Z_BUF_ERROR: return CompressedStep(read: read, written: written, isAtEnd: false)
    case Z_STREAM_END: return CompressedStep(read: read, written: written, isAtEnd: true)
    case Z_NEED_DICT: throw .damaged(form, "it needs a dictionary")
    case Z_MEM_ERROR: throw .failed(form, "no memory")
    default:
      let message = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? ZlibStream.words(code)
      // A wrong checksum is found at the end, when the content is out.
      guard written > 0 else { throw .damaged(form, message) }
      return CompressedStep(read: read, written: written, failure: .damaged(form, message))
    }
  }

  /// The library's words for an error.
  private static func words(_ code: Int32) -> String {
    unsafe String(cString: zError(code))
  }
}
