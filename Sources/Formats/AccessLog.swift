/// Reads lines of web servers about requests: the common and the combined form of Apache and nginx, and their kin.
///
/// `203.0.113.9 - ada [02/Jan/2024:15:04:05 +0000] "GET /cart?x=1 HTTP/1.1" 500 1234 "-" "agent"`. A status from 500 on
/// is an error; one from 400 on is the client's mistake and no warning of ours, as OpenTelemetry has it for servers.
enum AccessLog {
  /// How far into the line the time may begin.
  private static let reach = 256

  /// Reads a line; nil for one of another shape.
  static func read(_ text: Span<UInt8>, _ clock: LogClock) -> LogHead? {
    guard let open = text.first(UInt8(ascii: "["), in: 0..<min(text.count, reach)), open >= 6,
      text[open - 1] == 0x20, let time = clock.read(text, at: open + 1),
      text.byte(at: time.end) == UInt8(ascii: "]"), text.begins(" \"", at: time.end + 1)
    else { return nil }
    let start = time.end + 3
    guard let quote = closingQuote(text, from: start) else { return nil }
    var request = LogRequest(user: user(text, before: open - 1))
    var message = start..<quote
    if let method = method(text, start..<quote) {
      request.path = path(text, from: method + 1, until: quote)
      message = start..<request.path.upperBound
    }
    if text.byte(at: quote + 1) == 0x20, let status = text.digits(3, at: quote + 2), !text.isNameByte(at: quote + 5) {
      request.status = status
      request.agent = agent(text, from: quote + 5)
    }
    var head = LogHead(time: time.nanoseconds, message: message, request: request)
    head.severity = request.status >= 500 ? LogLevel.error : LogLevel.information
    return head
  }

  private static func closingQuote(_ text: Span<UInt8>, from start: Int) -> Int? {
    var place = start
    while place < text.count {
      if text[place] == UInt8(ascii: "\"") { return place }
      place += text[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    return nil
  }

  /// The second text in quotes behind the status, as the combined form has it after the page that led here; `-` for none.
  private static func agent(_ text: Span<UInt8>, from start: Int) -> Range<Int> {
    guard let referrer = text.first(UInt8(ascii: "\""), in: start..<text.count),
      let end = closingQuote(text, from: referrer + 1), text.begins(" \"", at: end + 1),
      let last = closingQuote(text, from: end + 3)
    else { return 0..<0 }
    return last - end == 4 && text[end + 3] == UInt8(ascii: "-") ? 0..<0 : end + 3..<last
  }

  /// Returns the place behind the method.
  private static func method(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var place = range.lowerBound
    while place < range.upperBound, text[place] &- UInt8(ascii: "A") < 26 { place += 1 }
    return place > range.lowerBound && place - range.lowerBound <= 16 && text.byte(at: place) == 0x20 ? place : nil
  }

  /// The path without its query, which may hold anything.
  private static func path(_ text: Span<UInt8>, from start: Int, until end: Int) -> Range<Int> {
    var place = start
    while place < end, text[place] != 0x20, text[place] != UInt8(ascii: "?"), text[place] != UInt8(ascii: "#") {
      place += 1
    }
    return start..<place
  }

  /// The third word, which is who signed in; `-` for nobody.
  private static func user(_ text: Span<UInt8>, before end: Int) -> Range<Int> {
    var start = end
    while start > 0, text[start - 1] != 0x20 { start -= 1 }
    let isNobody = end - start == 1 && text[start] == UInt8(ascii: "-")
    return isNobody || start == 0 ? 0..<0 : start..<end
  }
}
