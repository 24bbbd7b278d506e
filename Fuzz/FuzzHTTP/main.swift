// Feeds mutated bytes to what reads requests: FUZZ=1 swift build -c release --product FuzzHTTP, then run it on
// Fuzz/Corpora/FuzzHTTP with SWIFT_BACKTRACE=enable=no, so that a crashing input is saved.
import Bytes
import Formats
import FuzzDriver
import HTTP

/// What libFuzzer calls with each input: the first byte says where the others are cut.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzzOne(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  guard let first = input.first else { return 0 }
  let rest = Array(input.dropFirst())
  let cut = rest.count * Int(first) / 256
  let whole = read([rest])
  let pieces = read([Array(rest[..<cut]), Array(rest[cut...])])
  precondition(whole.requests == pieces.requests && whole.problem == pieces.problem, "a cut changed the requests")
  for request in whole.requests {
    let headers = request.head.headers
    checkSignatures(request)
    let route = WireRoute.find(request.head.path) ?? .track
    let wire = WireBody(
      route: route,
      coding: headers["content-encoding"] ?? "",
      type: headers["content-type"] ?? form
    )
    // fine because what has no content is refused where it is received
    guard let content = try? wire.content(of: request.body) else { continue }
    _ = WireAnswer.success(wire, content)
  }
  return 0
}

let form = "application/x-www-form-urlencoded"

/// No request is any tool's: the secret stands nowhere, and the seeds are signed with another.
func checkSignatures(_ request: HTTPRequest) {
  let now = Timestamp(nanoseconds: 1_800_000_000_000_000_000)
  for tool in WebhookSignature.Tool.allCases {
    do throws(WebhookSignature.Fault) {
      try WebhookSignature.verify(tool, secret: "0d5c1f", body: request.body, now: now) { request.head.headers[$0] }
      preconditionFailure("a request that nobody signed was taken for one of \(tool)")
    } catch {
      _ = error.description
    }
  }
}

/// Reads requests until one is wrong.
func read(_ pieces: [[UInt8]]) -> (requests: [HTTPRequest], problem: HTTPProblem?) {
  var limits = HTTPLimits()
  (limits.headBytes, limits.headers, limits.bodyBytes) = (2_000, 20, 2_000)
  var reader = HTTPRequestReader(limits: limits)
  var requests: [HTTPRequest] = []
  for piece in pieces {
    reader.push(piece[...])
    do throws(HTTPProblem) {
      while case let event = try reader.next(), event != .needsMore {
        if case .request(let request) = event { requests.append(request) }
      }
    } catch {
      return (requests, error)
    }
  }
  return (requests, nil)
}

unsafe fuzz(fuzzOne)
