private import Bytes

/// How a step lies in the extra of its row: a byte that names the form, then each field that says something.
///
/// A field is its number, doubled, plus one where bytes follow behind their count; else a number follows. Fields of a
/// later version are passed over.
extension AgentStep {
  /// The first byte of an extra that holds a step.
  package static let form: UInt8 = 1
  /// The most bytes of a text; of a longer one its beginning is kept.
  package static let textLimit = 128

  private enum Field: UInt64 {
    case operation = 1
    case provider, model, tool, agent, prompt, promptVersion, errorType
    case call, turn, arguments, result
    case tokens, microDollars, priceTable, finish, timeToFirstToken, took, saysError
  }

  /// Its bytes.
  package var extra: [UInt8] {
    var writer = Writer()
    writer.number(.operation, UInt64(operation.rawValue))
    writer.text(.provider, provider)
    writer.text(.model, model)
    writer.text(.tool, tool)
    writer.text(.agent, agent)
    writer.text(.prompt, prompt)
    writer.text(.promptVersion, promptVersion)
    writer.text(.errorType, errorType)
    for (field, hash) in [(Field.call, call), (.turn, turn), (.arguments, arguments), (.result, result)] {
      if hash != 0 { writer.bytes(field) { $0.appendLittleEndian(hash) } }
    }
    if let tokens {
      writer.bytes(.tokens) { bytes in
        for count in [tokens.input, tokens.output, tokens.cacheRead, tokens.cacheWrite, tokens.reasoning] {
          bytes.appendVarint(UInt64(bitPattern: count))
        }
      }
    }
    if let cost {
      writer.number(.microDollars, UInt64(bitPattern: cost.microDollars))
      if case .priced(let table) = cost.source { writer.number(.priceTable, UInt64(table)) }
    }
    if finish != .unknown { writer.number(.finish, UInt64(finish.rawValue)) }
    if let timeToFirstToken { writer.number(.timeToFirstToken, UInt64(bitPattern: timeToFirstToken)) }
    if let took { writer.number(.took, UInt64(bitPattern: took)) }
    if saysError { writer.number(.saysError, 1) }
    return writer.bytes
  }

  /// Reads a step from an extra; nil where it holds none.
  package init?(extra: [UInt8]) {
    guard extra.first == AgentStep.form else { return nil }
    self.init(.other)
    let bytes = extra.span
    var offset = 1
    var microDollars: Int64?
    var source = Cost.Source.reported
    while offset < bytes.count {
      guard let tag = bytes.varint(&offset), let value = bytes.varint(&offset) else { return nil }
      let field = Field(rawValue: tag >> 1)
      guard tag & 1 == 1 else {
        switch field {
        case .microDollars: microDollars = Int64(bitPattern: value)
        case .priceTable: source = .priced(table: UInt32(truncatingIfNeeded: value))
        default: read(field, value)
        }
        continue
      }
      guard value <= UInt64(bytes.count - offset) else { return nil }
      let end = offset + Int(value)
      guard read(field, bytes.extracting(offset..<end)) else { return nil }
      offset = end
    }
    if let microDollars { cost = Cost(microDollars: microDollars, source: source) }
  }

  private mutating func read(_ field: Field?, _ value: UInt64) {
    switch field {
    case .operation: operation = UInt8(exactly: value).flatMap(Operation.init) ?? .other
    case .finish: finish = UInt8(exactly: value).flatMap(Finish.init) ?? .unknown
    case .timeToFirstToken: timeToFirstToken = Int64(bitPattern: value)
    case .took: took = Int64(bitPattern: value)
    case .saysError: saysError = value != 0
    default: break
    }
  }

  /// Reads a field of bytes; false for one of another form.
  private mutating func read(_ field: Field?, _ bytes: Span<UInt8>) -> Bool {
    switch field {
    case .provider: provider = AgentStep.text(bytes)
    case .model: model = AgentStep.text(bytes)
    case .tool: tool = AgentStep.text(bytes)
    case .agent: agent = AgentStep.text(bytes)
    case .prompt: prompt = AgentStep.text(bytes)
    case .promptVersion: promptVersion = AgentStep.text(bytes)
    case .errorType: errorType = AgentStep.text(bytes)
    case .call, .turn, .arguments, .result:
      guard bytes.count == 8 else { return false }
      let hash = bytes.littleEndian64(0)
      switch field {
      case .call: call = hash
      case .turn: turn = hash
      case .arguments: arguments = hash
      default: result = hash
      }
    case .tokens:
      var offset = 0
      var counts: [Int64] = []
      for _ in 0..<5 {
        guard let count = bytes.varint(&offset) else { return false }
        counts.append(Int64(clamping: count))
      }
      tokens = TokenCount(
        input: counts[0],
        output: counts[1],
        cacheRead: counts[2],
        cacheWrite: counts[3],
        reasoning: counts[4]
      )
    default: break
    }
    return true
  }

  private static func text(_ bytes: Span<UInt8>) -> String {
    unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }

  private struct Writer {
    private(set) var bytes: [UInt8] = [AgentStep.form]

    mutating func number(_ field: Field, _ value: UInt64) {
      bytes.appendVarint(field.rawValue << 1)
      bytes.appendVarint(value)
    }

    mutating func text(_ field: Field, _ text: String) {
      guard !text.isEmpty else { return }
      bytes(field) { $0.append(contentsOf: AgentStep.shortened(text).utf8) }
    }

    mutating func bytes(_ field: Field, _ body: (inout [UInt8]) -> Void) {
      var content: [UInt8] = []
      body(&content)
      bytes.appendVarint(field.rawValue << 1 | 1)
      bytes.appendVarint(UInt64(content.count))
      bytes += content
    }
  }

  /// Returns as much of a text as is kept, cut between characters.
  package static func shortened(_ text: String) -> Substring {
    guard text.utf8.count > textLimit else { return text[...] }
    var end = text.utf8.index(text.startIndex, offsetBy: textLimit)
    while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
    return text[..<end]
  }
}
