/// How long a body is said to be.
enum HTTPBodyLength: Equatable, Sendable {
  case known(Int)
  case chunked

  /// Reads it from the headers; two answers to the question are none.
  init(_ head: HTTPHead, limits: HTTPLimits) throws(HTTPProblem) {
    let headers = head.headers
    let codings = headers.values("transfer-encoding")
    let lengths = headers.values("content-length")
    guard codings.isEmpty || lengths.isEmpty else { throw .bothLengths }
    if let coding = codings.first {
      // Before 1.1 there were no chunks, and who stands between may read on (RFC 9112, 6.1).
      guard head.isCurrent, codings.count == 1, HTTPHeaders.isSame(coding, "chunked") else { throw .unknownCoding }
      self = .chunked
      return
    }
    guard let length = lengths.first else {
      self = .known(0)
      return
    }
    guard lengths.allSatisfy({ $0 == length }), !length.isEmpty, length.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { throw .badLength }
    // Digits alone that are no integer are a very long body.
    guard let count = Int(length), count <= limits.bodyBytes else { throw .bodyTooLong(limit: limits.bodyBytes) }
    self = .known(count)
  }
}
