import Glibc

/// A client's connection to a server on this host.
package final class LocalConnection {
  private let descriptor: CInt

  /// What an answer said.
  package struct Answer: Equatable, Sendable {
    package let status: Int
    /// Its head, as it came.
    package let head: String
    package let body: [UInt8]
  }

  package init(port: UInt16) throws {
    descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw SystemFailure(doing: "socket") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let result = unsafe withUnsafeBytes(of: address) { bytes in
      guard let base = bytes.baseAddress else { return CInt(-1) }
      return unsafe connect(descriptor, base.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
    }
    guard result == 0 else { throw SystemFailure(doing: "connect") }
    var time = timeval(tv_sec: 180, tv_usec: 0)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// Sends bytes as they are.
  package func send(_ text: String) throws {
    try send(Array(text.utf8))
  }

  /// Sends bytes as they are; false where the server has gone.
  package func send(_ bytes: [UInt8]) throws {
    var offset = 0
    while offset < bytes.count {
      let count = unsafe bytes[offset...].withUnsafeBytes {
        unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw SystemFailure(doing: "send") }
      offset += count
    }
  }

  /// Sends a request with a body.
  package func post(_ path: String, _ body: [UInt8], headers: [String] = []) throws -> Answer {
    let lines = ["POST \(path) HTTP/1.1", "Host: localhost", "Content-Length: \(body.count)"] + headers
    try send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
    return try answer()
  }

  /// Reads the next answer; throws where the server has gone.
  package func answer() throws -> Answer {
    var head: [UInt8] = []
    while !head.ends(with: "\r\n\r\n") {
      guard let byte = receive(1).first else { throw SystemFailure(doing: "the answer ends in its head") }
      head.append(byte)
    }
    let text = String(decoding: head, as: UTF8.self)
    let status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    let length = text.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
      .flatMap { Int($0.dropFirst("content-length: ".count)) }
    var body: [UInt8] = []
    while body.count < length ?? 0 {
      let piece = receive((length ?? 0) - body.count)
      guard !piece.isEmpty else { throw SystemFailure(doing: "the answer ends in its body") }
      body += piece
    }
    return Answer(status: status, head: text, body: body)
  }

  /// Whether the server has closed it.
  package func hasEnded() -> Bool { receive(1).isEmpty }

  private func receive(_ limit: Int) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: limit)
    let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
    return Array(buffer.prefix(max(0, count)))
  }
}

extension [UInt8] {
  fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
