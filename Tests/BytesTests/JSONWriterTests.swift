import Bytes
import Testing

@Suite struct JSONWriterTests {
  @Test func `pieces are appended as they come`() {
    var writer = JSONWriter()
    writer.raw("{")
    writer.string("n")
    writer.raw(":[")
    writer.integer(.min)
    writer.raw(",")
    writer.integer(.max)
    writer.raw(",")
    writer.number(-0.5)
    writer.raw(",")
    writer.number(.nan)
    writer.raw("]}")
    #expect(
      String(decoding: writer.bytes, as: UTF8.self) == #"{"n":[-9223372036854775808,9223372036854775807,-0.5,null]}"#
    )
    writer.removeAll()
    #expect(writer.bytes.isEmpty)
  }

  @Test func `only quotes, backslashes and control characters are escaped, at every place`() {
    for scalar in (0..<0x300).compactMap({ Unicode.Scalar($0 as UInt32) }) {
      let escaped: String =
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\u{8}": "\\b"
        case "\t": "\\t"
        case "\n": "\\n"
        case "\u{c}": "\\f"
        case "\r": "\\r"
        case "\0"..."\u{1f}": "\\u00" + Hex.encode([UInt8(scalar.value)])
        default: String(scalar)
        }
      for before in 0..<18 {
        let lead = String(repeating: "é", count: before / 2) + String(repeating: "x", count: before % 2)
        let written = JSONValue.string("\(lead)\(scalar)tail").text
        #expect(written.utf8.elementsEqual("\"\(lead)\(escaped)tail\"".utf8), "U+\(scalar.value) after \(before)")
      }
    }
  }

  @Test func `doubles are written in a form that reads back the same`() throws {
    var samples = JSONSamples(seed: 5)
    for _ in 0..<5000 {
      let double = samples.double()
      let text = JSONValue.number(double).text
      #expect(try JSONDocument(text).root.number == double)
    }
  }
}
