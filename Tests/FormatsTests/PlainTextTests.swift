import Formats
import Testing

/// Texts that are messages by themselves, and the forms that text comes in.
@Suite struct PlainTextTests {
  private static func text(_ text: String, path: String = "", modified: Int64? = nil) -> RecordBatch {
    var reader = RecordReader(.text, file: FileFacts(path: path, modified: modified))
    var batch = RecordBatch()
    reader.read(Array(text.utf8).span, into: &batch)
    return batch
  }

  private static let prose = "The export takes so long that I gave up.\nCan you look?\n"

  struct File: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    var path = ""
    var modified: Int64?
    let message: String
  }

  @Test(arguments: [
    File(
      testDescription: "front matter",
      text: "---\ntitle: \"A call\"\ndate: 2026-11-01\nauthor: ana\nemail: a@example.com\n---\nIt is slow.\n",
      message: "files  1793491200 A call|It is slow.\n a@example.com    "
    ),
    File(
      testDescription: "the file's name",
      text: prose,
      path: "notes/call 2026-11-01.md",
      modified: 5,
      message: "files call 2026-11-01.md 1793491200 |\(prose)     "
    ),
    File(
      testDescription: "the name of a packed file",
      text: prose,
      path: "notes/call 2026-11-01.md.gz",
      message: "files call 2026-11-01.md 1793491200 |\(prose)     "
    ),
    File(
      testDescription: "the file's clock",
      text: prose,
      path: "notes/call.txt",
      modified: 1_793_491_200_000_000_000,
      message: "files call.txt 1793491200 |\(prose)     "
    ),
  ])
  func `a text is a message, at the time that it or its file says`(_ file: File) {
    let batch = Self.text(file.text, path: file.path, modified: file.modified)
    #expect(batch.messagesShown == [file.message])
    #expect(batch.rejects.count == 0)
    #expect(FormatGuess.guess(Array(file.text.utf8).span) == .known(.text))
  }

  @Test func `a first line that talks of messages and dates is no header`() {
    let text = "I have sent you a message about it, the date of which I forgot.\nPlease look again.\n"
    #expect(FormatGuess.guess(Array(text.utf8).span) == .known(.text))
    #expect(FormatGuess.guess(Array("---\nbody, date: 2026-11-01\n---\nIt is slow.\n".utf8).span) == .known(.text))
  }

  @Test func `what has no time, or may be anything, is rejected with what to do`() {
    for (path, reason) in [
      ("notes/call.txt", "a text without a time"),
      ("", #"text that begins "The export takes so long that I gave up.""#),
    ] {
      let batch = Self.text(Self.prose, path: path)
      #expect(batch.messages.isEmpty && batch.rejects.listed.map(\.reason) == [reason])
      #expect(batch.rejects.listed.allSatisfy { !$0.expected.isEmpty })
    }
    let document = Self.text(Self.prose, path: "README.md", modified: 1_793_491_200_000_000_000)
    #expect(document.messages.isEmpty && document.skips.counts == [.projectDocuments: 1])
  }

  @Test(arguments: [
    "2026-10-21 10:00:00 INFO the shop has started its work\n", "[2026-10-21] it has started to work again today\n",
    "WARN the shop could not be reached by anybody today\n", "import Foundation\nlet x = {};\nfunc y() { return x; }\n",
    "name,town,mood\nAna Ba,Rome,good\nBen Ca,Bonn,bad\n", "a b c", "key=value other=value more=value x=y z=w a=b\n",
  ])
  func `what is no prose is no message`(_ text: String) {
    if case .known(let format) = FormatGuess.guess(Array(text.utf8).span) { #expect(format != .text) }
  }

  @Test func `each beginning of a text is read or rejected`() {
    let text = "---\ntitle: \"A\ndate: 2026-11-01\n---\n\nIt is slow again, as it was.\r\n"
    for count in 0...text.utf8.count {
      let part = String(decoding: text.utf8.prefix(count), as: UTF8.self)
      let batch = Self.text(part, path: "n.md", modified: 1_793_491_200_000_000_000)
      #expect(batch.messages.count + batch.rejects.count + batch.skips.counts.values.reduce(0, +) == 1)
    }
  }

  @Test func `JSON and text in UTF-16 and Windows-1252 are read`() {
    let json = "{\"body\":\"é€\",\"date\":\"2026-10-21\"}"
    let lines = "\(json)\n\(json)\nx\n"
    for (text, count, rejects) in [(json, 1, 0), ("[\n\(json),\n\(json)\n]", 2, 0), (lines, 2, 1)] {
      for bytes in [[0xff, 0xfe] + text.littleEndian, [0xfe, 0xff] + text.bigEndian] {
        #expect(FormatGuess.guess(bytes.span) == .known(.jsonDocument))
        let batch = read(bytes, as: .jsonDocument)
        #expect(batch.messages.map { batch.string($0.body) } == Array(repeating: "é€", count: count))
        #expect(batch.rejects.count == rejects)
      }
    }
    let windows = Array("{\"body\":\"".utf8) + [0xe9, 0x80] + Array("\",\"date\":\"2026-10-21\"}".utf8)
    let batch = read(windows + [10] + windows)
    #expect(batch.messages.map { batch.string($0.body) } == ["é€", "é€"] && batch.rejects.count == 0)
    // Damaged, or no characters of that code page.
    for bytes in [[0xc3, 0xa9, 0xe9], [0xe9, 0x81], [0xff, 0x90]] as [[UInt8]] {
      let batch = read(Array("{\"body\":\"".utf8) + bytes + Array("\",\"date\":\"2026-10-21\"}".utf8))
      #expect(batch.messages.isEmpty && batch.rejects.count == 1)
    }
    let prose = "Où est passé le café que j'ai payé ?\n"
    let forms = [
      [0xff, 0xfe] + prose.littleEndian, [0xef, 0xbb, 0xbf] + Array(prose.utf8),
      prose.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) },
    ]
    for bytes in forms {
      #expect(FormatGuess.guess(bytes.span) == .known(.text))
      var reader = RecordReader(.text, file: FileFacts(path: "2026-10-21.txt", modified: nil))
      var batch = RecordBatch()
      reader.read(bytes.span, into: &batch)
      #expect(batch.messages.map { batch.string($0.body) } == [prose])
    }
  }

  @Test func `a table may begin with blank lines`() {
    for blank in ["\n\n", "\r\n \r\n", "  \n\t\n"] {
      let text = "\(blank)body;date\nhi;2026-10-21\nho;x\n"
      #expect(FormatGuess.guess(Array(text.utf8).span) == .known(.csv))
      for cut in 0...text.utf8.count {
        let bytes = Array(text.utf8)
        var reader = RecordReader(.csv)
        var batch = RecordBatch()
        reader.push(bytes.span.extracting(0..<cut), into: &batch)
        reader.push(bytes.span.extracting(cut..<bytes.count), into: &batch)
        reader.finish(into: &batch)
        #expect(batch.messages.map(\.line) == [4] && batch.rejects.listed.map(\.line) == [5])
      }
    }
  }

  @Test func `an empty list of events is understood`() {
    let batch = read(#"{"batch":[]}"# + "\n" + #"{"api_key":"k","batch":[],"sent_at":"2026-10-21"}"#)
    #expect(batch.count == 0 && batch.rejects.count == 0)
    #expect(read(#"{"events":[],"body":"It fails","created_at":"2026-10-21"}"#).messages.count == 1)
  }

  @Test func `reviews of Google Play are known by their columns`() {
    let text = """
      Package Name,App Version Code,App Version Name,Reviewer Language,Device,Review Submit Date and Time,\
      Review Submit Millis Since Epoch,Review Last Update Date and Time,Review Last Update Millis Since Epoch,\
      Star Rating,Review Title,Review Text,Developer Reply Date and Time,Developer Reply Millis Since Epoch,\
      Developer Reply Text,Review Link
      com.shop,12,3.1,en,phone,2026-11-01T09:00:00Z,1793523600000,2026-11-02T09:00:00Z,1793610000000,1,Bad,Cannot pay,\
      ,,,https://play.example/?reviewid=r1
      com.shop,12,3.1,en,phone,2026-11-01T09:00:00Z,1793523600000,2026-11-02T09:00:00Z,1793610000000,5,,,,,,

      """
    let bytes = [0xff, 0xfe] + text.littleEndian
    #expect(FormatGuess.guess(bytes.span) == .known(.csv))
    let batch = read(bytes, as: .csv)
    #expect(
      batch.messagesShown == [
        "google_play https://play.example/?reviewid=r1 1793523600 Bad|Cannot pay  google_play   "
          + "https://play.example/?reviewid=r1"
      ]
    )
    #expect(batch.messages.map { batch.string($0.release) } == ["3.1"])
    #expect(batch.skips.counts == [.emptyMessages: 1])
  }
}

extension String {
  fileprivate var littleEndian: [UInt8] { utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] } }
  fileprivate var bigEndian: [UInt8] { utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] } }
}
