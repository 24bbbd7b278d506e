import Foundation

/// An open file, read straight into the caller's array so that no second copy of it is ever resident.
struct InputFile: ~Copyable {
  private let descriptor: CInt

  init(_ path: String) throws {
    descriptor = unsafe open(path, O_RDONLY)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
  }

  deinit { close(descriptor) }

  /// The length in bytes.
  var size: Int {
    defer { lseek(descriptor, 0, SEEK_SET) }
    return lseek(descriptor, 0, SEEK_END)
  }

  /// Fills an array from a place on, as far as the file goes; returns the number of bytes read.
  func read(into bytes: inout [UInt8], from start: Int) throws -> Int {
    try unsafe bytes.withUnsafeMutableBytes { buffer in
      let space = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[start...])
      var filled = 0
      while filled < space.count {
        let count = unsafe Foundation.read(descriptor, space.baseAddress?.advanced(by: filled), space.count - filled)
        guard count >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        if count == 0 { break }
        filled += count
      }
      return filled
    }
  }
}
