/// Writes spans as OTLP/JSON; no text of theirs needs escaping but for line feeds.
enum JSONSpans {
  /// The text of a span.
  static func text(of span: SpanSketch) -> SpanText {
    var text = SpanText()
    text.add("{\"traceId\":\"", .hole(.trace), "\",\"spanId\":\"", .hole(.span))
    if !span.isRoot { text.add("\",\"parentSpanId\":\"", .hole(.parent)) }
    text.add("\",\"flags\":257,\"name\":\"", .text(span.name), "\",\"kind\":\(span.kind),\"startTimeUnixNano\":\"")
    text.add(.hole(.start), "\",\"endTimeUnixNano\":\"", .hole(.end), "\",\"attributes\":[")
    add(span.attributes, to: &text)
    text.add("]")
    guard let error = span.error else {
      text.add(",\"status\":{}}")
      return text
    }
    text.add(",\"events\":[{\"timeUnixNano\":\"", .hole(.thrown), "\",\"name\":\"exception\",\"attributes\":[")
    add(error.attributes, to: &text)
    text.add("]}],\"status\":{\"code\":2}}")
    return text
  }

  /// What stands before the spans of a service.
  static func head(of service: Int) -> ServiceHead {
    var head = ServiceHead()
    head.resource.add("{\"resource\":{\"attributes\":[")
    add(SpanSketches.resource(service), to: &head.resource)
    head.resource.add("]},\"scopeSpans\":[")
    let scope = SpanSketches.scope
    head.scope.add("{\"scope\":{\"name\":\"\(scope.name)\",\"version\":\"\(scope.version)\"},\"spans\":[")
    return head
  }

  private static func add(_ attributes: [(key: String, value: SpanSketch.Value)], to text: inout SpanText) {
    for (place, (key, value)) in attributes.enumerated() {
      text.add("\(place > 0 ? "," : ""){\"key\":\"\(key)\",\"value\":{")
      switch value {
      case .text(let pieces):
        text.add("\"stringValue\":\"")
        text.add(pieces.map(escaped))
        text.add("\"}}")
      case .integer(let number): text.add("\"intValue\":\"\(number)\"}}")
      }
    }
  }

  private static func escaped(_ piece: SpanText.Piece) -> SpanText.Piece {
    guard case .text(let text) = piece else { return piece }
    return .text(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n"))
  }
}

/// What stands before the spans of one service: it, and what instrumented it.
struct ServiceHead {
  var resource = SpanText()
  var scope = SpanText()
}
