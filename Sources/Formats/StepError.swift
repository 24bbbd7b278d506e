import Bytes

/// What went wrong in a step, out of the one text that its tool keeps of it: `TimeoutError('no answer')` and a stack.
struct StepError {
  private(set) var type = RecordText.none
  private(set) var message: RecordText
  private(set) var stack = RecordText.none
  /// With what status a server has answered, where somebody said.
  var status: Int64?

  private static let typeLimit = 64
  private static let stacks = ["Traceback (most recent call last)", "\n    at "].map { Array($0.utf8) }

  init(_ text: RecordText, in batch: RecordBatch) {
    message = text
    takeStack(batch.bytes)
    takeType(batch.bytes)
  }

  /// Takes what an exception says by itself, which tells more than what its text lets one conclude.
  mutating func take(type: RecordText, stack: RecordText) {
    if !type.isEmpty { self.type = type }
    if !stack.isEmpty { self.stack = stack }
  }

  /// Takes what follows the first empty line for the stack, if it reads like one.
  private mutating func takeStack(_ bytes: [UInt8]) {
    let range = message.range
    var end = range.lowerBound
    while end + 1 < range.upperBound, bytes[end] != 0x0a || bytes[end + 1] != 0x0a { end += 1 }
    guard end + 2 < range.upperBound else { return }
    let rest = bytes[end + 2..<range.upperBound]
    guard StepError.stacks.contains(where: { StepError.contains($0, in: rest) }) else { return }
    stack = RecordText(offset: end + 2, count: range.upperBound - end - 2, isCut: message.isCut)
    message = RecordText(offset: range.lowerBound, count: end - range.lowerBound, isCut: false)
  }

  /// Takes what the message begins with where that is the name of an exception, as Python and JavaScript show them.
  private mutating func takeType(_ bytes: [UInt8]) {
    let range = message.range
    let name = bytes[range].prefix(StepError.typeLimit + 1).prefix(while: StepError.isName)
    guard 1...StepError.typeLimit ~= name.count, name.endIndex < range.upperBound else { return }
    let rest = bytes[name.endIndex..<range.upperBound]
    if rest.first == UInt8(ascii: "("), rest.last == UInt8(ascii: ")") {
      message = StepError.unquoted(rest.dropFirst().dropLast())
    } else if rest.starts(with: ": ".utf8), name.ends("Error") || name.ends("Exception") {
      message = RecordText(offset: name.endIndex + 2, count: rest.count - 2, isCut: message.isCut)
    } else if rest.first != UInt8(ascii: "(") {
      return
    }
    type = RecordText(offset: name.startIndex, count: name.count, isCut: false)
  }

  /// Takes the quotes off that Python shows around a text: within them all of it would count as a value.
  private static func unquoted(_ text: ArraySlice<UInt8>) -> RecordText {
    let inner = text.dropFirst().dropLast()
    let isQuoted =
      text.count >= 2 && text.first == text.last
      && (text.first == UInt8(ascii: "'") || text.first == UInt8(ascii: "\""))
      && !inner.contains(text[text.startIndex])
    let kept = isQuoted ? inner : text
    return RecordText(offset: kept.startIndex, count: kept.count, isCut: false)
  }

  private static func isName(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
  }

  private static func contains(_ mark: [UInt8], in text: ArraySlice<UInt8>) -> Bool {
    guard text.count >= mark.count, let first = mark.first else { return false }
    return (text.startIndex...text.endIndex - mark.count).contains {
      text[$0] == first && text[$0..<$0 + mark.count].elementsEqual(mark)
    }
  }
}

extension ArraySlice<UInt8> {
  fileprivate func ends(_ word: String) -> Bool { suffix(word.utf8.count).elementsEqual(word.utf8) }
}
