/// Where a server listens: an address of this host and a port.
package struct ListenAddress: Equatable, Sendable, CustomStringConvertible {
  /// A numeric IPv4 or IPv6 address.
  package let host: String
  /// 0 for one that the system picks.
  package let port: UInt16

  package init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// Reads `4318`, `127.0.0.1:4318`, `:4318` or `[::1]:4318`; without a host it is the loopback.
  package init?(_ text: String) {
    let parts = text.utf8.lastIndex(of: UInt8(ascii: ":"))
    var host = parts.map { String(text[..<$0]) } ?? ""
    let port = parts.map { String(text[text.utf8.index(after: $0)...]) } ?? text
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    if host.isEmpty || host == "localhost" { host = "127.0.0.1" }
    guard !port.isEmpty, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(port),
      SocketAddress(host: host, port: number) != nil
    else { return nil }
    self.init(host: host, port: number)
  }

  /// Whether only programs of this host can reach it.
  package var isLoopback: Bool { host == "::1" || host.hasPrefix("127.") }

  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
