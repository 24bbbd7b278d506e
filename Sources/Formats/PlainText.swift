import Bytes

/// Tells prose from everything else that is written in letters, and takes off what stands before it.
enum PlainText {
  /// Texts longer than this are no message of anybody's.
  static let limit = FormatGuess.prefixLength

  /// Reports whether a text says first what it is about, between lines of three hyphens.
  static func hasFrontMatter(_ text: ArraySlice<UInt8>) -> Bool { frontMatter(text) != nil }

  /// Returns the names and values at the beginning, and what follows; nil where it does not begin so.
  static func frontMatter(_ text: ArraySlice<UInt8>) -> (
    values: [(name: String, value: String)], rest: ArraySlice<UInt8>
  )? {
    var values: [(name: String, value: String)] = []
    var rest = text
    guard let first = line(&rest), isRule(first) else { return nil }
    while values.count < 64, let next = line(&rest) {
      if isRule(next) || next.elementsEqual("...".utf8) { return values.isEmpty ? nil : (values, rest) }
      let words = String(decoding: next, as: UTF8.self)
      guard let colon = words.firstIndex(of: ":") else { continue }
      values.append((trimmed(words[..<colon]), trimmed(words[words.index(after: colon)...])))
    }
    return nil
  }

  /// Takes the next line off, without its end; nil at the end of the text.
  private static func line(_ text: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard !text.isEmpty else { return nil }
    var line = text.prefix { $0 != UInt8(ascii: "\n") }
    text = text[line.endIndex...].dropFirst()
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return line
  }

  private static func isRule(_ line: ArraySlice<UInt8>) -> Bool { line.elementsEqual("---".utf8) }

  private static func trimmed(_ text: Substring) -> String {
    let text = text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed()
    guard text.count > 1, let quote = text.first, quote == text.last, quote == "\"" || quote == "'" else {
      return String(text)
    }
    return String(text.dropFirst().dropLast())
  }

  // MARK: Prose

  /// Reports whether a whole text reads like sentences: words and spaces for the most part, and no lines of a log.
  static func isProse(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count < limit else { return false }
    let words = text.split { $0 <= 0x20 }
    guard words.count >= 5, !isTable(text) else { return false }
    var letters = 0
    var signs = 0
    for byte in text {
      switch byte {
      case 0x41...0x5a, 0x61...0x7a, 0x80...0xff: letters += 1
      case 0..<0x09, 0x0e..<0x20, 0x7f: return false
      case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: "<"),
        UInt8(ascii: "|"):
        signs += 1
      default: break
      }
    }
    let visible = words.reduce(0) { $0 + $1.count }
    return letters * 10 >= visible * 7 && signs * 40 <= visible && !isLog(text)
  }

  /// Reports whether the first lines have the same number of separators.
  private static func isTable(_ text: ArraySlice<UInt8>) -> Bool {
    let lines = text.prefix(4_096).split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.prefix(4)
    guard let first = lines.first else { return false }
    return [",", ";", "\t", "|"].map { UInt8(ascii: $0) }.contains { separator in
      let count = first.count { $0 == separator }
      return count > 1 && lines.allSatisfy { line in line.count { $0 == separator } == count }
    }
  }

  /// Reports whether the first lines begin with a time or a level.
  private static func isLog(_ text: ArraySlice<UInt8>) -> Bool {
    let lines = text.prefix(4_096).split(separator: UInt8(ascii: "\n")).prefix(8)
    return lines.count { beginsLog($0) } * 2 >= max(1, lines.count)
  }

  private static let levels: Set<String> = ["trace", "debug", "info", "notice", "warn", "warning", "error", "fatal"]

  private static func beginsLog(_ line: ArraySlice<UInt8>) -> Bool {
    guard let first = line.first else { return false }
    let word = line.drop { $0 == UInt8(ascii: "[") }.prefix {
      $0 > 0x20 && $0 != UInt8(ascii: "]") && $0 != UInt8(ascii: ":")
    }
    return (0x30...0x39).contains(first)
      || (first == UInt8(ascii: "[") && word.first.map { (0x30...0x39).contains($0) } == true)
      || levels.contains(String(decoding: word.prefix(8), as: UTF8.self).lowercased())
  }
}

/// Reads a text that is a message by itself: a note, an interview, a letter.
struct PlainTextReader: Sendable {
  let file: FileFacts

  /// Documents that projects have, which no customer has written.
  private static let documents: Set<String> = [
    "readme", "license", "licence", "copying", "notice", "changelog", "changes", "contributing", "authors", "security",
    "code_of_conduct", "agents", "claude",
  ]

  /// How the names of notes end: source code reads like prose too.
  private static let endings: Set<String> = ["md", "markdown", "txt", "text"]

  private func rejectKind(_ text: [UInt8], into batch: inout RecordBatch) {
    let line = text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let shown = VisibleText.escape(String(decoding: line.prefix(200), as: UTF8.self), limit: 40)
    batch.rejects.add(
      Reject(
        line: 1,
        reason: "text that begins \"\(shown)\"",
        expected: "a table, JSON, or a message of its own in a file that ends in .md or .txt"
      )
    )
  }

  /// Reads a whole text: its front matter says when it was written and by whom, or else the file does.
  func read(_ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    let text = TextDecoder.text(bytes)
    let front = PlainText.frontMatter(text[...])
    if front == nil {
      guard PlainTextReader.endings.contains(file.ending) else { return rejectKind(text, into: &batch) }
      guard !PlainTextReader.documents.contains(file.stem.lowercased()) else {
        return batch.skips.add(.projectDocuments)
      }
    }
    var names = front?.values.map(\.name) ?? []
    var texts = front?.values.map { batch.text($0.value) } ?? []
    names.append("body")
    texts.append(batch.add(Array(front?.rest ?? text[...]).span))
    if let time = fileTime(unlessIn: names) {
      names.append("created_at")
      texts.append(batch.text(time))
    }
    let columns = MessageColumns(names, isTable: true)
    guard columns[.time] != nil else {
      return batch.rejects.add(
        Reject(
          line: 1,
          reason: "a text without a time",
          expected: "front matter with a date (---, date: 2026-11-20, ---), or a file with a date in its name"
        )
      )
    }
    let count = batch.messages.count
    let raw = batch.add(text.span)
    MessageBuilder.add(texts, as: columns, raw: raw, line: 1, isCSV: false, into: &batch)
    guard batch.messages.count > count else { return }
    batch.messages[count].source = .files
    if batch.messages[count].id.isEmpty { batch.messages[count].id = batch.text(file.name) }
  }

  /// Returns when the file says that it was written: by its name, or by its clock.
  private func fileTime(unlessIn names: [String]) -> String? {
    guard MessageColumns(names, isTable: true)[.time] == nil else { return nil }
    return file.day.map(String.init) ?? file.modified.map(String.init)
  }
}
