import Bytes

/// What a file holds, guessed from how it begins; its name says nothing.
package enum FormatGuess: Equatable, Sendable {
  case known(RecordFormat)
  /// Nothing that can be read: what it looks like, and what to do about it.
  ///
  /// What it looks like may quote it, and is to be masked before anybody sees it.
  case unknown(looksLike: String, hint: String)

  /// How many of the first bytes are enough to look at.
  package static let prefixLength = 1 << 16

  /// Guesses what is to be read by a map of metrics: any text is a table, or objects; what is no text is what it is.
  package static func guessMapped(_ prefix: Span<UInt8>) -> FormatGuess {
    let first = prefix.indices.first { prefix[$0] > 0x20 }.map { prefix[$0] }
    switch guess(prefix) {
    case .known(.log) where first == UInt8(ascii: "{"): return .known(.jsonLines)
    case .known(.log), .known(.text), .known(.csv): return .known(.csv)
    case .unknown where TextDecoder.isUTF8(prefix): return .known(.csv)
    case let other: return other
    }
  }

  /// Guesses from the first bytes of a file; at least `prefixLength` of them, or all.
  package static func guess(_ prefix: Span<UInt8>) -> FormatGuess {
    if let other = binary(prefix) { return other }
    guard !TextDecoder.isUTF16(prefix) else { return utf16(prefix) }
    var start = 0
    if prefix.count >= 3, prefix[0] == 0xef, prefix[1] == 0xbb, prefix[2] == 0xbf { start = 3 }
    while start < prefix.count, prefix[start] <= 0x20 { start += 1 }
    guard start < prefix.count else { return .unknown(looksLike: "an empty file", hint: "nothing to import") }
    let text = prefix.extracting(start..<prefix.count)
    switch text[0] {
    case UInt8(ascii: "{"), UInt8(ascii: "["): return json(text)
    case UInt8(ascii: "<"):
      if LogGuess.isLog(text) { return .known(.log) }
      return .unknown(looksLike: "HTML or XML", hint: "export it as JSON or CSV")
    default:
      if LangSmithParts.begin(text) { return .known(.langSmithRuns) }
      return isExposition(text) ? .known(.exposition) : table(prefix)
    }
  }

  /// JSON in UTF-16 is read whole: cut into lines it would be cut within characters.
  private static func utf16(_ prefix: Span<UInt8>) -> FormatGuess {
    var decoder = TextDecoder()
    let text = decoder.push(prefix)
    let first = text.first { $0 > 0x20 }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .known(.jsonDocument) : table(prefix)
  }

  // MARK: JSON

  /// A line that is a value by itself makes a file of lines; one that goes on makes a document.
  private static func json(_ text: Span<UInt8>) -> FormatGuess {
    if text[0] == UInt8(ascii: "["), text.isNameByte(at: 1), LogGuess.isLog(text) { return .known(.log) }
    guard let end = lineEnd(text, from: 0) else { return .known(LogGuess.isObject(text) ? .log : .jsonLines) }
    if SentryReader.begins(text) { return .known(.sentryEnvelope) }
    if isUnfinished(text.extracting(0..<end)) {
      // A torn first line is followed by whole ones, the first line of a document by parts of it.
      let next = text.extracting((end + 1)..<text.count)
      guard let nextEnd = lineEnd(next, from: 0) else { return .known(.jsonDocument) }
      return .known(isWholeObject(next.extracting(0..<nextEnd)) ? .jsonLines : .jsonDocument)
    }
    return .known(LogGuess.isObject(text.extracting(0..<end)) ? .log : .jsonLines)
  }

  private static func lineEnd(_ text: Span<UInt8>, from start: Int) -> Int? {
    for index in start..<text.count where text[index] == UInt8(ascii: "\n") { return index }
    return nil
  }

  private static func isUnfinished(_ line: Span<UInt8>) -> Bool {
    var tape = JSONTape()
    do throws(JSONError) {
      try tape.parse(line)
      return false
    } catch {
      return error.reason == .unexpectedEnd
    }
  }

  private static func isWholeObject(_ line: Span<UInt8>) -> Bool {
    guard let first = line.indices.first(where: { line[$0] > 0x20 }), line[first] == UInt8(ascii: "{") else {
      return false
    }
    var tape = JSONTape()
    // fine because only whether it parses matters
    return (try? tape.parse(line)) != nil
  }

  // MARK: Metrics

  /// Reports whether a text begins with a sample, or with a comment as only expositions have them.
  private static func isExposition(_ text: Span<UInt8>) -> Bool {
    var line = ExpositionLine(text, 0..<(lineEnd(text, from: 0) ?? text.count))
    if line.take(UInt8(ascii: "#"), text) {
      guard let word = line.word(text) else { return false }
      return ["HELP", "TYPE", "UNIT"].contains(word) && line.word(text) != nil
    }
    var batch = RecordBatch()
    var reader = ExpositionReader(received: 1)
    // One line of at most a few thousand bytes: a table has no number alone behind its first word.
    reader.read(text.extracting(0..<min(lineEnd(text, from: 0) ?? text.count, 8_192)), line: 1, into: &batch)
    return !batch.metrics.isEmpty
  }

  /// Tells a request of remote write by what its snappy block begins with.
  private static func remoteWrite(_ prefix: Span<UInt8>) -> RecordFormat? {
    guard let content = Snappy.beginning(of: prefix, limit: 4_096) else { return nil }
    switch RemoteWriteReader.Version(content.span) {
    case .first?: return .remoteWrite1
    case .second?: return .remoteWrite2
    case nil: return nil
    }
  }

  // MARK: Tables

  private static func table(_ prefix: Span<UInt8>) -> FormatGuess {
    var decoder = TextDecoder()
    var bytes = decoder.push(prefix)
    bytes.removeFirst(CSVTable.blankLines(bytes))
    if bytes.starts(with: "sep=".utf8), let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
      bytes.removeSubrange(...end)
    }
    if PlainText.hasFrontMatter(bytes[...]) { return .known(.text) }
    let end = bytes.firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? bytes.count
    let dialect = CSVDialect(firstLine: bytes.span.extracting(0..<end))
    let isTable = dialect.isMessages || (dialect.names.count > 1 && dialect.known > 1)
    // A sentence may have the words of a header, but no column has a name of so many.
    let isSentence = dialect.names.contains { $0.split(separator: " ").count > 6 }
    if isTable, !isSentence { return .known(.csv) }
    if isNumbers(bytes[...], dialect) { return .known(.csv) }
    if !TextDecoder.isUTF16(prefix), LogGuess.isLog(prefix) { return .known(.log) }
    if PlainText.isProse(bytes[...]) { return .known(.text) }
    if isTable { return .known(.csv) }
    return .unknown(
      looksLike: "text that begins \"\(quote(bytes[..<end]))\"",
      hint:
        "JSON, a log whose lines begin with a time, or CSV whose first line names a text such as body and a time such as created_at"
    )
  }

  /// Reports whether a table tells of an experiment's exposures, or of metrics without a doubt.
  private static func isNumbers(_ bytes: ArraySlice<UInt8>, _ dialect: CSVDialect) -> Bool {
    guard dialect.names.count > 1 else { return false }
    if ExposureColumns(dialect.names) != nil { return true }
    var reader = CSVReader(delimiter: dialect.delimiter)
    let records = reader.push(Array(bytes).span) + reader.finish()
    guard records.count > 1, records[1].problem == nil else { return false }
    return MetricMap(guessing: dialect.names, row: (0..<records[1].count).map { records[1].string($0) }) != nil
  }

  /// Returns the beginning of a line, cut between words: half a secret is not known as one.
  private static func quote(_ line: ArraySlice<UInt8>) -> String {
    guard line.count > quoteLimit else { return VisibleText.escape(String(decoding: line, as: UTF8.self), limit: .max) }
    let beginning = line.prefix(quoteLimit)
    let words = beginning[..<(beginning.lastIndex { $0 <= 0x20 } ?? beginning.startIndex)]
    return VisibleText.escape(String(decoding: words, as: UTF8.self), limit: .max) + "…"
  }

  /// Bytes of a line that are quoted.
  private static let quoteLimit = 64

  // MARK: Protobuf

  private static func protobuf(_ prefix: Span<UInt8>) -> RecordFormat? {
    if OTLPSignal(prefix) != nil { return .otlpRequest }
    var start = 0
    // An empty request is one too.
    while start + 8 < prefix.count, prefix.littleEndian32(start) == 0 { start += 4 }
    guard start + 8 < prefix.count else { return nil }
    let length = Int(prefix.littleEndian32(start).byteSwapped)
    guard length > 0, length <= ProtoFrames.limit else { return nil }
    let message = prefix.extracting(start + 4..<min(prefix.count, start + 4 + length))
    let isFrame =
      message[0] == UInt8(ascii: "{") || CompressedForm(signature: message) == .zstd || OTLPSignal(message) != nil
    return isFrame ? .otlpFrames : nil
  }

  // MARK: Other files

  private static let magic: [(bytes: [UInt8], looksLike: String, hint: String)] = [
    ([0x1f, 0x8b], "gzip", "it was packed twice; unpack it once"),
    ([0x28, 0xb5, 0x2f, 0xfd], "Zstandard", "it was packed twice; unpack it once"),
    ([0x42, 0x5a, 0x68], "bzip2", "unpack it with bunzip2"),
    ([0xfd, 0x37, 0x7a, 0x58, 0x5a], "xz", "unpack it with unxz"),
    ([0x50, 0x4b, 0x03, 0x04], "a ZIP archive or spreadsheet", "unpack it, or export it as CSV"),
    ([0x50, 0x41, 0x52, 0x31], "Parquet", "export it as JSON lines or CSV"),
    (Array("SQLite format 3".utf8), "an SQLite database", "export it as JSON lines or CSV"),
  ]

  private static func binary(_ prefix: Span<UInt8>) -> FormatGuess? {
    if let format = protobuf(prefix) ?? remoteWrite(prefix) { return .known(format) }
    for (bytes, looksLike, hint) in magic where prefix.count >= bytes.count {
      if bytes.indices.allSatisfy({ prefix[$0] == bytes[$0] }) { return .unknown(looksLike: looksLike, hint: hint) }
    }
    guard !TextDecoder.isUTF16(prefix) else { return nil }
    for index in 0..<min(prefix.count, 4_096) where prefix[index] == 0 {
      // A log that was emptied or torn while a program wrote to it holds some.
      if LogGuess.isLog(prefix) { return .known(.log) }
      return .unknown(
        looksLike: "binary data",
        hint: "OTLP as JSON or protobuf, remote write, JSON lines and CSV can be read"
      )
    }
    return nil
  }

  private static func isUTF16(_ prefix: Span<UInt8>) -> Bool {
    prefix.count >= 2 && (prefix[0] == 0xff && prefix[1] == 0xfe || prefix[0] == 0xfe && prefix[1] == 0xff)
  }
}
