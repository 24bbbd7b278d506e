import Bytes
import Formats
import Host
import Watch

/// An address that is fetched from.
struct PullAddress: Equatable, Sendable {
  let url: String
  /// Host and port.
  let host: String

  /// An address with a name before it.
  struct Named: Equatable, Sendable {
    /// Empty where nobody gave one.
    let name: String
    let address: PullAddress
  }

  private static let lengthLimit = 2_048

  /// Reads an address; nil for what is none of HTTP, and for one that holds a password.
  init?(_ typed: some StringProtocol) {
    let url = String(typed)
    guard url.utf8.count <= PullAddress.lengthLimit, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
    guard let scheme = ["http://", "https://"].first(where: { url.lowercased().hasPrefix($0) }) else { return nil }
    let host = String(url.dropFirst(scheme.count).prefix { !"/?#".contains($0) })
    guard !host.isEmpty, !host.contains("@"), !host.contains("\\") else { return nil }
    (self.url, self.host) = (url, host)
  }

  /// Reads `NAME=URL`, or a URL alone.
  static func named(_ typed: some StringProtocol) -> Named? {
    let equals = typed.firstIndex(of: "=")
    let name = equals.map { String(typed[..<$0]) } ?? ""
    guard let equals, !name.contains("/"), !name.contains(":") else {
      return PullAddress(typed).map { Named(name: "", address: $0) }
    }
    guard !name.isEmpty, name.utf8.count <= 200, name.utf8.allSatisfy({ $0 > 0x20 }) else { return nil }
    return PullAddress(typed[typed.index(after: equals)...]).map { Named(name: name, address: $0) }
  }

  /// The address as it is shown: keys in it are masked.
  var shown: String { Watcher.masked(url) }

  /// Returns a request for it, or for a path below it.
  func request(_ path: String = "") -> Curl.Request {
    let base = path.isEmpty || !url.hasSuffix("/") ? url : String(url.dropLast())
    var request = Curl.Request(url: base + path)
    request.headers = [("Accept-Encoding", "gzip"), ("User-Agent", "reckon")]
    return request
  }
}
