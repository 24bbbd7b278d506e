import Formats
import TestSupport
import Testing

@Suite struct CSVReaderTests {
  struct Table: Sendable, CustomTestStringConvertible {
    let text: String
    let records: [[String]]
    var lines: [Int]?
    var testDescription: String { text.debugDescription }

    init(_ text: String, _ records: [[String]], lines: [Int]? = nil) {
      self.text = text
      self.records = records
      self.lines = lines
    }
  }

  static let tables = [
    Table("a,b\n1,2\n", [["a", "b"], ["1", "2"]], lines: [1, 2]),
    Table("a,b\r\n1,2", [["a", "b"], ["1", "2"]], lines: [1, 2]),
    Table("a,b\r1,2\r", [["a", "b"], ["1", "2"]], lines: [1, 2]),
    Table("\"a\",\"b,c\"\n", [["a", "b,c"]]),
    Table("\"a \"\"quoted\"\" word\"\n", [["a \"quoted\" word"]]),
    Table("\"two\r\nlines\",x\ny,z\n", [["two\r\nlines", "x"], ["y", "z"]], lines: [1, 3]),
    Table(",\n\"\"\n", [["", ""], [""]]),
    Table("\n\n a ,b\n\n", [[" a ", "b"]], lines: [3]),
    Table("a,\n", [["a", ""]]),
    Table("a,", [["a", ""]]),
    Table("", []),
    // What RFC 4180 does not allow, as it was most likely meant.
    Table("5\" disk,\"x\"y,z\n", [["5\" disk", "xy", "z"]]),
    Table("\"a\" ,b\n", [["a ", "b"]]),
    Table("é,😀\n", [["é", "😀"]]),
  ]

  private static func cut(_ text: String, at offsets: [Int]) -> [CSVRecord] {
    let bytes = Array(text.utf8)
    var reader = CSVReader(delimiter: UInt8(ascii: ","))
    var records: [CSVRecord] = []
    var start = 0
    for end in offsets + [bytes.count] {
      records += reader.push(bytes.span.extracting(start..<end))
      start = end
    }
    return records + reader.finish()
  }

  private static func fields(_ records: [CSVRecord]) -> [[String]] {
    records.map { record in (0..<record.count).map { record.string($0) } }
  }

  @Test(arguments: tables)
  func `a table is cut into records`(_ table: Table) {
    let records = Self.cut(table.text, at: [])
    #expect(Self.fields(records) == table.records)
    #expect(records.allSatisfy { $0.problem == nil })
    if let lines = table.lines { #expect(records.map(\.line) == lines) }
  }

  @Test(arguments: tables)
  func `it does not matter how the bytes are cut into calls`(_ table: Table) {
    let whole = Self.cut(table.text, at: [])
    let count = table.text.utf8.count
    for first in 0...count {
      for second in first...count { #expect(Self.cut(table.text, at: [first, second]) == whole) }
    }
    #expect(Self.cut(table.text, at: Array(0..<count)) == whole)
  }

  @Test func `what is written in quotes is read back`() {
    var generator = SplitMix64(seed: 1)
    let alphabet = ["a", "b", ",", "\"", "\n", "\r", "é", " "]
    for _ in 0..<300 {
      let records = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        (0..<Int.random(in: 1...4, using: &generator)).map { _ in
          (0..<Int.random(in: 0...5, using: &generator))
            .map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }.joined()
        }
      }
      let text = records.map { record in
        record.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",")
      }
      let table = text.joined(separator: "\r\n")
      let cuts = (0..<3).map { _ in Int.random(in: 0...table.utf8.count, using: &generator) }.sorted()
      #expect(Self.fields(Self.cut(table, at: cuts)) == records)
    }
  }

  @Test func `a quote that is never closed costs its own line only`() {
    let records = Self.cut("a,b\n1,\"open\n2,x\n\"q\nr\",y\n", at: [])
    #expect(records.map(\.problem) == [nil, .openQuote, nil, nil])
    #expect(records.map(\.line) == [1, 2, 3, 4])
    #expect(Self.fields(records) == [["a", "b"], [], ["2", "x"], ["q\nr", "y"]])
  }

  @Test func `quotes that are never closed take no more than their share of time`() {
    let text = String(repeating: "\"\n", count: 4_001)
    let records = Self.cut(text, at: [])
    #expect(records.count <= 4_001)
    #expect(records.contains { $0.problem == .openQuote })
  }

  @Test func `a record past the limit is passed over`() {
    var reader = CSVReader(delimiter: UInt8(ascii: ","), recordLimit: 8)
    let text = Array("1,2\n123456789,x\n3,4\n\"1234567890\n5,6\n".utf8)
    let records = reader.push(text.span) + reader.finish()
    #expect(records.map(\.problem) == [nil, .tooLong(limit: 8), nil, .openQuote, nil])
    #expect(records.map(\.line) == [1, 2, 3, 4, 5])
    #expect(Self.fields(records) == [["1", "2"], [], ["3", "4"], [], ["5", "6"]])
  }
}
