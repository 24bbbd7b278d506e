import Bytes
import TestSupport
import Testing

@Suite struct ZstdTests {
  struct Frame: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let content: String

    var testDescription: String { name }
  }

  /// Written by the `zstd` command, version 1.5.4.
  static let frames = [
    Frame(
      name: "compressed, with checksum and without a length",
      bytes: [
        0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0x85, 0x00, 0x00, 0x50, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x2c, 0x20, 0x68,
        0x21, 0x0a, 0x01, 0x00, 0xf2, 0x0a, 0x17, 0xf8, 0x99, 0xd1, 0x10,
      ],
      content: "Hello, hello, hello, hello!\n"
    ),
    Frame(
      name: "empty",
      bytes: [0x28, 0xb5, 0x2f, 0xfd, 0x24, 0x00, 0x01, 0x00, 0x00, 0x99, 0xe9, 0xd8, 0x51],
      content: ""
    ),
    Frame(
      name: "without checksum and length",
      bytes: [
        0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x7d, 0x00, 0x00, 0x48, 0x73, 0x74, 0x72, 0x65, 0x61, 0x6d, 0x65, 0x64,
        0x20, 0x01, 0x00, 0x9c, 0xcb, 0x11,
      ],
      content: "streamed streamed streamed"
    ),
  ]

  @Test(arguments: frames)
  func `frames of the command are read`(_ frame: Frame) throws {
    var decompressor = try ZstdDecompressor()
    var content: [UInt8] = []
    try decompressor.decompress(frame.bytes.span, exactly: frame.content.utf8.count, into: &content)
    #expect(content == Array(frame.content.utf8))
  }

  @Test func `frames that follow one another are one content`() throws {
    var decompressor = try ZstdDecompressor()
    let bytes = ZstdTests.frames.flatMap(\.bytes)
    let content = ZstdTests.frames.map(\.content).joined()
    var found: [UInt8] = []
    try decompressor.decompress(bytes.span, exactly: content.utf8.count, into: &found)
    #expect(found == Array(content.utf8))
  }

  @Test(arguments: [0, 1, 100, 70_000, 140_000])
  func `what was compressed is read again, by the same contexts`(_ count: Int) throws {
    var random = SplitMix64(seed: 7)
    var compressor = try ZstdCompressor(level: 1)
    var decompressor = try ZstdDecompressor()
    for alphabet: UInt64 in [2, 40, 256] {
      let text = (0..<count).map { _ in UInt8(random.next() % alphabet) }
      let frame = try compressor.compress(text)
      #expect(try compressor.compress(text) == frame)
      var again: [UInt8] = [1, 2, 3]
      try decompressor.decompress(frame.span, exactly: count, into: &again)
      #expect(again == text)
    }
  }

  @Test func `a frame is appended to what is there`() throws {
    var compressor = try ZstdCompressor(level: 3)
    var output: [UInt8] = [9]
    let count = try compressor.compress([UInt8](repeating: 1, count: 500).span, into: &output)
    #expect(output.count == 1 + count)
    #expect(output[0] == 9)
  }

  @Test(arguments: frames.filter { !$0.content.isEmpty })
  func `a frame cut anywhere is refused`(_ frame: Frame) throws {
    var decompressor = try ZstdDecompressor()
    for count in 1..<frame.bytes.count {
      let part = Array(frame.bytes[..<count])
      var content: [UInt8] = []
      #expect(throws: ZstdError.self) {
        try decompressor.decompress(part.span, exactly: frame.content.utf8.count, into: &content)
      }
    }
  }

  @Test func `no frame and another length are refused`() throws {
    var decompressor = try ZstdDecompressor()
    var content: [UInt8] = []
    let text = Array("no frame at all".utf8)
    #expect(throws: ZstdError.self) { try decompressor.decompress(text.span, exactly: 100, into: &content) }
    let frame = ZstdTests.frames[0].bytes
    for count in [0, 1, 27, 29] {
      #expect(throws: ZstdError.self) { try decompressor.decompress(frame.span, exactly: count, into: &content) }
    }
  }
}
