import Bytes
import Formats
import Testing

/// Writes remote write requests, for tests alone.
enum RemoteWrite {
  struct Series {
    var labels: [(String, String)]
    var samples: [(value: Double, milliseconds: Int64)]
    var kind: UInt64 = 0
    var start: Int64 = 0
  }

  static let series = [
    Series(labels: [("__name__", "hits_total"), ("job", "shop"), ("replica", "a")], samples: [(5, 1_700_000_000_000)]),
    // What is 0 is not written.
    Series(labels: [("__name__", "temp"), ("job", "é")], samples: [(0, 1_700_000_000_000), (1.5, 1_700_000_001_000)]),
  ]

  static let points = [
    "hits_total cumulative 0 1700000000000000000 5.0 ['shop', 'a']", "temp level 0 1700000000000000000 0.0 ['é']",
    "temp level 0 1700000001000000000 1.5 ['é']",
  ]

  /// A request of 1.0.
  static func first(_ series: [Series]) -> [UInt8] {
    var writer = ProtoWriter()
    for one in series {
      writer.message(1) { writer in
        for (name, value) in one.labels {
          writer.message(1) { label in
            label.text(1, name)
            label.text(2, value)
          }
        }
        samples(one, to: &writer)
        writer.message(3) { $0.fixed64(2, 1) }
      }
    }
    return writer.bytes
  }

  /// A request of 2.0.
  static func second(_ series: [Series]) -> [UInt8] {
    var symbols = [""]
    func place(_ text: String) -> UInt64 {
      if let known = symbols.firstIndex(of: text) { return UInt64(known) }
      symbols.append(text)
      return UInt64(symbols.count - 1)
    }
    var lists = ProtoWriter()
    for one in series {
      lists.message(5) { writer in
        var references: [UInt8] = []
        for (name, value) in one.labels {
          references.appendVarint(place(name))
          references.appendVarint(place(value))
        }
        writer.bytes(1, references)
        samples(one, to: &writer)
        if one.kind > 0 { writer.message(5) { $0.varint(1, one.kind) } }
      }
    }
    var writer = ProtoWriter()
    for symbol in symbols { writer.text(4, symbol) }
    return writer.bytes + lists.bytes
  }

  private static func samples(_ series: Series, to writer: inout ProtoWriter) {
    for sample in series.samples {
      writer.message(2) { writer in
        if sample.value != 0 { writer.fixed64(1, sample.value.bitPattern) }
        writer.varint(2, UInt64(bitPattern: sample.milliseconds))
        if series.start > 0 { writer.varint(3, UInt64(bitPattern: series.start)) }
      }
    }
  }

  /// A block of literals alone.
  static func snappy(_ content: [UInt8]) -> [UInt8] {
    var block: [UInt8] = []
    block.appendVarint(UInt64(content.count))
    for start in stride(from: 0, to: content.count, by: 60) {
      let piece = content[start..<min(content.count, start + 60)]
      block.append(UInt8(piece.count - 1) << 2)
      block += piece
    }
    return block
  }
}

@Suite struct RemoteWriteTests {
  @Test(arguments: [RecordFormat.remoteWrite1, .remoteWrite2])
  func `a request is known inside its block, and read`(_ format: RecordFormat) throws {
    let request =
      format == .remoteWrite1 ? RemoteWrite.first(RemoteWrite.series) : RemoteWrite.second(RemoteWrite.series)
    let block = RemoteWrite.snappy(request)
    #expect(format.isSnappy)
    #expect(FormatGuess.guess(block.span) == .known(format))
    let part = Array(block.prefix(90))
    #expect(FormatGuess.guess(part.span) == .known(format))
    let batch = read(try Snappy.content(of: block.span, limit: 1 << 20), as: format)
    #expect(batch.points == RemoteWrite.points)
    #expect(batch.rejects == Rejects() && batch.skips == Skips())
  }

  @Test func `types and starts of 2_0 say how samples go together`() {
    var series = RemoteWrite.series
    series[0].kind = 2
    series[1].kind = 1
    series[1].start = 1_699_999_000_000
    let batch = read(RemoteWrite.second(series), as: .remoteWrite2)
    #expect(batch.metrics.map(\.form) == [.level, .cumulative, .cumulative])
    #expect(batch.metrics.map(\.start) == [0, 1_699_999_000_000_000_000, 1_699_999_000_000_000_000])
  }

  @Test func `a text that is referred to again and again is looked at once`() {
    var writer = ProtoWriter()
    for symbol in [Array("".utf8), Array("__name__".utf8), Array("m".utf8), Array("l".utf8)] { writer.bytes(4, symbol) }
    // No UTF-8, so that it has to be mended.
    writer.bytes(4, [UInt8](repeating: 0xff, count: 70_000))
    writer.message(5) { series in
      series.bytes(1, [1, 2] + (0..<16_000).flatMap { _ in [UInt8(3), 4] })
      series.message(2) { sample in
        sample.fixed64(1, (1.0).bitPattern)
        sample.varint(2, 1_763_000_000_000)
      }
    }
    let batch = read(writer.bytes, as: .remoteWrite2)
    #expect(batch.metrics.count == 1)
    #expect(batch.bytes.count < 1 << 20)
    #expect(batch.skips.counts[.labelsOverLimit] ?? 0 > 15_000)
  }

  @Test func `requests of metadata alone hold no samples`() {
    var writer = ProtoWriter()
    writer.message(3) { metadata in
      metadata.varint(1, 1)
      metadata.text(2, "hits")
    }
    let block = RemoteWrite.snappy(writer.bytes)
    #expect(FormatGuess.guess(block.span) == .known(.remoteWrite1))
    let batch = read(writer.bytes, as: .remoteWrite1)
    #expect(batch.count == 0 && batch.rejects == Rejects())
  }

  @Test func `markers of an end are counted, and samples and histograms without a time rejected`() {
    var writer = ProtoWriter()
    writer.message(1) { series in
      series.message(1) { label in
        label.text(1, "__name__")
        label.text(2, "a")
      }
      series.message(2) { sample in
        sample.fixed64(1, 0x7ff0_0000_0000_0002)
        sample.varint(2, 1_700_000_000_000)
      }
      series.message(2) { $0.fixed64(1, 0) }
      series.message(4) { $0.varint(1, 1) }
    }
    let batch = read(writer.bytes, as: .remoteWrite1)
    #expect(batch.count == 0)
    #expect(batch.skips.counts == [.missingValues: 1])
    #expect(batch.rejects.listed.map(\.reason) == ["a sample has no time", "a metric point has no time"])
  }

  @Test func `series without a name, and labels that refer to nothing, are rejected by themselves`() {
    let nameless = RemoteWrite.Series(labels: [("job", "shop")], samples: [(1, 1_700_000_000_000)])
    let first = read(RemoteWrite.first([nameless] + RemoteWrite.series), as: .remoteWrite1)
    #expect(first.points == RemoteWrite.points)
    #expect(first.rejects.listed.map(\.reason) == ["a series has no name"])
    var writer = ProtoWriter()
    writer.message(5) { $0.bytes(1, [0x7f, 0x7f]) }
    let second = read(RemoteWrite.second(RemoteWrite.series) + writer.bytes, as: .remoteWrite2)
    #expect(second.points == RemoteWrite.points)
    #expect(second.rejects.listed.map(\.reason) == ["a label refers to a text that is not there"])
  }

  @Test func `samples past what a request may hold are rejected`() {
    let sample = (1.0, Int64(1_700_000_000_000))
    let long = RemoteWrite.Series(labels: [("__name__", "a")], samples: Array(repeating: sample, count: (1 << 20) + 3))
    let batch = read(RemoteWrite.first([long]), as: .remoteWrite1)
    #expect(batch.count == 1 << 20)
    #expect(batch.rejects.count == 3)
  }

  @Test func `times before 1973 are none`() {
    let early = RemoteWrite.Series(labels: [("__name__", "a")], samples: [(1, 5), (1, -1), (1, .max)])
    let batch = read(RemoteWrite.first([early]), as: .remoteWrite1)
    #expect(batch.count == 0 && batch.rejects.count == 3)
  }

  @Test func `no part of a request does harm`() {
    for (request, format) in [
      (RemoteWrite.first(RemoteWrite.series), RecordFormat.remoteWrite1),
      (RemoteWrite.second(RemoteWrite.series), .remoteWrite2),
    ] {
      for count in 0..<request.count {
        let batch = read(Array(request.prefix(count)), as: format)
        #expect(batch.count < 3)
      }
    }
  }
}
