import Bytes
import Formats
import TestSupport
import Testing

/// What is large is read in parts, and what says little takes little.
@Suite struct LargeRequestTests {
  /// A request of so many spans of two services, each span with a name of its own and two attributes.
  private static func request(spans count: Int) -> String {
    let services = ["shop", "stock"].map { service in
      let spans = (1...count).map { number in
        let id = Hex.encode((0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) })
        return #"""
          {"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"\#(id)","name":"\#(service) \#(number)",\#
          "startTimeUnixNano":"1700000000000000000","attributes":[{"key":"a","value":{"intValue":"\#(number)"}},\#
          {"key":"b","value":{"stringValue":"\u00e9"}}]}
          """#
      }
      return #"{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"\#(service)"}}]},"#
        + #""scopeSpans":[{"scope":{"name":"s"},"spans":[\#(spans.joined(separator: ","))]}]}"#
    }
    return #"{"resourceSpans":[\#(services.joined(separator: ","))]}"#
  }

  /// The spans of a batch with the resource each is of and what they carry.
  private static func shown(_ batch: RecordBatch) -> [String] {
    batch.spans.map { span in
      let resource = batch.shown(batch.resources[Int(span.resource)].attributes).joined()
      return "\(resource) \(batch.string(span.name)) \(batch.shown(span.attributes))"
    }
  }

  /// Tens of thousands of spans are shown for each: two of them are enough every time.
  private static let formats: [RecordFormat] =
    SlowTests.areWanted ? [.jsonDocument, .jsonLines, .otlpRequest, .otlpFrames] : [.jsonLines, .otlpFrames]

  @Test(arguments: formats)
  func `a request of many records is handed on in parts`(_ format: RecordFormat) throws {
    let json = Self.request(spans: 20_000)
    let isJSON = format == .jsonDocument || format == .jsonLines
    let request = isJSON ? Array(json.utf8) : try OTLPEncoding.request(json)
    let bytes = format == .otlpFrames ? frame(request) : request
    var parts: [[String]] = []
    var reader = RecordReader(format)
    var batch = RecordBatch()
    let outlet = { (full: RecordBatch) in
      parts.append(Self.shown(full))
      return true
    }
    if format == .otlpFrames {
      reader.push(bytes.span, into: &batch, outlet)
    } else {
      reader.read(bytes.span, into: &batch, outlet)
    }
    reader.finish(into: &batch)
    parts.append(Self.shown(batch))
    #expect(parts.count > 2)
    #expect(parts.allSatisfy { $0.count <= 16_384 })
    #expect(batch.rejects == Rejects())
    // As a truth value, because a failure would print all of them.
    let isSame = parts.flatMap(\.self) == Self.shown(read(bytes, as: format))
    #expect(isSame)
  }

  @Test func `a metric of many points is handed on in parts, each with its sender`() {
    let point = (1...20_000).map { #"{"timeUnixNano":"1700000000000000000","asInt":"\#($0)"}"# }
    let bytes = Array(
      (#"{"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"#
        + #""scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[\#(point.joined(separator: ","))]}},"#
        + #"{"name":"n","gauge":{"dataPoints":[\#(point[0])]}}]}]}]}"#).utf8
    )
    var parts: [[String]] = []
    let shown = { (batch: RecordBatch) in
      batch.metrics.map { metric in
        let sender = batch.shown(batch.resources[Int(metric.resource)].attributes).joined()
        return "\(sender) \(batch.string(metric.name)) \(metric.value)"
      }
    }
    var reader = RecordReader(.jsonDocument)
    var batch = RecordBatch()
    reader.read(bytes.span, into: &batch) { full in
      parts.append(shown(full))
      return true
    }
    parts.append(shown(batch))
    #expect(parts.map(\.count) == [16_384, 3_617])
    let isSame = parts.flatMap(\.self) == shown(read(bytes, as: .jsonDocument))
    #expect(isSame)
  }

  @Test func `a list of many messages is handed on in parts, and one of events in one`() {
    let message = (1...20_000).map { #"{"id":\#($0),"body":"hi","created_at":1700000000}"# }
    let event = (1...20_000).map { #"{"kind":"event","id":"\#($0)","name":"x","time":1700000000}"# }
    for (list, isCut) in [(message, true), (event, false)] {
      let bytes = Array("[\(list.joined(separator: ","))]".utf8)
      var counts: [Int] = []
      var reader = RecordReader(.jsonDocument)
      var batch = RecordBatch()
      reader.read(bytes.span, into: &batch) { full in
        counts.append(full.count)
        return true
      }
      #expect(counts.isEmpty != isCut)
      #expect(counts.reduce(batch.count, +) == 20_000)
    }
  }

  @Test func `what packed frames hold is handed on between them`() throws {
    var compressor = try ZstdCompressor(level: 1)
    // A name that is long and the same throughout packs into nothing.
    let name = String(repeating: "n", count: 3 << 20)
    let json = #"{"resourceSpans":[{"scopeSpans":[{"spans":[{\#(spanIDs)\#(spanStart)"name":"\#(name)"}]}]}]}"#
    let packed = frame(try compressor.compress(Array(json.utf8)))
    let file = (0..<20).flatMap { _ in packed }
    #expect(file.count < 1 << 20)
    var held: [Int] = []
    var spans = 0
    var reader = RecordReader(.otlpFrames)
    var batch = RecordBatch()
    reader.push(file.span, into: &batch) { full in
      held.append(full.bytes.count)
      spans += full.spans.count
      return true
    }
    reader.finish(into: &batch)
    #expect(spans + batch.spans.count == 20)
    #expect(held.allSatisfy { $0 < 12 << 20 })
    #expect(batch.bytes.count < 12 << 20)
  }

  @Test func `resources without records are not kept, also of JSON`() {
    let empty = String(repeating: #"{},{"scopeSpans":[]},{"scopeSpans":[{}]},"#, count: 5_000)
    let batch = read(
      #"{"resourceSpans":[\#(empty){"scopeSpans":[{"spans":[{\#(spanIDs)\#(spanStart)"name":"x"}]}]}]}"#
    )
    #expect(batch.spans.count == 1)
    #expect(batch.resources.count == 1)
  }
}
