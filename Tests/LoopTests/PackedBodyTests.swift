import Bytes
import Domain
import Formats
import Loop
import TestSupport
import Testing

/// What is packed and damaged, or unpacks to more than there is room for.
@Suite struct PackedBodyTests {
  private static let now = Shop.moment(day: 3)

  /// A complaint of a few sentences, packed by gzip.
  private static let prose =
    "H4sIAAAAAAAC/y1PSW7DMAy8+xXzAMNfaQ8BcmYsOhIsk4VIQfXvSzu9cQac7ZEZ/PujzZHJsFGpnOC5McPLwRZ3MQzmfQbVQadBJUjGVpo5"
    + "dLvBoeJ5maZnyFoJC3pTkev10dkSnSBJF3xykpuYMYrnW2x0MBpbr77gqzfQumoXJ3EIc7L/vMrzbSP60nQic2PsosOmkcnB1SJdo8C54Lsy"
    + "XZBrRY8BmQXFIzPw0LZ/Cs7QhqwjBmIlwZv9zpJ+vLgZYgKJBtMQ05fpD4UC5j8vAQAA"

  @Test func `a complaint in a damaged file is nobody's words, and the whole one is`() throws {
    try Shop.with { shop in
      let whole = try Base64.standard.decode(Array(Self.prose.utf8).span)
      var flipped = whole
      flipped[whole.count / 2] ^= 0x10
      for (bytes, name) in [(Array(whole.dropLast(60)), "2025-09-01.md.gz"), (flipped, "2025-09-02.md.gz")] {
        let report = try shop.take(bytes, as: name, at: Self.now)
        #expect(report.accepted == 0 && report.rejected == 1, "\(name)")
        let reject = try #require(report.rejects.first)
        #expect(reject.path.hasSuffix(name) && reject.reason.contains("its gzip data "), "\(reject.reason)")
      }
      #expect(try shop.take(whole, as: "2025-09-01.md.gz", at: Self.now).accepted == 1)
    }
  }

  @Test func `of lines in a damaged file those before the damage are kept, and it is named`() throws {
    try Shop.with { shop in
      var compressor = try ZstdCompressor(level: 1)
      let frames = try (0..<2).map { try compressor.compress(Array(SampleSignals.days($0..<$0 + 1).utf8)) }
      var bytes = Array(frames.joined())
      // What no frame begins with.
      bytes[frames[0].count] ^= 0xff
      let report = try shop.take(bytes, as: "flipped.zst", at: Self.now)
      #expect(report.accepted == 28)
      #expect(report.rejects.contains { $0.reason.contains("its zstd data ") && $0.path.hasSuffix("flipped.zst") })
      #expect(try shop.signals() == Int64(report.accepted))
    }
  }

  // MARK: Bombs

  /// Packs zeros: deflate's shortest way to say 258 more of the same, 13 bits each time.
  private static func zeros(mebibytes: Int) -> [UInt8] {
    var writer = BitWriter(bytes: [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
    // The last block, with the fixed code; a zero; then, over and over, length 258 and distance 1.
    writer.write([1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0])
    for _ in 0..<24 { writer.write([1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]) }
    // After eight of them, which are 13 bytes, the bits stand in their bytes as before.
    let round = writer.bytes[12..<25]
    return Array(writer.bytes[..<12])
      + [ArraySlice<UInt8>](repeating: round, count: (mebibytes << 20) / (8 * 258)).joined()
  }

  private struct BitWriter {
    var bytes: [UInt8]
    private var used = 8

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func write(_ bits: [UInt8]) {
      for bit in bits {
        if used == 8 {
          bytes.append(0)
          used = 0
        }
        bytes[bytes.count - 1] |= bit << UInt8(used)
        used += 1
      }
    }
  }

  /// Frames that hold a text and then nothing but blanks.
  private static func blanks(after text: String, mebibytes: Int) throws -> [UInt8] {
    var compressor = try ZstdCompressor(level: 1)
    let head = try compressor.compress(Array(text.utf8))
    let frame = try compressor.compress([UInt8](repeating: 0x20, count: 4 << 20))
    return head + [[UInt8]](repeating: frame, count: mebibytes / 4).joined()
  }

  @Test func `a bomb in a request is refused at the limit, and status says so`() throws {
    try Shop.with { shop in
      let workplace = shop.workplace(at: Self.now)
      let post = try WatchPost(workplace: workplace, desk: shop.desk, token: nil, spoolLimit: WatchPost.spoolLimit)
      let bombs = [("gzip", Self.zeros(mebibytes: 21)), ("zstd", try Self.blanks(after: "", mebibytes: 64))]
      for (coding, body) in bombs {
        #expect(body.count < 1 << 18)
        let headers = [("Content-Encoding", coding), ("Content-Type", "application/json")]
        let request = Receiver.Request(method: "POST", path: "/v1/traces", query: "", headers: headers, body: body)
        let answer = post.receiver.answer(request)
        #expect(answer.status == 413)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("unpacks to more than 20971520 bytes"))
      }
      post.drain.end()
      post.drain.run()
      #expect(post.drain.progress.report.accepted == 0)
      let sources = try #require(try Status(of: workplace, at: shop.desk, actor: "person").contents).sources
      let otlp = try #require(sources.first { $0.name == "otlp" })
      #expect(otlp.rejected == 2 && otlp.rejects.allSatisfy { $0.reason.contains("unpacks to more than") })
    }
  }

  @Test func `a bomb in a file that is nothing known is named, and so is one among good lines`() throws {
    try Shop.with { shop in
      let zeros = try shop.take(Self.zeros(mebibytes: 257), as: "zeros.gz", at: Self.now)
      #expect(zeros.accepted == 0 && zeros.rejected == 1)
      #expect(zeros.rejects.first?.reason.contains("its gzip data unpacks to more than 256 MiB") == true)
      let lines = SampleSignals.days(0..<1)
      let blanks = try shop.take(Self.blanks(after: lines, mebibytes: 300), as: "blanks.zst", at: Self.now)
      #expect(blanks.accepted == 28 && blanks.rejected == 1)
      #expect(blanks.rejects.first?.reason.contains("bytes; the limit is") == true)
    }
  }
}
