import Bytes
import Glibc

/// One connection, served by one thread from its first request to its last.
struct HTTPConnection: ~Copyable {
  private let descriptor: CInt
  private let server: HTTPServer
  private var reader: HTTPRequestReader
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  /// What the server has been told is held here.
  private var held = 0
  /// When the request at hand has to be whole.
  private var deadline: ContinuousClock.Instant?

  init(_ descriptor: CInt, of server: HTTPServer) {
    self.descriptor = descriptor
    self.server = server
    reader = HTTPRequestReader(limits: server.limits)
  }

  deinit {
    _ = server.hold(-held)
  }

  /// Serves requests until the client goes, the server stops, or something cannot be read.
  consuming func run() {
    do throws(HTTPProblem) {
      while try serveNext() {}
    } catch {
      refuse(error)
    }
  }

  /// Serves the next request; false at the end.
  private mutating func serveNext() throws(HTTPProblem) -> Bool {
    while true {
      switch try reader.next() {
      case .request(let request): return answer(request)
      case .wantsLeave:
        guard send(HTTPResponse.leave) else { return false }
        guard try receive() else { return false }
      case .needsMore:
        guard try receive() else { return false }
      }
    }
  }

  /// Reads what comes next; false where nothing will.
  private mutating func receive() throws(HTTPProblem) -> Bool {
    let isInside = reader.isInside
    guard server.set(descriptor, isIdle: !isInside) || isInside else { return false }
    let limits = server.limits
    let end = isInside ? deadline ?? .now + limits.request : .now + limits.idle
    if isInside { deadline = end }
    guard Descriptor.isReadable(descriptor, within: ContinuousClock.now.duration(to: end)) else {
      if isInside { throw .tooSlow }
      return false
    }
    guard let count = Descriptor.read(descriptor, into: &buffer) else { return false }
    _ = server.set(descriptor, isIdle: false)
    reader.push(buffer[..<count])
    try account()
    return true
  }

  private mutating func account() throws(HTTPProblem) {
    let difference = reader.held - held
    guard server.hold(difference) else { throw .busy }
    held += difference
  }

  private mutating func answer(_ request: HTTPRequest) -> Bool {
    deadline = nil
    let response = server.handler(request)
    let isWanted = server.set(descriptor, isIdle: false)
    let keepsAlive = request.head.keepsAlive && isWanted
    let bytes = response.bytes(keepsAlive: keepsAlive, omitsBody: request.head.method == "HEAD")
    let difference = reader.held - held
    _ = server.hold(min(0, difference))
    held += min(0, difference)
    return send(bytes) && keepsAlive
  }

  private mutating func refuse(_ problem: HTTPProblem) {
    var response = HTTPResponse.text(problem.status, "\(problem)")
    if problem == .busy { response.headers.add("Retry-After", "5") }
    guard send(response.bytes(keepsAlive: false, omitsBody: false)) else { return }
    // Closing while the client still sends would take our answer away from it.
    shutdown(descriptor, CInt(SHUT_WR))
    let end = ContinuousClock.now + .seconds(2)
    while Descriptor.isReadable(descriptor, within: ContinuousClock.now.duration(to: end)),
      Descriptor.read(descriptor, into: &buffer) != nil, ContinuousClock.now < end
    {}
  }

  /// Writes all of an answer; false where the client does not read it within the socket's time.
  private func send(_ bytes: [UInt8]) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let count = unsafe bytes.span.extracting(offset..<bytes.count).withUnsafeBytes { buffer in
        unsafe Glibc.send(descriptor, buffer.baseAddress, buffer.count, CInt(MSG_NOSIGNAL))
      }
      guard count >= 0 || errno == EINTR else { return false }
      offset += max(0, count)
    }
    return true
  }
}
