import Bytes
import Testing

@Suite struct CanonicalJSONTests {
  /// A double's bits, and its text.
  struct NumberCase: CustomTestStringConvertible {
    let bits: UInt64
    let text: String?
    var testDescription: String { text ?? "not finite" }
  }

  // https://www.rfc-editor.org/rfc/rfc8785#appendix-B
  static let appendixB: [NumberCase] = [
    NumberCase(bits: 0x0000_0000_0000_0000, text: "0"),
    NumberCase(bits: 0x8000_0000_0000_0000, text: "0"),
    NumberCase(bits: 0x0000_0000_0000_0001, text: "5e-324"),
    NumberCase(bits: 0x8000_0000_0000_0001, text: "-5e-324"),
    NumberCase(bits: 0x7fef_ffff_ffff_ffff, text: "1.7976931348623157e+308"),
    NumberCase(bits: 0xffef_ffff_ffff_ffff, text: "-1.7976931348623157e+308"),
    NumberCase(bits: 0x4340_0000_0000_0000, text: "9007199254740992"),
    NumberCase(bits: 0xc340_0000_0000_0000, text: "-9007199254740992"),
    NumberCase(bits: 0x4430_0000_0000_0000, text: "295147905179352830000"),
    NumberCase(bits: 0x7fff_ffff_ffff_ffff, text: nil),
    NumberCase(bits: 0x7ff0_0000_0000_0000, text: nil),
    NumberCase(bits: 0x44b5_2d02_c7e1_4af5, text: "9.999999999999997e+22"),
    NumberCase(bits: 0x44b5_2d02_c7e1_4af6, text: "1e+23"),
    NumberCase(bits: 0x44b5_2d02_c7e1_4af7, text: "1.0000000000000001e+23"),
    NumberCase(bits: 0x444b_1ae4_d6e2_ef4e, text: "999999999999999700000"),
    NumberCase(bits: 0x444b_1ae4_d6e2_ef4f, text: "999999999999999900000"),
    NumberCase(bits: 0x444b_1ae4_d6e2_ef50, text: "1e+21"),
    NumberCase(bits: 0x3eb0_c6f7_a0b5_ed8c, text: "9.999999999999997e-7"),
    NumberCase(bits: 0x3eb0_c6f7_a0b5_ed8d, text: "0.000001"),
    NumberCase(bits: 0x41b3_de43_5555_5553, text: "333333333.3333332"),
    NumberCase(bits: 0x41b3_de43_5555_5554, text: "333333333.33333325"),
    NumberCase(bits: 0x41b3_de43_5555_5555, text: "333333333.3333333"),
    NumberCase(bits: 0x41b3_de43_5555_5556, text: "333333333.3333334"),
    NumberCase(bits: 0x41b3_de43_5555_5557, text: "333333333.33333343"),
    NumberCase(bits: 0xbecb_f647_612f_3696, text: "-0.0000033333333333333333"),
    NumberCase(bits: 0x4314_3ff3_c1cb_0959, text: "1424953923781206.2"),
  ]

  @Test(arguments: appendixB) func `doubles have the text of the RFC's table`(_ example: NumberCase) throws {
    let number = JSONValue.number(Double(bitPattern: example.bits))
    guard let text = example.text else {
      #expect(throws: JSONError(.numberOutOfRange, at: 0)) { try CanonicalJSON.bytes(of: number) }
      return
    }
    #expect(String(decoding: try CanonicalJSON.bytes(of: number), as: UTF8.self) == text)
    #expect(number.text == text, "the writer uses the same layout")
  }

  /// A text and its canonical spelling.
  struct Case: CustomTestStringConvertible {
    let text: String
    let canonical: String
    var testDescription: String { text }

    init(_ text: String, _ canonical: String) {
      self.text = text
      self.canonical = canonical
    }
  }

  static let cases: [Case] = [
    // https://www.rfc-editor.org/rfc/rfc8785#section-3.2.3
    Case(
      #"""
      {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
       "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}
      """#,
      #"{"\r":"Carriage Return","1":"One","\#u{80}":"Control","\#u{f6}":"Latin Small Letter O With Diaeresis","#
        + "\"\u{20ac}\":\"Euro Sign\",\"\u{1f600}\":\"Emoji: Grinning Face\","
        + "\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}"
    ),
    // https://www.rfc-editor.org/rfc/rfc8785#section-3.2.2
    Case(
      #"""
      {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
       "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
       "literals": [null, true, false]}
      """#,
      #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
        + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
    ),
    Case("-0", "0"),
    Case("-0.0e5", "0"),
    Case("1e21", "1e+21"),
    Case("1e20", "100000000000000000000"),
    Case("123456789012345678901", "123456789012345680000"),
    Case("1e-7", "1e-7"),
    Case("0.000001", "0.000001"),
    Case("9007199254740993", "9007199254740992"),
    Case("-9007199254740993", "-9007199254740992"),
    Case("9223372036854775807", "9223372036854776000"),
    Case("1.0", "1"),
    Case("100", "100"),
    Case("1.5e300", "1.5e+300"),
    Case("1e-400", "0"),
    Case("999999999999999.9", "999999999999999.9"),
    Case("1000000000000000", "1000000000000000"),
    Case("12345.678", "12345.678"),
    Case(#""\u0000\u001f\u007f\u2028\b\f\t""#, "\"\\u0000\\u001f\u{7f}\u{2028}\\b\\f\\t\""),
    Case(#"{"aa":1,"a":2,"":3,"b":{"d":1,"c":[]}}"#, #"{"":3,"a":2,"aa":1,"b":{"c":[],"d":1}}"#),
    Case("{\"\u{e9}\":1,\"e\u{301}\":2}", "{\"e\u{301}\":2,\"\u{e9}\":1}"),
    Case(" [ ] ", "[]"),
    Case(" { } ", "{}"),
  ]

  @Test(arguments: cases) func `a text has one canonical spelling`(_ example: Case) throws {
    let document = try JSONDocument(example.text)
    let bytes = try CanonicalJSON.bytes(of: document.root)
    #expect(String(decoding: bytes, as: UTF8.self).utf8.elementsEqual(example.canonical.utf8))
    #expect(try CanonicalJSON.bytes(of: document.root.value) == bytes)
    #expect(try CanonicalJSON.bytes(of: JSONDocument(bytes).root) == bytes)
  }

  /// A text without a canonical spelling, and why.
  struct Refusal: CustomTestStringConvertible {
    let text: String
    let error: JSONError
    var testDescription: String { text }
  }

  static let refusals: [Refusal] = [
    Refusal(text: #"{"a":1,"b":2,"a":3}"#, error: JSONError(.duplicateKey("a"), at: 14)),
    Refusal(text: #"{"a":1,"\u0061":3}"#, error: JSONError(.duplicateKey("a"), at: 8)),
    Refusal(text: #"["\ud800"]"#, error: JSONError(.loneSurrogate, at: 2)),
    Refusal(text: #"["\udc00"]"#, error: JSONError(.loneSurrogate, at: 2)),
    Refusal(text: #"["\ud800\u0061"]"#, error: JSONError(.loneSurrogate, at: 2)),
    Refusal(text: #"["\udbff\\udc00"]"#, error: JSONError(.loneSurrogate, at: 2)),
    Refusal(text: #"{"\udead":1}"#, error: JSONError(.loneSurrogate, at: 2)),
    Refusal(text: "[0,1e309]", error: JSONError(.numberOutOfRange, at: 3)),
    Refusal(text: "[-1" + String(repeating: "0", count: 309) + "]", error: JSONError(.numberOutOfRange, at: 1)),
  ]

  @Test(arguments: refusals) func `what is not I-JSON has no canonical spelling`(_ example: Refusal) throws {
    let root = try JSONDocument(example.text).root
    #expect(throws: example.error) { try CanonicalJSON.bytes(of: root) }
  }

  @Test func `keys sort by their UTF-16 code units`() throws {
    var samples = JSONSamples(seed: 16)
    for _ in 0..<200 {
      let keys = (0..<8).map { _ in samples.string() }
      var object = JSONObject()
      for key in keys { object[key] = .null }
      let document = try JSONDocument(CanonicalJSON.bytes(of: .object(object)))
      let sorted = document.root.members.map { Array($0.key.utf16) }
      #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
    }
  }
}
