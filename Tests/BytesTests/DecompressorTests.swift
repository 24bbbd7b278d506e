import Bytes
import TestSupport
import Testing

@Suite struct DecompressorTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let form: CompressedForm
    let bytes: [UInt8]

    var testDescription: String { form.rawValue }
  }

  private static let content = Array("Hello, hello, hello, hello!\n".utf8)

  /// Written by gzip 1.12, zlib 1.2.13, zstd 1.5.4 and brotli 1.0.9.
  static let samples = [
    Sample(
      form: .gzip,
      bytes: [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0xd7, 0x51, 0xc8,
        0xc0, 0xa4, 0x14, 0xb9, 0x00, 0x63, 0x61, 0x3f, 0x93, 0x1c, 0x00, 0x00, 0x00,
      ]
    ),
    Sample(
      form: .zlib,
      bytes: [
        0x78, 0x9c, 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0xd7, 0x51, 0xc8, 0xc0, 0xa4, 0x14, 0xb9, 0x00, 0x8b, 0x4c, 0x09,
        0x40,
      ]
    ),
    Sample(form: .zstd, bytes: ZstdTests.frames[0].bytes),
    Sample(
      form: .brotli,
      bytes: [
        0xa1, 0xd8, 0x00, 0xc0, 0xef, 0x48, 0x8c, 0x63, 0x49, 0xd6, 0x18, 0xf4, 0x54, 0xb2, 0x21, 0xbd, 0xb5, 0x02,
        0x48, 0x19, 0x9a, 0x0a, 0x61, 0x29, 0x49, 0xf6, 0x89, 0x04, 0xa2, 0xb8, 0x03,
      ]
    ),
  ]

  @Test(arguments: samples)
  func `the form is told by the first bytes, where it has a mark`(_ sample: Sample) {
    let (text, short) = (Array("x^2,time".utf8), Array(sample.bytes.prefix(1)))
    #expect(CompressedForm(signature: sample.bytes.span) == (sample.form == .brotli ? nil : sample.form))
    #expect(CompressedForm(signature: text.span) == nil)
    #expect(CompressedForm(signature: short.span) == nil)
  }

  @Test(arguments: samples)
  func `wherever the bytes are cut, and however little room there is, the content is the same`(_ sample: Sample) throws
  {
    for cut in 0...sample.bytes.count {
      for room in [1, 7, 1_000] {
        let pieces = [Array(sample.bytes[..<cut]), Array(sample.bytes[cut...])]
        try #expect(sample.form.content(pieces, room: room) == Self.content)
      }
    }
    try #expect(sample.form.content(sample.bytes.map { [$0] }) == Self.content)
  }

  @Test(arguments: samples)
  func `streams that follow one another are one content, and zeros behind them are none`(_ sample: Sample) throws {
    let twice = sample.bytes + sample.bytes
    try #expect(sample.form.content([twice]) == Self.content + Self.content)
    try #expect(sample.form.content([twice + [UInt8](repeating: 0, count: 600)]) == Self.content + Self.content)
  }

  @Test(arguments: samples)
  func `what ends too early says so, after all of the content that is there`(_ sample: Sample) throws {
    for count in 0..<sample.bytes.count {
      var found: [UInt8] = []
      #expect(throws: DecompressionError.truncated(sample.form)) {
        try sample.form.unpack([Array(sample.bytes.prefix(count))]) { found += $0 }
      }
      #expect(Self.content.starts(with: found))
    }
  }

  @Test(arguments: samples)
  func `a flipped bit is an error wherever there is a checksum, and crashes nothing anywhere`(_ sample: Sample) throws {
    for place in sample.bytes.indices {
      for bit in 0..<8 {
        var bytes = sample.bytes
        bytes[place] ^= 1 << UInt8(bit)
        do {
          let content = try sample.form.content([bytes])
          // What says nothing about the content, such as gzip's time, may be anything.
          #expect(sample.form == .brotli || content == Self.content)
        } catch is DecompressionError {}
      }
    }
  }

  @Test func `of content with a wrong checksum all is given before it is said`() throws {
    let gzip = Self.samples[0].bytes
    var bytes = gzip
    bytes[gzip.count - 8] ^= 1
    var found: [UInt8] = []
    #expect(throws: DecompressionError.damaged(.gzip, "incorrect data check")) {
      try CompressedForm.gzip.unpack([bytes], room: 1_000) { found += $0 }
    }
    #expect(found == Self.content)
  }

  @Test func `content that is all there has a limit, and damage is told as such`() throws {
    let gzip = Self.samples[0].bytes
    var bytes = gzip
    bytes[gzip.count - 8] ^= 1
    try #expect(Decompressor.content(of: gzip.span, .gzip, limit: Self.content.count) == Self.content)
    try #expect(Decompressor.content(of: gzip.span, .gzip, limit: Self.content.count - 1) == nil)
    #expect(throws: DecompressionError.damaged(.gzip, "incorrect data check")) {
      _ = try Decompressor.content(of: bytes.span, .gzip, limit: 100)
    }
  }

  @Test func `a frame that is to be skipped may come first`() throws {
    // RFC 8878 section 3.1.2: four bytes of content, as pzstd writes before each part.
    let bytes = [0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4] + ZstdTests.frames[0].bytes
    #expect(CompressedForm(signature: bytes.span) == .zstd)
    try #expect(CompressedForm.zstd.content([bytes]) == Self.content)
  }

  @Test func `other bytes behind the end are damage`() throws {
    for sample in Self.samples where sample.form != .brotli {
      #expect { try sample.form.content([sample.bytes + Array("more".utf8)]) } throws: { error in
        if case DecompressionError.damaged(sample.form, _) = error { true } else { false }
      }
    }
  }

  @Test func `a bomb comes out piece by piece`() throws {
    var compressor = try ZstdCompressor(level: 1)
    let frame = try compressor.compress([UInt8](repeating: 0, count: 4 << 20))
    let bomb = [[UInt8]](repeating: frame, count: 64).flatMap { $0 }
    #expect(bomb.count < 64 << 10)
    var total = 0
    var largest = 0
    try CompressedForm.zstd.unpack([bomb], room: 1 << 16) { piece in
      total += piece.count
      largest = max(largest, piece.count)
    }
    #expect(total == 256 << 20)
    #expect(largest <= 1 << 16)
  }
}

extension CompressedForm {
  /// Unpacks pieces of a file, with so much room for what comes out.
  fileprivate func unpack(_ pieces: [[UInt8]], room: Int = 64, _ body: (ArraySlice<UInt8>) -> Void) throws {
    let decompressor = try Decompressor(self)
    var room = [UInt8](repeating: 0, count: room)
    for piece in pieces + [[]] {
      var read = 0
      while true {
        let step = try decompressor.pour(piece.span.extracting(droppingFirst: read), into: &room)
        read += step.read
        body(room[..<step.written])
        if step.read == 0, step.written == 0 { break }
      }
    }
    try decompressor.finish()
  }

  fileprivate func content(_ pieces: [[UInt8]], room: Int = 64) throws -> [UInt8] {
    var content: [UInt8] = []
    try unpack(pieces, room: room) { content += $0 }
    return content
  }
}
