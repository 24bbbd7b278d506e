/// Finds the stack traces among the lines of a record, in the shapes that runtimes print them.
///
/// Java, Kotlin and Scala, JavaScript, .NET, Python, Ruby, Go, Swift and Rust. What the frames say is read elsewhere;
/// here it is only found where a trace begins, and of which error it is.
enum StackText {
  /// A trace, and the error that it is of; ranges lie in the text that was looked through.
  struct Found: Equatable, Sendable {
    var start: Int
    var type = 0..<0
    /// The type, where the text does not name it as the language does.
    var typeName: StaticString?
    var message = 0..<0

    static func == (left: Found, right: Found) -> Bool {
      left.start == right.start && left.type == right.type && left.message == right.message
        && (left.typeName == nil) == (right.typeName == nil)
    }
  }

  /// How a line without a head may begin something of its own.
  enum Beginning: Equatable, Sendable {
    case none
    /// A program that ends: nobody's line before is about it.
    case crash
    /// Python's trace.
    case traceback
    /// An error with its type, as most runtimes print it above the frames.
    case exception
  }

  // MARK: Lines

  /// Tells whether a line without its indentation begins the report of an error.
  static func beginning(_ text: Span<UInt8>, _ line: Range<Int>) -> Beginning {
    let text = text.extracting(0..<line.upperBound)
    let start = line.lowerBound
    guard start < line.upperBound else { return .none }
    if text.begins("Traceback (most recent call last)", at: start) { return .traceback }
    if crash(text, line) != nil { return .crash }
    return exception(text, line) == nil ? .none : .exception
  }

  /// Returns the type, where it has another name than the text's, and what a program says as it ends.
  static func crash(_ text: Span<UInt8>, _ line: Range<Int>) -> (name: StaticString?, message: Range<Int>)? {
    let text = text.extracting(0..<line.upperBound)
    let start = line.lowerBound
    switch text.byte(at: start) {
    case UInt8(ascii: "p"):
      if text.begins("panic: ", at: start) { return panic(text, (start + 7)..<line.upperBound) }
    case UInt8(ascii: "f"):
      if text.begins("fatal error: ", at: start) { return ("FatalError", (start + 13)..<line.upperBound) }
    case UInt8(ascii: "E"):
      if text.begins("Exception in thread ", at: start) { return (nil, line) }
    case UInt8(ascii: "U"):
      if text.begins("Unhandled exception", at: start) || text.begins("Unhandled Exception", at: start)
        || text.begins("Uncaught ", at: start)
      {
        return (nil, line)
      }
    case UInt8(ascii: "t"):
      if text.begins("thread '", at: start), let mark = text.first("' panicked at ", in: line) {
        return ("panic", (mark + 14)..<line.upperBound)
      }
    case UInt8(ascii: "*"):
      if text.begins("*** Terminating app due to uncaught exception", at: start) { return (nil, line) }
    default: break
    }
    guard let mark = text.first("atal error: ", in: line), mark > start, text[mark - 1] == UInt8(ascii: "F") else {
      return nil
    }
    // Swift: `Cart.swift:42: Fatal error: …`, or nothing in front of it.
    let isSwift = mark - 1 == start || text.first(".swift:", in: start..<mark) != nil
    return isSwift ? ("FatalError", (mark + 12)..<line.upperBound) : nil
  }

  /// Go's own errors have types; what else a program panics with does not say its own.
  private static func panic(_ text: Span<UInt8>, _ message: Range<Int>) -> (StaticString?, Range<Int>) {
    var message = message
    if let mark = text.first(" [recovered]", in: message) { message = message.lowerBound..<mark }
    guard text.begins("runtime error: ", at: message.lowerBound) else { return ("panic", message) }
    return (text.first("out of range", in: message) == nil ? "runtime.errorString" : "runtime.boundsError", message)
  }

  /// What types of errors end in.
  private static let endings: [StaticString] = [
    "Error", "Exception", "Throwable", "Fault", "Failure", "Interrupt", "Exit", "Timeout", "Abort", "Warning",
  ]
  private static let leads: [StaticString] = [
    "Caused by: ", "[cause]: ", "---> ", "Unhandled exception. ", "Uncaught ",
  ]

  /// Returns type and message of `shop.CartError: no cart`; nil for a line of another shape.
  ///
  /// With `isSure` the place alone says that it is an error, so that any name will do.
  static func exception(_ text: Span<UInt8>, _ line: Range<Int>, isSure: Bool = false) -> (
    type: Range<Int>, message: Range<Int>
  )? {
    let text = text.extracting(0..<line.upperBound)
    var start = line.lowerBound
    for lead in leads where text.begins(lead, at: start) { start += lead.utf8CodeUnitCount }
    if text.begins("Unhandled Exception: ", at: start) { start += 21 }
    if text.begins("Exception in thread \"", at: start),
      let quote = text.first("\" ", in: (start + 21)..<line.upperBound)
    {
      start = quote + 2
    }
    guard start < line.upperBound, (text[start] | 0x20) &- UInt8(ascii: "a") < 26 || text[start] == UInt8(ascii: "_")
    else { return nil }
    var end = start
    var last = start
    while end < line.upperBound, end - start < 200 {
      let byte = text[end]
      if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "+") {
        last = end + 1
      } else if !text.isNameByte(at: end) {
        break
      }
      end += 1
    }
    let type = start..<end
    var rest = end
    // Node puts the code behind the type.
    if text.begins(" [", at: rest), let close = text.first(UInt8(ascii: "]"), in: rest..<line.upperBound) {
      rest = close + 1
    }
    guard rest == line.upperBound || text[rest] == UInt8(ascii: ":"), isType(text, type, last, line, isSure) else {
      return nil
    }
    return (type, text.trimmed(min(rest + 1, line.upperBound)..<line.upperBound))
  }

  private static func isType(
    _ text: Span<UInt8>,
    _ type: Range<Int>,
    _ last: Int,
    _ line: Range<Int>,
    _ isSure: Bool
  ) -> Bool {
    guard type.count > 1 else { return false }
    if isSure { return true }
    guard last < type.upperBound, text[last] &- UInt8(ascii: "A") < 26 else { return false }
    return isErrorName(text, type) || (last > type.lowerBound && type.upperBound < line.upperBound)
  }

  /// Reports whether a name ends as the types of errors do.
  static func isErrorName(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
    for ending in endings where name.count >= ending.utf8CodeUnitCount {
      if text.begins(ending, at: name.upperBound - ending.utf8CodeUnitCount) { return true }
    }
    return false
  }

  /// Reports whether a line tells what caused the error before it.
  static func isCause(_ text: Span<UInt8>, _ line: Range<Int>) -> Bool {
    text.begins("Caused by: ", at: line.lowerBound) || text.begins("---> ", at: line.lowerBound)
      || text.begins("[cause]: ", at: line.lowerBound)
  }

  /// Reports whether a line is a call, or what stands among calls.
  static func isFrame(_ text: Span<UInt8>, _ line: Range<Int>) -> Bool {
    let text = text.extracting(0..<line.upperBound)
    let start = line.lowerBound
    guard line.count > 3 else { return false }
    switch text[start] {
    case UInt8(ascii: "a"): if text.begins("at ", at: start) { return true }
    case UInt8(ascii: "F"): if text.begins("File \"", at: start) { return true }
    case UInt8(ascii: "."): if text.begins("... ", at: start) { return true }
    case UInt8(ascii: "c"): if text.begins("created by ", at: start) { return true }
    case UInt8(ascii: "g"): if text.begins("goroutine ", at: start) { return true }
    case UInt8(ascii: "-"): if text.begins("--- End of ", at: start) { return true }
    default: break
    }
    guard let colon = text.first(UInt8(ascii: ":"), in: line), colon + 1 < line.upperBound else { return false }
    // Go and Swift name the file, Ruby the file and the method.
    if text[colon + 1] &- 0x30 < 10 {
      let file = line.lowerBound..<colon
      return hasEnding(text, file, ".go") || hasEnding(text, file, ".swift")
        || text.first(":in ", in: colon..<line.upperBound) != nil
    }
    return false
  }

  private static func hasEnding(_ text: Span<UInt8>, _ range: Range<Int>, _ ending: StaticString) -> Bool {
    range.count > ending.utf8CodeUnitCount && text.begins(ending, at: range.upperBound - ending.utf8CodeUnitCount)
  }
}
