import Bytes
import Glibc
import HTTP

/// A server on this host in the place of a vendor's, which keeps what it is asked.
final class Vendor: Sendable {
  let server: HTTPServer
  private let seen: Monitor<[HTTPRequest]>

  /// Starts one that answers as it is told, on a port of its own.
  init(_ answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse) throws {
    let seen = Monitor<[HTTPRequest]>([])
    self.seen = seen
    server = try HTTPServer(ListenAddress(host: "127.0.0.1", port: 0)) { request in
      seen.update { $0.append(request) }
      return answer(request)
    }
    server.start()
  }

  /// Runs a test with one, and stops it then.
  static func with(
    _ answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse,
    _ body: (Vendor) throws -> Void
  ) throws {
    let vendor = try Vendor(answer)
    defer { vendor.server.stop(within: .seconds(180)) }
    try body(vendor)
  }

  var host: String { "127.0.0.1:\(server.port)" }
  var address: String { "http://\(host)" }
  var requests: [HTTPRequest] { seen.read { $0 } }

  /// Waits until somebody has asked.
  func waitForRequest() {
    _ = seen.wait(until: .now + .seconds(180)) { $0.isEmpty ? nil : true }
  }
}

/// A server that never comes to the end of its answer.
final class EndlessVendor: Sendable {
  let port: UInt16
  private let listener: CInt

  init() throws {
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = unsafe withUnsafeMutableBytes(of: &address) { bytes in
      guard let base = bytes.baseAddress else { return false }
      let pointer = unsafe base.assumingMemoryBound(to: sockaddr.self)
      return unsafe bind(descriptor, pointer, size) == 0 && listen(descriptor, 8) == 0
        && getsockname(descriptor, pointer, &size) == 0
    }
    guard isBound else { throw VendorFailure() }
    listener = descriptor
    port = UInt16(bigEndian: address.sin_port)
    startThread { EndlessVendor.serve(descriptor) }
  }

  deinit { shutdown(listener, CInt(SHUT_RDWR)) }

  private static func serve(_ listener: CInt) {
    while case let client = accept(listener, nil, nil), client >= 0 {
      startThread {
        var piece = Array("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n".utf8)
        while unsafe piece.withUnsafeBytes({ unsafe send(client, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }) > 0 {
          piece = Array(String(repeating: "up 1\n", count: 10_000).utf8)
        }
        close(client)
      }
    }
    close(listener)
  }
}

/// No port was to be had.
struct VendorFailure: Error {}
