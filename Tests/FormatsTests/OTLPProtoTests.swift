import Bytes
import Formats
import TestSupport
import Testing

/// OTLP in protobuf says the same as in JSON.
@Suite struct OTLPProtoTests {
  private static let span = #"""
    "traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708","parentSpanId":"1112131415161718",\#
    "name":"GET /é\u00e9","kind":2,"startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000250000000",\#
    "attributes":[{"key":"user.id","value":{"stringValue":"u1"}},{"key":"n","value":{"intValue":"-5"}},\#
    {"key":"half","value":{"doubleValue":0.5}},{"key":"yes","value":{"boolValue":true}},{"key":"nothing","value":{}},\#
    {"key":"raw","value":{"bytesValue":"AP9yYXc="}},{"key":"l","value":{"arrayValue":{"values":[{"doubleValue":2.5},\#
    {"intValue":"7"},{"stringValue":"\"x\"\n"},{},{"kvlistValue":{"values":[{"key":"k","value":{"boolValue":false}}]}}]}}}],\#
    "events":[{"timeUnixNano":"1700000000100000000","name":"exception","attributes":[{"key":"exception.type",\#
    "value":{"stringValue":"KeyError"}}]},{"name":"later"}],"status":{"code":2,"message":"no"}
    """#
  private static let log = #"""
    "timeUnixNano":"1700000000000000000","observedTimeUnixNano":"1700000000000000009","severityText":"ERROR",\#
    "body":{"kvlistValue":{"values":[{"key":"k","value":{"stringValue":"v"}}]}},"eventName":"app.payload",\#
    "attributes":[{"key":"session.id","value":{"stringValue":"s"}}],"traceId":"0102030405060708090a0b0c0d0e0f10",\#
    "spanId":"0102030405060708"
    """#
  private static let resource = #"{"key":"service.name","value":{"stringValue":"shop"}}"#
  private static let requests = [request(span: span, resource: resource), request(log: log)]

  @Test(arguments: requests)
  func `a request reads the same in both mappings`(_ json: String) throws {
    let proto = read(try OTLPEncoding.request(json), as: .otlpRequest)
    #expect(proto.described == read(json).described)
    #expect(proto.count == 1)
    #expect(proto.rejects == Rejects())
  }

  @Test(arguments: requests)
  func `a request is known by its innermost record, however little of it is there`(_ json: String) throws {
    let bytes = try OTLPEncoding.request(json)
    var compressor = try ZstdCompressor(level: 1)
    let framed = frame(bytes)
    let packed = frame(try compressor.compress(bytes))
    let part = Array(bytes.prefix(200))
    #expect(FormatGuess.guess(bytes.span) == .known(.otlpRequest))
    #expect(FormatGuess.guess(part.span) == .known(.otlpRequest))
    #expect(FormatGuess.guess(framed.span) == .known(.otlpFrames))
    #expect(FormatGuess.guess(packed.span) == .known(.otlpFrames))
  }

  @Test func `frames are cut wherever the pieces are, packed or not, and a torn one is told`() throws {
    var compressor = try ZstdCompressor(level: 1)
    let requests = try Self.requests.map(OTLPEncoding.request)
    let whole = try frame(requests[0]) + frame(compressor.compress(requests[1])) + frame([]) + frame(requests[1])
    let expected = read(whole, as: .otlpFrames)
    #expect(expected.spans.count == 1)
    #expect(expected.logs.count == 2)
    #expect(expected.logs.map(\.line) == [2, 4])
    #expect(expected.rejects == Rejects())
    for size in [1, 3, 50] {
      var batch = RecordBatch()
      var reader = RecordReader(.otlpFrames)
      for start in stride(from: 0, to: whole.count, by: size) {
        reader.push(whole.span.extracting(start..<min(whole.count, start + size)), into: &batch)
      }
      reader.finish(into: &batch)
      #expect(batch.described == expected.described)
    }
    for count in 1..<whole.count {
      let torn = read(Array(whole.prefix(count)), as: .otlpFrames)
      #expect(torn.count <= 3 && torn.rejects.count <= 1)
    }
    #expect(read(Array(whole.dropLast()), as: .otlpFrames).rejects.listed.map(\.line) == [4])
  }

  @Test func `frames may hold JSON, packed or not, and an empty one may be the first`() throws {
    var compressor = try ZstdCompressor(level: 1)
    let json = Array(Self.requests[0].utf8)
    for message in [json, try compressor.compress(json), try OTLPEncoding.request(Self.requests[0])] {
      let bytes = frame([]) + frame(message)
      #expect(FormatGuess.guess(bytes.span) == .known(.otlpFrames))
      #expect(read(bytes, as: .otlpFrames).described == read(Self.requests[0]).described)
    }
  }

  @Test func `resources without records are not kept`() throws {
    let request = try OTLPEncoding.request(Self.requests[0])
    let batch = read(
      request + [UInt8](repeating: 0, count: 20_000).enumerated().map { $0.offset % 2 == 0 ? 10 : 0 },
      as: .otlpRequest
    )
    #expect(batch.spans.count == 1)
    #expect(batch.resources.count == 1)
    #expect(batch.rejects == Rejects())
  }

  @Test func `a length no message has is passed over, and so is a bomb`() throws {
    var compressor = try ZstdCompressor(level: 1)
    let request = try OTLPEncoding.request(Self.requests[0])
    let bomb = try compressor.compress([UInt8](repeating: 0, count: 65 << 20))
    let bytes = frame(bomb) + frame(request) + [0x7f, 0xff, 0xff, 0xff, 1, 2, 3]
    let batch = read(bytes, as: .otlpFrames)
    #expect(batch.spans.count == 1)
    #expect(batch.rejects.listed.map(\.line) == [1, 3, 3])
  }

  @Test func `records without an id or a time are rejected by themselves, and damage costs only what is behind it`()
    throws
  {
    let broken = [
      spanStart + #""spanId":"0102030405060708""#,
      #""traceId":"0102030405060708090a0b0c0d0e0f10","# + spanStart + #""name":"x""#,
      #""traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708","endTimeUnixNano":"1700000000000000000""#,
    ]
    let spans = broken.map { "{\($0)}" } + ["{\(Self.span)}"]
    let json = #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(spans.joined(separator: ","))]}]}]}"#
    let batch = read(try OTLPEncoding.request(json), as: .otlpRequest)
    #expect(batch.spans.count == 1)
    #expect(
      batch.rejects.listed.map(\.reason) == ["a span has no trace id", "a span has no id", "a span has no start"]
    )
    let whole = try OTLPEncoding.request(Self.requests[0])
    let behind = read(whole + [0x07], as: .otlpRequest)
    #expect(behind.spans.count == 1)
    #expect(behind.rejects.listed.map(\.reason) == ["it is damaged at byte \(whole.count + 1)"])
  }

  @Test func `texts that are no UTF-8 are mended`() {
    var writer = ProtoWriter()
    writer.message(1) { resource in
      resource.message(2) { scope in
        scope.message(2) { span in
          span.bytes(1, [UInt8](1...16))
          span.bytes(2, [UInt8](1...8))
          span.bytes(5, [0x61, 0xff, 0x62])
          span.fixed64(7, 1_700_000_000_000_000_000)
        }
      }
    }
    let batch = read(writer.bytes, as: .otlpRequest)
    #expect(batch.spans.map { batch.string($0.name) } == ["a\u{fffd}b"])
    #expect(String(validating: batch.bytes[batch.spans[0].name.range], as: UTF8.self) != nil)
  }
}

/// A message as the Collector's files have it.
func frame(_ message: [UInt8]) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: message.count >> (24 - 8 * $0)) } + message
}

extension RecordBatch {
  /// All records as texts that tests can compare, whatever bytes they were cut from.
  var described: [String] {
    let resources = resources.map { shown($0.attributes) }
    let spans = spans.map { span in
      let events = span.events.map { index in
        let event = spanEvents[Int(index)]
        return "\(string(event.name)) \(event.time) \(shown(event.attributes))"
      }
      return
        "span \(span.traceHigh) \(span.traceLow) \(span.span) \(span.parent) \(string(span.name)) \(span.kind) \(span.start) "
        + "\(span.end) \(span.status) \(string(span.statusMessage)) \(shown(span.attributes)) \(events) "
        + "\(resources[Int(span.resource)])"
    }
    let logs = logs.map { log in
      "log \(log.time) \(log.severity) \(shown(log.body)) \(string(log.eventName)) \(string(log.scope)) \(log.traceHigh) "
        + "\(log.traceLow) \(log.span) \(shown(log.attributes)) \(resources[Int(log.resource)])"
    }
    return spans + logs
  }
}
