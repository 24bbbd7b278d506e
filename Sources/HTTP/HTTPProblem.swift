/// What is wrong with a request, so that its connection cannot go on.
package enum HTTPProblem: Error, Equatable, CustomStringConvertible {
  case badRequestLine, badHeader, badLength, badChunk, bothLengths
  case headTooLong(limit: Int)
  case tooManyHeaders(limit: Int)
  case bodyTooLong(limit: Int)
  case unknownCoding
  case unknownVersion
  /// The rest did not come in time.
  case tooSlow
  /// Other requests fill the memory that bodies may take.
  case busy

  /// The status that tells it to the client.
  package var status: Int {
    switch self {
    case .badRequestLine, .badHeader, .badLength, .badChunk, .bothLengths: 400
    case .tooSlow: 408
    case .bodyTooLong: 413
    case .headTooLong, .tooManyHeaders: 431
    case .unknownCoding: 501
    case .busy: 503
    case .unknownVersion: 505
    }
  }

  package var description: String {
    switch self {
    case .badRequestLine: "the request line is not METHOD PATH HTTP/1.1"
    case .badHeader: "a header line is not NAME: VALUE"
    case .badLength: "Content-Length is not one number"
    case .badChunk: "a chunk of the body is malformed"
    case .bothLengths: "the body has both a length and chunks"
    case .headTooLong(let limit): "the head has more than \(limit) bytes"
    case .tooManyHeaders(let limit): "the head has more than \(limit) headers"
    case .bodyTooLong(let limit): "the body has more than \(limit) bytes"
    case .unknownCoding: "the only Transfer-Encoding read is chunked"
    case .unknownVersion: "only HTTP/1.0 and HTTP/1.1 are spoken"
    case .tooSlow: "the request did not come in time"
    case .busy: "too much is being received at once; try again"
    }
  }
}
