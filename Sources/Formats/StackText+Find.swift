extension StackText {
  /// Finds the trace in a record: `head` is the message of its first line, `rest` all further lines.
  ///
  /// Of several errors that caused each other, it is of the one that got out: in Python the last, elsewhere the first.
  static func find(in text: Span<UInt8>, head: Range<Int>, rest: Range<Int>) -> Found? {
    var search = Search()
    search.readHead(text, head)
    var start = rest.lowerBound
    while start < rest.upperBound {
      let end = text.first(UInt8(ascii: "\n"), in: start..<rest.upperBound) ?? rest.upperBound
      search.read(text, start..<end)
      start = end + 1
    }
    return search.found
  }

  /// Walks the lines of one record.
  private struct Search {
    private(set) var found: Found?
    /// The last line that could be an error's, until its frames come.
    private var candidate: Found?
    /// How far Python's trace is indented, while it goes on.
    private var traceback: Int?

    /// Looks at the first line, which has words of the logger in front of an error's.
    mutating func readHead(_ text: Span<UInt8>, _ line: Range<Int>) {
      let line = text.trimmed(line)
      guard !line.isEmpty else { return }
      switch beginning(text, line) {
      case .none: candidate = inside(text, line)
      case .exception: candidate = named(text, line, at: line.lowerBound)
      case .traceback, .crash: read(text, line)
      }
    }

    mutating func read(_ text: Span<UInt8>, _ line: Range<Int>) {
      let content = text.trimmed(line)
      guard !content.isEmpty else { return }
      let indent = content.lowerBound - line.lowerBound
      if text.first("Traceback (most recent call last)", in: content) != nil {
        found = found ?? Found(start: line.lowerBound)
        traceback = indent
      } else if let base = traceback {
        readPython(text, content, isInside: indent > base || text.begins("File \"", at: content.lowerBound))
      } else if let (name, message) = crash(text, content), found?.type.isEmpty ?? true, found?.typeName == nil {
        found = found ?? Found(start: line.lowerBound)
        if let name {
          found?.typeName = name
          found?.message = text.trimmed(message)
        } else if let error = exception(text, content) {
          found?.type = error.type
          found?.message = error.message
        }
      } else if isFrame(text, content) {
        readFrame(text, content, at: line.lowerBound)
      } else if found == nil, candidate == nil || !isCause(text, content),
        let error = named(text, content, at: line.lowerBound)
      {
        candidate = error
      }
    }

    private mutating func readPython(_ text: Span<UInt8>, _ line: Range<Int>, isInside: Bool) {
      guard !isInside else { return }
      traceback = nil
      guard let error = exception(text, line, isSure: true) else { return }
      found?.type = error.type
      found?.message = error.message
    }

    private mutating func readFrame(_ text: Span<UInt8>, _ line: Range<Int>, at start: Int) {
      guard found == nil else { return }
      if let ruby = rubyError(text, line) { candidate = Found(start: start, type: ruby.type, message: ruby.message) }
      found = candidate ?? Found(start: start)
    }

    private func named(_ text: Span<UInt8>, _ line: Range<Int>, at start: Int) -> Found? {
      if let error = exception(text, line) { return Found(start: start, type: error.type, message: error.message) }
      return rubyError(text, line).map { Found(start: start, type: $0.type, message: $0.message) }
    }

    /// Ruby puts the type behind the message: `undefined method 'x' (NoMethodError)`.
    private func rubyError(_ text: Span<UInt8>, _ line: Range<Int>) -> (type: Range<Int>, message: Range<Int>)? {
      guard text[line.upperBound - 1] == UInt8(ascii: ")"), let open = text.last(UInt8(ascii: "("), in: line),
        open > line.lowerBound, text[open - 1] == 0x20,
        let error = exception(text, (open + 1)..<(line.upperBound - 1))
      else { return nil }
      var message = line.lowerBound..<open
      // `cart.rb:12:in 'total': message`
      if let mark = text.first(":in ", in: message), let colon = text.first(": ", in: mark + 4..<open) {
        message = (colon + 2)..<open
      }
      return (error.type, text.trimmed(message))
    }

    /// Returns the error named within a sentence: `Failed: TypeError: x is undefined`.
    private func inside(_ text: Span<UInt8>, _ line: Range<Int>) -> Found? {
      if let ruby = rubyError(text, line) {
        return Found(start: line.lowerBound, type: ruby.type, message: ruby.message)
      }
      var place = line.lowerBound
      while let colon = text.first(UInt8(ascii: ":"), in: place..<line.upperBound) {
        var start = colon
        // Node puts a code between the type and the colon.
        if start > place, text[start - 1] == UInt8(ascii: "]"),
          let open = text.last(UInt8(ascii: "["), in: place..<colon)
        {
          start = max(place, open - 1)
        }
        while start > place, text.isNameByte(at: start - 1) || text[start - 1] == UInt8(ascii: ".") { start -= 1 }
        if start > line.lowerBound, let error = exception(text, start..<line.upperBound) {
          return Found(start: start, type: error.type, message: error.message)
        }
        place = colon + 1
      }
      // Go's server: `http: panic serving 203.0.113.9:80: runtime error: …`.
      guard let mark = text.first("runtime error: ", in: line) else { return nil }
      return Found(
        start: mark,
        typeName: text.first("out of range", in: mark..<line.upperBound) == nil
          ? "runtime.errorString" : "runtime.boundsError",
        message: mark..<line.upperBound
      )
    }
  }
}
