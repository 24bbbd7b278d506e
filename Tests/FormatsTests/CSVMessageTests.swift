import Formats
import Testing

@Suite struct CSVMessageTests {
  /// What a message says, for comparing.
  private static func shown(_ batch: RecordBatch) -> [String] {
    batch.messages.map { message in
      [
        message.id, message.title, message.body, message.author, message.email, message.account, message.channel,
        message.url, message.setting[.plan],
      ].map { batch.string($0) }.joined(separator: "|")
    }
  }

  @Test func `columns are guessed by their names`() {
    let text = """
      id,source,created_at,customer_id,customer_email,company,plan,mrr_usd,subject,body,url,thread_id
      7,zendesk,2026-10-21T00:35:06Z,u_1,ana@example.com,org-4,pro,49.5,Help,"It broke,
      twice",https://help.example/7,
      """
    let batch = read(text, as: .csv)
    #expect(
      Self.shown(batch) == [
        "7|Help|It broke,\ntwice|u_1|ana@example.com|org-4|zendesk|https://help.example/7|pro"
      ]
    )
    #expect(batch.messages.first?.value == 49.5)
    #expect(batch.messages.first?.line == 2)
    #expect(batch.messages.first?.isCSV == true)
  }

  @Test func `a table of more columns than people have is rejected with its reason, and its rows are counted`() {
    let header = "body,created_at," + [String](repeating: "x", count: 5_000).joined(separator: ",")
    let batch = read("\(header)\nhi,2026-10-21\nho,2026-10-21\n", as: .csv)
    #expect(batch.messages.isEmpty)
    #expect(batch.rejects.count == 3)
    #expect(batch.rejects.listed.map(\.reason) == ["the first line has 5002 columns"])
    #expect(batch.rejects.listed.map(\.expected) == ["at most 4096"])
  }

  struct Header: Sendable, CustomTestStringConvertible {
    let names: String
    let row: String
    let message: String
    var testDescription: String { names }
  }

  @Test(arguments: [
    Header(names: "Message;Created At", row: "hi;2026-10-21", message: "||hi||||||"),
    Header(names: "TEXT\tTimestamp\tUser", row: "hi\t1792542906\tu1", message: "||hi|u1|||||"),
    Header(names: "Ticket ID|Comment|Date", row: "4|hi|2026-10-21", message: "4||hi||||||"),
    Header(
      names: "Customer's comment (optional),Date submitted (UTC),Work e-mail address,Company name here",
      row: "hi,2026-10-21,a@example.com,Shop",
      message: "||hi||a@example.com|Shop|||"
    ),
    Header(
      names: "name,email,feedback,submitted at",
      row: "Ana,a@example.com,hi,2026-10-21",
      message: "||hi||a@example.com||||"
    ),
    Header(names: "name,feedback,submitted at", row: "Ana,hi,2026-10-21", message: "||hi|Ana|||||"),
    Header(names: "last updated date,created date,note", row: "x,2026-10-21,hi", message: "||hi||||||"),
    Header(names: "title,created", row: "hi,2026-10-21", message: "|hi|||||||"),
    Header(
      names: "Post ID,Title,Details,Author Email,Board,Status,Created,URL",
      row: "p1,Pay,please,a@example.com,Ideas,open,2026-10-21,https://a.example/p",
      message: "p1|Pay|please||a@example.com|||https://a.example/p|"
    ),
    Header(
      names: "Note Title,Note Text,User Email,Company Name,Created At,Source URL",
      row: "T,hi,a@example.com,Shop,2026-10-21,https://a.example/n",
      message: "|T|hi||a@example.com|Shop||https://a.example/n|"
    ),
  ])
  func `other names and separators are known too`(_ header: Header) {
    let batch = read("\(header.names)\n\(header.row)\n", as: .csv)
    #expect(Self.shown(batch) == [header.message])
    #expect(FormatGuess.guess(Array("\(header.names)\n\(header.row)\n".utf8).span) == .known(.csv))
  }

  @Test func `byte order marks, UTF-16, Windows-1252 and the separator line of spreadsheets are read`() {
    let text = "body,date\né€,2026-10-21\n"
    let expected = ["||é€||||||"]
    #expect(Self.shown(read([0xef, 0xbb, 0xbf] + Array(text.utf8), as: .csv)) == expected)
    let little: [UInt8] = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let big: [UInt8] = text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    for bytes in [[0xff, 0xfe] + little, [0xfe, 0xff] + big] {
      #expect(Self.shown(read(bytes, as: .csv)) == expected)
      #expect(FormatGuess.guess(bytes.span) == .known(.csv))
    }
    let windows = Array("body,date\n".utf8) + [0xe9, 0x80] + Array(",2026-10-21\n".utf8)
    #expect(Self.shown(read(windows, as: .csv)) == expected)
    let separated = read("sep=;\r\nbody;date\r\nhi;2026-10-21\r\nho;x\r\n", as: .csv)
    #expect(Self.shown(separated) == ["||hi||||||"])
    #expect(separated.rejects.listed.map(\.line) == [4])
  }

  @Test func `a table may come in pieces of any size`() {
    let text = "id,body,created_at\r\n1,\"a\r\nb\",2026-10-21\r\n2,é,1792542906\r\n"
    let little: [UInt8] = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    for bytes in [Array(text.utf8), [0xff, 0xfe] + little] {
      let whole = read(bytes, as: .csv)
      #expect(whole.messages.count == 2)
      for cut in 0...bytes.count {
        var batch = RecordBatch()
        var reader = RecordReader(.csv)
        reader.push(bytes.span.extracting(0..<cut), into: &batch)
        reader.push(bytes.span.extracting(cut..<bytes.count), into: &batch)
        reader.finish(into: &batch)
        #expect(Self.shown(batch) == Self.shown(whole) && batch.messages.map(\.line) == whole.messages.map(\.line))
      }
    }
  }

  @Test func `what is wrong is said, and the rest is kept`() {
    let text = """
      id,body,created_at
      1,one,2026-10-21
      2,two,tomorrow
      3,three,2026-10-21,extra
      4,four
      5,,2026-10-21
      6,"six,2026-10-21
      7,seven,2026-10-21

      """
    let batch = read(text, as: .csv)
    #expect(batch.messages.map { batch.string($0.id) } == ["1", "7"])
    let time = "a time from 1970 to 2199 such as 2026-11-20T10:00:00Z, or Unix seconds"
    #expect(
      batch.rejects.listed == [
        Reject(line: 3, reason: #"the time "tomorrow""#, expected: time),
        Reject(
          line: 4,
          reason: "a row has 4 fields",
          expected: "3, as the first line has; a field that holds the separator needs quotes"
        ),
        Reject(line: 5, reason: "no time", expected: time),
        Reject(line: 7, reason: "a quote is never closed", expected: "a closing quote"),
      ]
    )
    #expect(batch.skips.counts == [.emptyMessages: 1])
  }

  @Test func `without a column for the text or the time nothing is read, and all of it counted`() {
    let batch = read("sku,price\n1,2\n3,4\n", as: .csv)
    #expect(batch.messages.isEmpty)
    #expect(batch.rejects.count == 3)
    #expect(
      batch.rejects.listed == [
        Reject(
          line: 1,
          reason: "the columns are \"sku\", \"price\"",
          expected:
            "a column for the text, such as body, and one for the time, such as created_at; for numbers say which "
            + "column is what: --map time=ts,value=latency_ms,name:latency,unit:ms,kind:gauge"
        )
      ]
    )
  }

  @Test func `rows without an id differ by all they have`() {
    let batch = read("body,date,shoe size\nhi,2026-10-21,40\nhi,2026-10-21,41\n", as: .csv)
    #expect(
      batch.messages.map { batch.string($0.raw) } == [
        "hi\u{1f}2026-10-21\u{1f}40\u{1f}", "hi\u{1f}2026-10-21\u{1f}41\u{1f}",
      ]
    )
  }
}
