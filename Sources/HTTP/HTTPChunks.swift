/// Puts a chunked body together (RFC 9112, 7.1), fed in pieces of any size.
struct HTTPChunks: Equatable, Sendable {
  private(set) var body: [UInt8] = []
  private var step = Step.size
  private var line: [UInt8] = []
  private var trailerBytes = 0

  private enum Step: Equatable {
    case size
    case data(left: Int)
    case dataEnd
    case trailer, done
  }

  private static let lineLimit = 1_024

  var isDone: Bool { step == .done }

  /// Takes bytes of the body; returns how many, which is all of them unless it is done.
  mutating func push(_ bytes: ArraySlice<UInt8>, limits: HTTPLimits) throws(HTTPProblem) -> Int {
    var offset = bytes.startIndex
    while offset < bytes.endIndex, step != .done {
      if case .data(let left) = step {
        let count = min(left, bytes.endIndex - offset)
        body += bytes[offset..<offset + count]
        offset += count
        step = left == count ? .dataEnd : .data(left: left - count)
        continue
      }
      let byte = bytes[offset]
      offset += 1
      guard byte == UInt8(ascii: "\n") else {
        guard line.count < HTTPChunks.lineLimit else { throw .badChunk }
        line.append(byte)
        continue
      }
      // A line feed alone is a line's end to some and not to others.
      guard line.popLast() == UInt8(ascii: "\r") else { throw .badChunk }
      try endLine(limits)
      line.removeAll(keepingCapacity: true)
    }
    return offset - bytes.startIndex
  }

  private mutating func endLine(_ limits: HTTPLimits) throws(HTTPProblem) {
    switch step {
    case .size:
      let size = try HTTPChunks.size(line)
      guard size <= limits.bodyBytes - body.count else { throw .bodyTooLong(limit: limits.bodyBytes) }
      step = size == 0 ? .trailer : .data(left: size)
    case .dataEnd:
      guard line.isEmpty else { throw .badChunk }
      step = .size
    case .trailer:
      trailerBytes += line.count
      guard trailerBytes <= limits.headBytes else { throw .headTooLong(limit: limits.headBytes) }
      if line.isEmpty { step = .done }
    case .data, .done: break
    }
  }

  /// Reads hexadecimal digits; what follows a semicolon is an extension that nobody uses.
  private static func size(_ line: [UInt8]) throws(HTTPProblem) -> Int {
    let digits = HTTPText.trimmed(line[..<(line.firstIndex(of: UInt8(ascii: ";")) ?? line.endIndex)])
    guard !digits.isEmpty, digits.count <= 8,
      digits.allSatisfy({ $0 < 0x80 && Character(Unicode.Scalar($0)).isHexDigit }),
      let size = Int(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw .badChunk }
    return size
  }
}
