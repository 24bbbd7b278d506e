/// How a tool writes the text of a message, and how it is made one that can be read.
enum MessageWording: Sendable {
  case plain, html
  /// Markdown, whose readers do not see comments.
  case markdown
  /// Slack's own signs for links, people and channels.
  case slack

  /// Returns the text as its reader saw it, and whether it held something that its reader did not see.
  ///
  /// A mail loses what it quotes and its signature, where it is plain which parts they are.
  func readable(
    _ text: RecordText,
    isMail: Bool,
    in batch: inout RecordBatch
  ) -> (text: RecordText, isConcealing: Bool) {
    guard !text.isEmpty else { return (text, false) }
    var isConcealing = false
    var result = text
    // A copy of its own: a slice would keep the batch's bytes, and have all of them copied by what is added.
    let source = Array(batch.bytes[text.range])[...]
    switch self {
    case .plain: break
    case .html:
      let html = HTMLText(source)
      isConcealing = html.isConcealing
      result = batch.add(html.text, isCut: text.isCut)
    case .markdown:
      guard let seen = MarkdownComments.removed(source) else { break }
      isConcealing = true
      result = batch.add(seen, isCut: text.isCut)
    case .slack: result = batch.add(SlackText.readable(source), isCut: text.isCut)
    }
    if isMail {
      let count = ReplyText.written(batch.bytes[result.range]).count
      if count < result.count { result = RecordText(offset: Int(result.offset), count: count, isCut: false) }
    }
    return (result, isConcealing)
  }
}

extension RecordBatch {
  /// Adds a text that was made of one that may have been cut.
  fileprivate mutating func add(_ text: [UInt8], isCut: Bool) -> RecordText {
    let added = add(text.span)
    return RecordText(offset: Int(added.offset), count: added.count, isCut: isCut || added.isCut)
  }
}

/// The comments of a Markdown text: instructions of a template, mostly, that nobody sees.
enum MarkdownComments {
  /// Returns the text without them; nil where there are none.
  ///
  /// What looks like one within a block of code is text.
  static func removed(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var kept: [UInt8] = []
    var hasComment = false
    var isCode = false
    var isLineStart = true
    var position = text.startIndex
    while position < text.endIndex {
      let rest = text[position...]
      if isLineStart, rest.starts(with: "```".utf8) || rest.starts(with: "~~~".utf8) { isCode.toggle() }
      if !isCode, rest.starts(with: "<!--".utf8) {
        hasComment = true
        position = end(of: text, after: position + 4)
        isLineStart = false
        continue
      }
      isLineStart = text[position] == UInt8(ascii: "\n")
      kept.append(text[position])
      position += 1
    }
    return hasComment ? kept : nil
  }

  /// A comment that is never closed goes to the end, as it does for those who look at it.
  private static func end(of text: ArraySlice<UInt8>, after start: Int) -> Int {
    var position = start
    while position < text.endIndex {
      if text[position] == UInt8(ascii: "-"), text[position...].starts(with: "-->".utf8) { return position + 3 }
      position += 1
    }
    return text.endIndex
  }
}
