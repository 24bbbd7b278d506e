import Formats
import Testing

@Suite struct OTLPSpanTests {
  /// The same span in the spellings that senders use.
  struct Spelling: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let span: String
  }

  @Test(arguments: [
    Spelling(
      testDescription: "as the Collector writes it",
      span: #"""
        "traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"a1b2c3d4e5f60718","parentSpanId":"0000000000000001",\#
        "name":"GET /orders","kind":2,"startTimeUnixNano":"1700000000000000000",\#
        "endTimeUnixNano":"1700000000250000000","status":{"code":2,"message":"late"}
        """#
    ),
    Spelling(
      testDescription: "as protobuf names it, with numbers and names of enum values",
      span: #"""
        "trace_id":"0102030405060708090A0B0C0D0E0F10","span_id":"A1B2C3D4E5F60718","parent_span_id":"0000000000000001",\#
        "name":"GET /orders","kind":"SPAN_KIND_SERVER","start_time_unix_nano":1700000000000000000,\#
        "end_time_unix_nano":1700000000250000000,"status":{"message":"late","code":"STATUS_CODE_ERROR"}
        """#
    ),
    Spelling(
      testDescription: "as somebody wrote it by hand, in milliseconds",
      span: #"""
        "status":{"code":"2","message":"late"},"name":"GET /orders","kind":"server","unknown":[1,{"a":2}],\#
        "spanId":"A1b2C3d4E5f60718","traceId":"0102030405060708090a0B0c0D0e0f10","parentSpanId":"0000000000000001",\#
        "startTimeUnixNano":1700000000000,"endTimeUnixNano":"2023-11-14T22:13:20.25Z"
        """#
    ),
  ])
  func `a span reads the same in every spelling`(_ spelling: Spelling) throws {
    let batch = read(request(span: spelling.span))
    #expect(batch.rejects.count == 0)
    let span = try #require(batch.spans.first)
    #expect(span.traceHigh == 0x0102_0304_0506_0708)
    #expect(span.traceLow == 0x090a_0b0c_0d0e_0f10)
    #expect(span.span == 0xa1b2_c3d4_e5f6_0718)
    #expect(span.parent == 1)
    #expect(batch.string(span.name) == "GET /orders")
    #expect(span.kind == .server)
    #expect(span.start == 1_700_000_000_000_000_000)
    #expect(span.end == 1_700_000_000_250_000_000)
    #expect(span.status == .error)
    #expect(batch.string(span.statusMessage) == "late")
    #expect(span.line == 1)
  }

  @Test func `attributes keep their types, whatever the spelling`() throws {
    let attributes = #"""
      {"key":"a","value":{"stringValue":"x\ty"}},{"key":"b","value":{"intValue":"-7"}},\#
      {"key":"c","value":{"int_value":8}},{"key":"d","value":{"doubleValue":2.5}},\#
      {"key":"e","value":{"doubleValue":"NaN"}},{"key":"f","value":{"boolValue":true}},\#
      {"key":"g","value":{"arrayValue":{"values":[{"stringValue":"p"},{"intValue":"1"},{"arrayValue":{}}]}}},\#
      {"key":"h","value":{"kvlistValue":{"values":[{"key":"k","value":{"boolValue":false}},{"key":"n"}]}}},\#
      {"key":"i","value":"plain"},{"key":"j","value":12},{"key":"k","value":{}},{"value":{"stringValue":"lost"}},\#
      {"key":"l"},7,{"key":"m","value":{"bytesValue":"AP8="}},{"key":"n","value":{"intValue":"big"}}
      """#
    let batch = read(request(span: spanIDs + spanStart + #""attributes":[\#(attributes)]"#))
    let span = try #require(batch.spans.first)
    #expect(
      batch.shown(span.attributes) == [
        "a='x\ty'", "b=-7", "c=8", "d=2.5", "e=nan", "f=true", #"g=json ["p",1,[]]"#, #"h=json {"k":false,"n":null}"#,
        "i='plain'", "j=12", "k=none", "l=none", "m='AP8='", "n=none",
      ]
    )
  }

  @Test func `attributes may be an object of names and values`() throws {
    let batch = read(request(span: spanIDs + spanStart + #""attributes":{"user.id":"u1","n":{"intValue":3}}"#))
    let span = try #require(batch.spans.first)
    #expect(batch.shown(span.attributes) == ["user.id='u1'", "n=3"])
    #expect(batch.attributes[0].name == .userID)
  }

  @Test func `known attributes are known under all their names`() throws {
    for name in AttributeName.allCases {
      for spelling in name.spellings {
        let batch = read(request(span: spanIDs + spanStart + #""attributes":[{"key":"\#(spelling)","value":1}]"#))
        #expect(batch.attributes.first?.name == name, "\(spelling)")
      }
    }
    let batch = read(request(span: spanIDs + spanStart + #""attributes":[{"key":"user.identity","value":1}]"#))
    #expect(batch.attributes.first?.name == .other)
  }

  @Test func `events have names, times and attributes of their own`() throws {
    let events = #"""
      {"timeUnixNano":"1700000000100000000","name":"exception","attributes":[{"key":"exception.type","value":"E"}]},\#
      {"name":"retry"},"no event"
      """#
    let batch = read(
      request(span: spanIDs + spanStart + #""events":[\#(events)],"attributes":[{"key":"z","value":1}]"#)
    )
    let span = try #require(batch.spans.first)
    #expect(batch.shown(span.attributes) == ["z=1"])
    let found = span.events.map { batch.spanEvents[Int($0)] }
    #expect(found.map { batch.string($0.name) } == ["exception", "retry"])
    #expect(found.map(\.time) == [1_700_000_000_100_000_000, 0])
    #expect(found.map { batch.shown($0.attributes) } == [["exception.type='E'"], []])
  }

  @Test func `a resource may stand behind its spans, and its predecessors' names are known`() throws {
    let span = "{\(spanIDs)\(spanStart)\"name\":\"x\"}"
    let text = #"""
      {"batches":[{"instrumentationLibrarySpans":[{"instrumentationLibrary":{"name":"lib"},"spans":[\#(span)]}],\#
      "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]}}]}
      """#
    let batch = read(text)
    let resource = batch.resources[Int(try #require(batch.spans.first).resource)]
    #expect(batch.shown(resource.attributes) == ["service.name='shop'"])
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    let span: String
    let reason: String
    let expected: String
    var testDescription: String { reason }
  }

  private static let idWords = "32 hexadecimal digits, not all of them 0"
  private static let spanIDWords = "16 hexadecimal digits, not all of them 0"
  private static let timeWords = "nanoseconds since 1970-01-01, before 2200"
  private static let trace = #""traceId":"0102030405060708090a0b0c0d0e0f10","#

  @Test(arguments: [
    Bad(span: #""name":"x""#, reason: "a span has no traceId", expected: idWords),
    Bad(span: #""traceId":"""#, reason: #"a span has the traceId """#, expected: idWords),
    Bad(
      span: #""traceId":"00000000000000000000000000000000""#,
      reason: #"a span has the traceId "00000000000000000000000000000000""#,
      expected: idWords
    ),
    Bad(
      span: #""traceId":"0102030405060708090a0b0c0d0e0f1g""#,
      reason: #"a span has the traceId "0102030405060708090a0b0c0d0e0f1g""#,
      expected: idWords
    ),
    Bad(span: #""traceId":17"#, reason: "a span has the traceId 17", expected: idWords),
    Bad(span: #""traceId":["a"]"#, reason: "a span has the traceId a list", expected: idWords),
    Bad(span: trace + #""spanId":"01""#, reason: #"a span has the spanId "01""#, expected: spanIDWords),
    Bad(span: trace + #""name":"x""#, reason: "a span has no spanId", expected: spanIDWords),
    Bad(span: spanIDs + #""name":"x""#, reason: "a span has no startTimeUnixNano", expected: timeWords),
    Bad(
      span: spanIDs + #""startTimeUnixNano":"0""#,
      reason: #"a span has the startTimeUnixNano "0""#,
      expected: timeWords
    ),
    Bad(
      span: spanIDs + #""startTimeUnixNano":-1700000000000000000"#,
      reason: "a span has the startTimeUnixNano -1700000000000000000",
      expected: timeWords
    ),
    Bad(
      span: spanIDs + #""startTimeUnixNano":99999999999999999999"#,
      reason: "a span has the startTimeUnixNano 99999999999999999999",
      expected: timeWords
    ),
    Bad(
      span: spanIDs + #""startTimeUnixNano":"soon\u0000\u202e""#,
      reason: #"a span has the startTimeUnixNano "soon\u0000\u202e""#,
      expected: timeWords
    ),
  ])
  func `a span that lacks something is rejected, and its neighbours are kept`(_ bad: Bad) {
    let good = "{\(spanIDs)\(spanStart)\"name\":\"good\"}"
    let text = #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(good),{\#(bad.span)},\#(good)]}]}]}"#
    let batch = read("\n" + text)
    #expect(batch.spans.count == 2)
    #expect(batch.rejects.count == 1)
    #expect(batch.rejects.listed == [Reject(line: 2, reason: bad.reason, expected: bad.expected)])
  }

  @Test func `a span that ends before it begins takes no time`() throws {
    let batch = read(request(span: spanIDs + spanStart + #""endTimeUnixNano":"1600000000000000000""#))
    let span = try #require(batch.spans.first)
    #expect(span.end == span.start)
  }

  @Test func `a document tells each record's line`() {
    let text = """
      {
        "resourceSpans": [ {
          "scopeSpans": [ {
            "spans": [
              { "traceId": "0102030405060708090a0b0c0d0e0f10", "spanId": "0102030405060708",
                "startTimeUnixNano": "1700000000000000000" },
              {
                "traceId": "0102030405060708090a0b0c0d0e0f10" }
            ]
          } ]
        } ]
      }
      """
    let batch = read(text, as: .jsonDocument)
    #expect(batch.spans.map(\.line) == [5])
    #expect(batch.rejects.listed.map(\.line) == [8])
  }

  @Test func `what is past a limit is left out and counted`() throws {
    let attributes = (0..<200).map { #"{"key":"k\#($0)","value":\#($0)}"# }.joined(separator: ",")
    let events = (0..<130).map { #"{"name":"e\#($0)"}"# }.joined(separator: ",")
    let batch = read(request(span: spanIDs + spanStart + #""attributes":[\#(attributes)],"events":[\#(events)]"#))
    let span = try #require(batch.spans.first)
    #expect(span.attributes.count == 128)
    #expect(span.events.count == 128)
    #expect(batch.skips.counts == [.attributesOverLimit: 72, .eventsOverLimit: 2])
  }

  @Test func `a long text is cut between characters and says so`() throws {
    let long = String(repeating: "a", count: 65_535) + "é"
    let batch = read(request(span: spanIDs + spanStart + #""name":"\#(long)","status":{"message":"\u0041\#(long)"}"#))
    let span = try #require(batch.spans.first)
    #expect(span.name.count == 65_535 && span.name.isCut)
    #expect(span.statusMessage.count == 65_536 && span.statusMessage.isCut)
    #expect(batch.string(span.statusMessage).hasSuffix("aa"))
  }
}
