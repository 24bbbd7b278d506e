import Bytes
import Glibc

/// A server for programs on this host: a thread for each connection, requests handed to one closure.
///
/// It knows nothing of what is asked. A thread for each is enough for a front door of local programs, and keeps a slow
/// client from holding up any other.
package final class HTTPServer: Sendable {
  let limits: HTTPLimits
  let handler: @Sendable (HTTPRequest) -> HTTPResponse
  private let listener: CInt
  /// The port that it listens on.
  package let port: UInt16
  private let state = Monitor(State())

  private struct State {
    var isStopping = false
    /// The connections, by descriptor, and whether each waits between requests.
    var idle: [CInt: Bool] = [:]
    /// Bytes of requests that are held by all connections.
    var held = 0
  }

  /// Why a server cannot listen.
  package enum Failure: Error, Equatable {
    case addressInUse
    case other(code: CInt)
  }

  /// Listens; requests wait until `start`.
  package init(
    _ address: ListenAddress,
    limits: HTTPLimits = HTTPLimits(),
    handler: @escaping @Sendable (HTTPRequest) -> HTTPResponse
  ) throws(Failure) {
    self.limits = limits
    self.handler = handler
    guard let socketAddress = SocketAddress(host: address.host, port: address.port) else { throw .other(code: EINVAL) }
    let listener = socket(socketAddress.family, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0 else { throw .other(code: errno) }
    HTTPServer.set(SO_REUSEADDR, SOL_SOCKET, of: listener)
    guard socketAddress.bind(listener), listen(listener, 512) == 0 else {
      let code = errno
      close(listener)
      throw code == EADDRINUSE ? .addressInUse : .other(code: code)
    }
    self.listener = listener
    port = SocketAddress.port(of: listener)
  }

  deinit {
    close(listener)
  }

  /// Begins to serve.
  package func start() {
    startThread { [self] in acceptAll() }
  }

  /// Stops listening and lets requests that have begun come to their end; false where some did not within the time.
  @discardableResult
  package func stop(within time: Duration) -> Bool {
    state.update { state in
      state.isStopping = true
      // Behind the lock that closing holds: afterwards, the system may have given a descriptor to another file.
      for (descriptor, isIdle) in state.idle where isIdle { shutdown(descriptor, CInt(SHUT_RD)) }
    }
    shutdown(listener, CInt(SHUT_RDWR))
    return state.wait(until: .now + time) { $0.idle.isEmpty ? true : nil } ?? false
  }

  private func acceptAll() {
    while true {
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else {
        if state.read({ $0.isStopping }) { return }
        // Out of descriptors or memory: others will give some back.
        if errno != EINTR, errno != ECONNABORTED { sleepUntil(.now + .milliseconds(10)) }
        continue
      }
      // glibc shows the call that does both only to GNU sources.
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      HTTPServer.set(TCP_NODELAY, CInt(IPPROTO_TCP), of: descriptor)
      // A client that does not read must not hold a thread for ever.
      HTTPServer.setSendTimeout(of: descriptor, limits.request)
      let isWelcome = state.update { state in
        guard !state.isStopping, state.idle.count < limits.connections else { return false }
        state.idle[descriptor] = true
        return true
      }
      guard isWelcome, tryToStartThread({ [self] in serve(descriptor) }) else {
        refuse(descriptor)
        continue
      }
    }
  }

  private func serve(_ descriptor: CInt) {
    HTTPConnection(descriptor, of: self).run()
    end(descriptor)
  }

  private func refuse(_ descriptor: CInt) {
    var response = HTTPResponse.text(503, "\(HTTPProblem.busy)")
    response.headers.add("Retry-After", "5")
    _ = Descriptor.writeAll(response.bytes(keepsAlive: false, omitsBody: false), to: descriptor)
    end(descriptor)
  }

  /// Closes a connection; nobody may touch a descriptor that the system may give to another by now.
  private func end(_ descriptor: CInt) {
    state.update { state in
      state.idle[descriptor] = nil
      close(descriptor)
    }
  }

  // MARK: For connections

  /// Notes whether a connection waits between requests; false where the server stops.
  func set(_ descriptor: CInt, isIdle: Bool) -> Bool {
    state.change { state in
      state.idle[descriptor] = isIdle
      return !state.isStopping
    }
  }

  /// Notes what a connection holds more or less; false where that is too much for all together.
  func hold(_ bytes: Int) -> Bool {
    state.change { state in
      guard bytes <= 0 || state.held + bytes <= limits.allBodies else { return false }
      state.held += bytes
      return true
    }
  }

  // MARK: Options

  private static func set(_ option: CInt, _ level: CInt, of descriptor: CInt) {
    var one: CInt = 1
    unsafe setsockopt(descriptor, level, option, &one, socklen_t(MemoryLayout<CInt>.size))
  }

  private static func setSendTimeout(of descriptor: CInt, _ time: Duration) {
    var value = timeval(tv_sec: Int(time.components.seconds), tv_usec: 0)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &value, socklen_t(MemoryLayout<timeval>.size))
  }
}
