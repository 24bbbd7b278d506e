import Bytes
import Testing

@Suite struct JSONNodeTests {
  @Test func `accessors give values of their own type and nil for others`() throws {
    let root = try JSONDocument(#"{"n":null,"t":true,"f":false,"i":-7,"d":2.50,"s":"a\tb","a":[1,[2]],"o":{"k":1}}"#)
      .root
    #expect(root.kind == .object && root.count == 8)
    #expect(root["n"]?.isNull == true && root["n"]?.bool == nil)
    #expect(root["t"]?.bool == true && root["f"]?.bool == false)
    #expect(root["i"]?.integer == -7 && root["i"]?.number == -7 && root["i"]?.string == nil)
    #expect(root["d"]?.integer == nil && root["d"]?.number == 2.5 && root["d"]?.literal == "2.50")
    #expect(root["s"]?.string == "a\tb" && root["s"]?.literal == #"a\tb"# && root["s"]?.number == nil)
    #expect(root["a"]?.elements.map(\.count) == [0, 1] && root["a"]?.members.isEmpty == true)
    #expect(root["o"]?["k"]?.integer == 1 && root["o"]?["x"] == nil && root["a"]?["k"] == nil)
    #expect(root.members.map(\.key) == ["n", "t", "f", "i", "d", "s", "a", "o"])
  }

  @Test func `the last of a repeated key is found, however it is spelled`() throws {
    let root = try JSONDocument(#"{"ab":1,"a\u0062":2,"b":3}"#).root
    #expect(root["ab"]?.integer == 2)
    #expect(root.members.count == 3)
    #expect(root["b"]?.integer == 3)
  }

  @Test func `keys are compared by their bytes`() throws {
    let root = try JSONDocument("{\"\u{e9}\":1,\"\\u0065\\u0301\":2}").root
    #expect(root["\u{e9}"]?.integer == 1)
    #expect(root["e\u{301}"]?.integer == 2)
    #expect(root.value["e\u{301}"] == 2)
  }

  @Test func `a number in quotes is decimal, and what only looks like one to a machine is none`() {
    #expect(["12", "-1.5e3", "Infinity"].map(JSONNumber.decimal) == [12, -1_500, .infinity])
    #expect(JSONNumber.decimal("NaN")?.isNaN == true)
    for text in ["0x1f", "0X1F", "-0x1p3", "1 ", "", "12ms"] { #expect(JSONNumber.decimal(text) == nil, "\(text)") }
  }

  /// The text of a number, and its values as integer and as whole number.
  struct NumberCase: CustomTestStringConvertible {
    let text: String
    let integer: Int64?
    let whole: Int64?
    var testDescription: String { text }

    init(_ text: String, integer: Int64?, whole: Int64?) {
      self.text = text
      self.integer = integer
      self.whole = whole
    }
  }

  static let numbers: [NumberCase] = [
    NumberCase("0", integer: 0, whole: 0),
    NumberCase("-0", integer: 0, whole: 0),
    NumberCase("9223372036854775806", integer: .max - 1, whole: .max - 1),
    NumberCase("9223372036854775807", integer: .max, whole: .max),
    NumberCase("9223372036854775808", integer: nil, whole: nil),
    NumberCase("-9223372036854775808", integer: .min, whole: .min),
    NumberCase("-9223372036854775809", integer: nil, whole: nil),
    NumberCase("18446744073709551616", integer: nil, whole: nil),
    NumberCase("99999999999999999999999", integer: nil, whole: nil),
    NumberCase("2.0", integer: nil, whole: 2),
    NumberCase("2e3", integer: nil, whole: 2000),
    NumberCase("-20e-1", integer: nil, whole: -2),
    NumberCase("2.5", integer: nil, whole: nil),
    NumberCase("9007199254740992.0", integer: nil, whole: 9_007_199_254_740_992),
    NumberCase("9007199254740994.0", integer: nil, whole: nil),
    NumberCase("1e300", integer: nil, whole: nil),
    NumberCase("1e400", integer: nil, whole: nil),
  ]

  @Test(arguments: numbers) func `integers are exact or absent`(_ example: NumberCase) throws {
    let root = try JSONDocument(example.text).root
    #expect(root.integer == example.integer)
    #expect(root.wholeNumber == example.whole)
    #expect(root.number == Double(example.text))
  }

  @Test func `numbers are those of the standard library`() throws {
    var samples = JSONSamples(seed: 3)
    for _ in 0..<5000 {
      let digits = (0...samples.below(25)).map { _ in String(samples.below(10)) }.joined()
      let whole = String(digits.drop { $0 == "0" })
      let text = (samples.below(2) == 0 ? "-" : "") + (whole.isEmpty ? "0" : whole)
      let fraction = samples.below(2) == 0 ? "" : ".\(samples.below(1_000_000_000))"
      let exponent = samples.below(2) == 0 ? "" : "e\(samples.below(700) - 350)"
      let number = text + fraction + exponent
      let root = try JSONDocument(number).root
      #expect(root.number?.bitPattern == Double(number)?.bitPattern, "\(number)")
      #expect(root.integer == (fraction + exponent == "" ? Int64(number) : nil), "\(number)")
    }
  }

  @Test func `what is written is read back the same`() throws {
    var samples = JSONSamples(seed: 1)
    for _ in 0..<2000 {
      let value = samples.value()
      let text = value.text
      let again = try JSONDocument(text).root.value
      #expect(again == value, "\(text)")
      #expect(again.text.utf8.elementsEqual(text.utf8))
    }
  }

  @Test func `every cut of a random container is refused`() throws {
    var samples = JSONSamples(seed: 2)
    for _ in 0..<100 {
      let bytes = Array(JSONValue.array([samples.value()]).text.utf8)
      for length in 0..<bytes.count {
        #expect(throws: JSONError.self) { try JSONDocument(Array(bytes[..<length])) }
      }
    }
  }

  @Test func `an object of many members is copied in linear time`() throws {
    let members = (0..<50_000).map { "\"k\($0 % 40_000)\":\($0)" }.joined(separator: ",")
    guard case .object(let object) = try JSONDocument("{\(members)}").root.value else { return }
    #expect(object.members.count == 40_000)
    #expect(object["k1"] == 40_001 && object["k39999"] == 39_999)
  }
}
