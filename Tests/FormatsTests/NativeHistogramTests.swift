import Bytes
import Formats
import Testing

/// Native histograms of Prometheus, in requests of remote write and in answers of queries.
@Suite struct NativeHistogramTests {
  private static let milliseconds: UInt64 = 1_700_000_000_000

  private static func zigzag(_ number: Int64) -> UInt64 { UInt64(bitPattern: number << 1 ^ number >> 63) }

  private static func packed(_ numbers: [Int64]) -> [UInt8] {
    numbers.reduce(into: []) { $0.appendVarint(zigzag($1)) }
  }

  private static func span(_ offset: Int64, _ length: UInt64, _ number: Int, _ writer: inout ProtoWriter) {
    writer.message(number) { span in
      span.varint(1, zigzag(offset))
      span.varint(2, length)
    }
  }

  /// A histogram of schema 0: 2 at zero, 1, 0, 3 in the buckets to 2, 4 and 8, then 4 in that to 64, and 1 from -2 to -1.
  private static func whole(_ writer: inout ProtoWriter) {
    writer.varint(1, 11)
    writer.fixed64(3, 99.5.bitPattern)
    writer.varint(4, zigzag(0))
    writer.fixed64(5, 0.001.bitPattern)
    writer.varint(6, 2)
    span(1, 1, 8, &writer)
    writer.bytes(9, packed([1]))
    span(1, 3, 11, &writer)
    span(2, 1, 11, &writer)
    writer.bytes(12, packed([1, -1, 3, 1]))
    writer.varint(15, milliseconds)
  }

  /// A request with one series of histograms.
  private static func request(
    _ version: RecordFormat,
    _ histograms: [(inout ProtoWriter) -> Void]
  ) -> [UInt8] {
    var writer = ProtoWriter()
    if version == .remoteWrite2 { for symbol in ["", "__name__", "took"] { writer.text(4, symbol) } }
    writer.message(version == .remoteWrite2 ? 5 : 1) { series in
      if version == .remoteWrite2 {
        series.bytes(1, [1, 2])
      } else {
        series.message(1) { label in
          label.text(1, "__name__")
          label.text(2, "took")
        }
      }
      for histogram in histograms { series.message(version == .remoteWrite2 ? 3 : 4, histogram) }
    }
    return writer.bytes
  }

  @Test(arguments: [RecordFormat.remoteWrite1, .remoteWrite2])
  func `one of remote write is an exponential distribution`(_ version: RecordFormat) {
    let batch = read(Self.request(version, [Self.whole]), as: version)
    // Bucket 1 of schema 0 ends at 2, and so is OTLP's bucket 0.
    #expect(
      batch.points == [
        "took cumulative 0 1700000000000000000 99.5 [] exponential 11 99.5 nan nan 0 2 0.001 0 [1, 0, 3, 0, 0, 4] 0 [1]"
      ]
    )
    #expect(batch.rejects.count == 0)
  }

  @Test func `bounds of its own, a gauge's and parts of observations are read`() {
    let own: (inout ProtoWriter) -> Void = { writer in
      writer.fixed64(2, 3.6.bitPattern)
      writer.fixed64(3, 5.bitPattern)
      writer.varint(4, Self.zigzag(-53))
      Self.span(1, 2, 11, &writer)
      for count in [1.4, 2.2] { writer.fixed64(13, count.bitPattern) }
      writer.varint(14, 3)
      writer.varint(15, Self.milliseconds)
      for bound in [0.5, 1.0, 2.0] { writer.fixed64(16, bound.bitPattern) }
    }
    let batch = read(Self.request(.remoteWrite1, [own]), as: .remoteWrite1)
    #expect(
      batch.points == [
        "took level 0 1700000000000000000 5.0 [] explicit 4 5.0 nan nan [0.5, 1.0, 2.0] [0, 1, 2, 0]"
      ]
    )
  }

  @Test func `what is damaged or too large is rejected, and the end of a series counted out`() {
    let flaws: [(inout ProtoWriter) -> Void] = [
      { $0.varint(1, 1) },
      { writer in
        Self.whole(&writer)
        Self.span(5_000_000, 1, 11, &writer)
      },
      { writer in
        Self.whole(&writer)
        Self.span(0, 4_000_000_000, 8, &writer)
      },
      { writer in
        Self.whole(&writer)
        writer.bytes(12, [0x80])
      },
      { writer in
        Self.whole(&writer)
        writer.varint(4, Self.zigzag(99))
      },
      { writer in
        Self.whole(&writer)
        writer.fixed64(2, Double.nan.bitPattern)
      },
    ]
    let batch = read(Self.request(.remoteWrite1, flaws), as: .remoteWrite1)
    #expect(batch.metrics.isEmpty && batch.rejects.count == flaws.count, "\(batch.rejects)")
    let stale: (inout ProtoWriter) -> Void = { writer in
      writer.fixed64(3, 0x7ff0_0000_0000_0002)
      writer.varint(15, Self.milliseconds)
    }
    #expect(read(Self.request(.remoteWrite1, [stale]), as: .remoteWrite1).skips.counts == [.missingValues: 1])
  }

  @Test func `one of a query names the ends of its buckets`() {
    let buckets = #"[[3,"-0.1","0.1","2"],[0,"1","2","1"],[0,"2","4","3"],[0,"8","+Inf","1"]]"#
    let histogram = #"{"count":"7","sum":"99.5","buckets":\#(buckets)}"#
    let answer = #"""
      {"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"took"},\#
      "histograms":[[1700000000,\#(histogram)],[1700000060,{"count":"1","sum":"1","buckets":[[0,"2","1","1"]]}]]}]}}
      """#
    let batch = read(answer)
    #expect(
      batch.points == [
        "took cumulative 0 1700000000000000000 99.5 [] explicit 7 99.5 nan nan "
          + "[-0.1, 0.1, 1.0, 2.0, 4.0, 8.0] [0, 2, 0, 1, 3, 0, 1]"
      ]
    )
    #expect(batch.rejects.listed.map(\.reason) == ["a metric point has buckets that do not ascend"])
  }
}
