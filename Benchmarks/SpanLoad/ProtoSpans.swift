/// Writes spans as OTLP/protobuf: https://github.com/open-telemetry/opentelemetry-proto, version 1.
///
/// All that differs from span to span has one width, so that the lengths of messages are known before.
enum ProtoSpans {
  /// The number of `resource_spans` in a request, of `scope_spans` in these, and of `spans` in those.
  static let resourceSpans = 1
  static let scopeSpans = 2
  private static let spans = 2

  /// The text of a span, with its number and length before it.
  static func text(of span: SpanSketch) -> SpanText {
    var text = SpanText()
    text.add(1, bytes: [.hole(.traceBytes)])
    text.add(2, bytes: [.hole(.spanBytes)])
    if !span.isRoot { text.add(4, bytes: [.hole(.parentBytes)]) }
    text.add(5, bytes: [.text(span.name)])
    text.add(.varint, 6)
    text.add(varint: span.kind)
    text.add(.fixed64, 7)
    text.add(.hole(.startBytes))
    text.add(.fixed64, 8)
    text.add(.hole(.endBytes))
    add(span.attributes, 9, to: &text)
    if let error = span.error { text.add(11, message: event(of: error)) }
    text.add(15, message: status(span.error == nil ? 0 : 2))
    text.add(.fixed32, 16)
    text.add("\u{1}\u{1}\u{0}\u{0}")  // the flags 257
    var field = SpanText()
    field.add(spans, message: text)
    return field
  }

  /// What stands before the spans of a service.
  static func head(of service: Int) -> ServiceHead {
    var resource = SpanText()
    add(SpanSketches.resource(service), 1, to: &resource)
    var scope = SpanText()
    scope.add(1, bytes: [.text(SpanSketches.scope.name)])
    scope.add(2, bytes: [.text(SpanSketches.scope.version)])
    var head = ServiceHead()
    head.resource.add(1, message: resource)
    head.scope.add(1, message: scope)
    return head
  }

  private static func event(of error: ErrorText) -> SpanText {
    var event = SpanText()
    event.add(.fixed64, 1)
    event.add(.hole(.thrownBytes))
    event.add(2, bytes: ["exception"])
    add(error.attributes, 3, to: &event)
    return event
  }

  private static func status(_ code: Int) -> SpanText {
    var status = SpanText()
    guard code != 0 else { return status }
    status.add(.varint, 3)
    status.add(varint: code)
    return status
  }

  private static func add(
    _ attributes: [(key: String, value: SpanSketch.Value)],
    _ number: Int,
    to text: inout SpanText
  ) {
    for (key, value) in attributes {
      var any = SpanText()
      switch value {
      case .text(let pieces): any.add(1, bytes: pieces)
      case .integer(let integer):
        any.add(.varint, 3)
        any.add(varint: integer)
      }
      var pair = SpanText()
      pair.add(1, bytes: [.text(key)])
      pair.add(2, message: any)
      text.add(number, message: pair)
    }
  }
}

/// How a field of protobuf is written: https://protobuf.dev/programming-guides/encoding/.
private enum Wire: Int {
  case varint = 0
  case fixed64 = 1
  case bytes = 2
  case fixed32 = 5
}

extension SpanText {
  /// Adds what stands before the value of a field.
  fileprivate mutating func add(_ wire: Wire, _ number: Int) {
    add(varint: number << 3 | wire.rawValue)
  }

  /// Adds a field of a text.
  fileprivate mutating func add(_ number: Int, bytes pieces: [Piece]) {
    var content = SpanText()
    content.add(pieces)
    add(number, message: content)
  }

  /// Adds a field of a message.
  fileprivate mutating func add(_ number: Int, message: SpanText) {
    add(.bytes, number)
    add(varint: message.bytes.count)
    add(message)
  }
}
