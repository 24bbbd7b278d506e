import Bytes

/// An error and what caused it, as Sentry and PostHog send them: a list of exceptions, each with its frames.
///
/// Frames come with the oldest call first.
struct ExceptionChain {
  /// The error that got out.
  let type: RecordText
  let message: RecordText
  /// All of it as its language prints it.
  let stack: RecordText

  /// Exceptions read of a chain, frames of each, and characters of a cause's message.
  private static let chainLimit = 8
  private static let frameLimit = 32
  private static let messageLimit = 200

  /// Reads a list of exceptions; nil where it is empty.
  ///
  /// Sentry puts the error that got out last; `isOutermostFirst` says that it stands first.
  init?(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ list: Int,
    platform: String,
    isOutermostFirst: Bool = false,
    into batch: inout RecordBatch
  ) {
    var exceptions: [Int] = []
    line.forEachElement(of: list) { if line.isObject($0) { exceptions.append($0) } }
    guard !exceptions.isEmpty else { return nil }
    if !isOutermostFirst { exceptions.reverse() }
    type = line.text(at: line.place("type", of: exceptions[0], bytes), bytes, into: &batch)
    message = line.text(at: line.place("value", of: exceptions[0], bytes), bytes, into: &batch)
    let form = StackForm(platform: platform)
    let parts = exceptions.prefix(ExceptionChain.chainLimit).map { ExceptionChain.part($0, form, line, bytes) }
    let text = ExceptionChain.text(parts, form)
    stack = text.isEmpty ? .none : batch.add(text.utf8.span)
  }

  /// Returns the platform that the frames of a list of exceptions name first; empty where none does.
  static func platform(of list: Int, _ line: JSONLine, _ bytes: Span<UInt8>) -> String {
    var found = ""
    line.forEachElement(of: list) { exception in
      guard found.isEmpty, let frames = line.place("stacktrace", "frames", of: exception, bytes) else { return }
      line.forEachElement(of: frames) { frame in
        guard found.isEmpty, let place = line.place("platform", of: frame, bytes) else { return }
        found = line.folded(place, bytes)
      }
    }
    return found
  }

  /// One exception of a chain, printed.
  private struct Part {
    /// "Type: message", on one line.
    let head: String
    /// The frames in the order in which the form prints them.
    let frames: [String]
  }

  // MARK: Text

  private static func text(_ parts: [Part], _ form: StackForm) -> String {
    guard parts.contains(where: { !$0.frames.isEmpty }) else { return "" }
    var sections: [String] = []
    for (index, part) in parts.enumerated() {
      let lines = part.frames.joined(separator: "\n")
      if form.isLastLast {
        let frames = part.frames.isEmpty ? "" : "Traceback (most recent call last):\n\(lines)\n"
        sections.append(frames + part.head)
      } else {
        let head = index == 0 ? part.head : "Caused by: \(part.head)"
        sections.append(lines.isEmpty ? head : "\(head)\n\(lines)")
      }
    }
    guard form.isLastLast else { return sections.joined(separator: "\n") }
    return sections.reversed()
      .joined(separator: "\n\nThe above exception was the direct cause of the following exception:\n\n")
  }

  private static func part(_ index: Int, _ form: StackForm, _ line: JSONLine, _ bytes: Span<UInt8>) -> Part {
    let type = string(line.place("type", of: index, bytes), line, bytes, limit: StackForm.Frame.textLimit)
    let message = string(line.place("value", of: index, bytes), line, bytes, limit: messageLimit)
    let head = [type, message].filter { !$0.isEmpty }.joined(separator: ": ")
    guard let list = line.place("stacktrace", "frames", of: index, bytes) else { return Part(head: head, frames: []) }
    var places: [Int] = []
    line.forEachElement(of: list) { if line.isObject($0) { places.append($0) } }
    // The calls next to the fault tell it; those of the server around it are the same for all.
    let lines = places.suffix(frameLimit).map { form.line(frame($0, line, bytes)) }.filter { !$0.isEmpty }
    return Part(head: head, frames: form.isLastLast ? lines : lines.reversed())
  }

  private static func frame(_ index: Int, _ line: JSONLine, _ bytes: Span<UInt8>) -> StackForm.Frame {
    func text(_ place: Int?) -> String { string(place, line, bytes, limit: StackForm.Frame.textLimit) }
    func count(_ place: Int?) -> Int64 { max(0, place.flatMap { line.integer($0, bytes) } ?? 0) }
    var frame = StackForm.Frame()
    frame.function = text(line.place("function", of: index, bytes))
    // How SDKs write that they do not know it.
    if frame.function == "?" { frame.function = "" }
    frame.module = text(line.place("module", of: index, bytes))
    frame.file = text(line.place("filename", of: index, bytes))
    // Sentry's API writes some names in its own way.
    frame.path = text(line.place("abs_path", of: index, bytes) ?? line.place("absPath", of: index, bytes))
    if frame.path.isEmpty { frame.path = frame.file }
    frame.line = count(line.place("lineno", of: index, bytes) ?? line.place("lineNo", of: index, bytes))
    frame.column = count(line.place("colno", of: index, bytes) ?? line.place("colNo", of: index, bytes))
    frame.isLibrary =
      line.flag(at: line.place("in_app", of: index, bytes) ?? line.place("inApp", of: index, bytes)) == false
    return frame
  }

  /// Returns the first line of a text, so that no message prints frames of its own.
  private static func string(_ place: Int?, _ line: JSONLine, _ bytes: Span<UInt8>, limit: Int) -> String {
    guard let place, line.word(place).isString else { return "" }
    let word = line.word(place)
    let source = bytes.extracting(word.payload..<(word.payload + word.length))
    guard !word.isPlainString else {
      return firstLine(String(copying: source, 0..<min(source.count, 4 * limit)), limit)
    }
    var text: [UInt8] = []
    JSONEscapes.append(source, to: &text)
    return firstLine(String(decoding: text.prefix(4 * limit), as: UTF8.self), limit)
  }

  private static func firstLine(_ text: String, _ limit: Int) -> String {
    let line = text.unicodeScalars.prefix { $0.value >= 0x20 || $0 == "\t" }
    return String(String.UnicodeScalarView(line.prefix(limit)))
  }
}
