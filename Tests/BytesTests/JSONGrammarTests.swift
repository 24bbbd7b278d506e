import Bytes
import Testing

/// The corners of RFC 8259 and RFC 3629, one text each.
@Suite struct JSONGrammarTests {
  /// A text, and what its value is written back as; nil means that it must be refused.
  struct Case: CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let written: String?
    var testDescription: String { name }

    init(yes name: String, _ text: String, _ written: String? = nil) {
      self.name = name
      bytes = Array(text.utf8)
      self.written = written ?? text
    }

    init(yes name: String, bytes: [UInt8], _ written: String) {
      self.name = name
      self.bytes = bytes
      self.written = written
    }

    init(no name: String, _ text: String) {
      self.name = name
      bytes = Array(text.utf8)
      written = nil
    }

    init(no name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
      written = nil
    }
  }

  /// A scalar that Unicode sets aside, and that Swift does not allow in a literal.
  static let nonCharacter = String(decoding: [0xef, 0xb7, 0x90], as: UTF8.self)

  static let accepted: [Case] = [
    Case(yes: "lone null", "null"),
    Case(yes: "lone true", "true"),
    Case(yes: "lone false", "false"),
    Case(yes: "lone zero", "0"),
    Case(yes: "lone negative integer", "-2"),
    Case(yes: "lone string", #""a""#),
    Case(yes: "empty string", #""""#),
    Case(yes: "empty array", "[]"),
    Case(yes: "empty object", "{}"),
    Case(yes: "empty array with space", "[ \t\r\n]", "[]"),
    Case(yes: "empty object with space", "{ \t\r\n}", "{}"),
    Case(yes: "space everywhere", " \n\t\r{ \"a\" : [ 1 , 2 ] , \"b\" : { } } \n", #"{"a":[1,2],"b":{}}"#),
    Case(yes: "array of every type", #"[null,true,false,1,1.5,"s",[],{}]"#),
    Case(yes: "object in array in object", #"{"a":[{"b":[{}]}]}"#),
    Case(yes: "empty key", #"{"":0}"#),
    Case(yes: "repeated key, last wins", #"{"a":1,"b":2,"a":3}"#, #"{"a":3,"b":2}"#),
    Case(yes: "repeated key by escape", #"{"a":1,"\u0061":2}"#, #"{"a":2}"#),
    Case(yes: "keys that differ only in normal form", "{\"\u{e9}\":1,\"e\u{301}\":2}"),
    Case(yes: "key with every escape", #"{"\"\\\/\b\f\n\r\t\u0041":0}"#, #"{"\"\\/\b\f\n\r\tA":0}"#),
    Case(yes: "zero after minus", "-0", "0"),
    Case(yes: "zero with fraction", "0.0", "0"),
    Case(yes: "zero with exponent", "0e1", "0"),
    Case(yes: "zero with capital exponent and plus", "0E+1", "0"),
    Case(yes: "exponent", "1e22", "1e+22"),
    Case(yes: "capital exponent", "1E22", "1e+22"),
    Case(yes: "exponent with plus", "1e+22", "1e+22"),
    Case(yes: "exponent with minus", "1e-2", "0.01"),
    Case(yes: "exponent with leading zeros", "1e0002", "100"),
    Case(yes: "fraction and exponent", "123.456e78", "1.23456e+80"),
    Case(yes: "number before a bracket", "[1]"),
    Case(yes: "number before a comma", "[-1.5,2]"),
    Case(yes: "number before space", "[1 ]", "[1]"),
    Case(yes: "largest 64-bit integer", "9223372036854775807"),
    Case(yes: "smallest 64-bit integer", "-9223372036854775808"),
    Case(yes: "integer past 64 bits is rounded", "9223372036854775808", "9223372036854776000"),
    Case(yes: "integer past a double is written as null", "1" + String(repeating: "0", count: 400), "null"),
    Case(yes: "exponent past a double is written as null", "1e400", "null"),
    Case(yes: "exponent below a double", "1e-400", "0"),
    Case(yes: "fraction of many digits", "0." + String(repeating: "3", count: 400), "0.3333333333333333"),
    Case(yes: "shortest spelling of a third", "0.33333333333333331", "0.3333333333333333"),
    Case(yes: "smallest double", "5e-324"),
    Case(yes: "short escapes", #""\"\\\/\b\f\n\r\t""#, #""\"\\/\b\f\n\r\t""#),
    Case(yes: "escaped NUL", #""\u0000""#),
    Case(yes: "escaped control characters", #""\u0001\u001F""#, #""\u0001\u001f""#),
    Case(yes: "escape in either case", #""\u00e9\u00E9""#, "\"\u{e9}\u{e9}\""),
    Case(yes: "escape of two bytes", #""\u0123""#, "\"\u{123}\""),
    Case(yes: "escape of three bytes", #""\u0821""#, "\"\u{821}\""),
    Case(yes: "escaped pair", #""\uD83D\uDE00""#, "\"\u{1f600}\""),
    Case(yes: "escaped last scalar", #""\uDBFF\uDFFF""#, "\"\u{10ffff}\""),
    Case(yes: "escaped backslash before u", #""\\u0061""#),
    Case(yes: "escaped noncharacter", #""\uFFFF""#, "\"\u{ffff}\""),
    Case(yes: "escaped byte order mark", #""\uFEFF""#, "\"\u{feff}\""),
    Case(yes: "lone lead surrogate", #""\uD800""#, "\"\u{fffd}\""),
    Case(yes: "lone trail surrogate", #""\uDFAA""#, "\"\u{fffd}\""),
    Case(yes: "lead surrogate twice", #""\uD800\uD800""#, "\"\u{fffd}\u{fffd}\""),
    Case(yes: "pair the wrong way round", #""\uDE00\uD83D""#, "\"\u{fffd}\u{fffd}\""),
    Case(yes: "lead surrogate before a letter", #""\uD800x""#, "\"\u{fffd}x\""),
    Case(yes: "lead surrogate before another escape", #""\uD800\n""#, "\"\u{fffd}\\n\""),
    Case(yes: "lead surrogate before a pair", #""\uD800\uD83D\uDE00""#, "\"\u{fffd}\u{1f600}\""),
    Case(yes: "lead surrogate before a pair's escape text", #""\uD83D\\uDE00""#, "\"\u{fffd}\\\\uDE00\""),
    Case(yes: "raw DEL", "\"\u{7f}\""),
    Case(yes: "raw space and slash", #""a b/c""#),
    Case(yes: "raw line separator", "\"\u{2028}\u{2029}\""),
    Case(yes: "raw byte order mark inside a string", "\"\u{feff}\""),
    Case(yes: "raw noncharacters", "\"\(nonCharacter)\u{10ffff}\""),
    Case(yes: "raw two bytes, lowest and highest", "\"\u{80}\u{7ff}\""),
    Case(yes: "raw three bytes, lowest and highest", "\"\u{800}\u{ffff}\""),
    Case(yes: "raw four bytes, lowest and highest", "\"\u{10000}\u{10ffff}\""),
    Case(yes: "raw scalars around the surrogates", "\"\u{d7ff}\u{e000}\""),
    Case(yes: "raw multi-byte key", "{\"日本語\":\"🚀\"}"),
    Case(yes: "quote straight after a multi-byte scalar", "[\"é\",\"é\"]"),
    Case(yes: "string of 15 bytes", "\"abcdefghijklmno\""),
    Case(yes: "string of 16 bytes", "\"abcdefghijklmnop\""),
    Case(yes: "string of 17 bytes", "\"abcdefghijklmnopq\""),
    Case(yes: "escape at the eighth byte", #""1234567\n901234567\t9""#),
    Case(yes: "scalar across the eighth byte", "\"1234567é901234🚀9\""),
    Case(yes: "deep but allowed", String(repeating: "[", count: 128) + String(repeating: "]", count: 128)),
  ]

  static let refused: [Case] = [
    Case(no: "nothing", ""),
    Case(no: "only space", " \n"),
    Case(no: "byte order mark", "\u{feff}{}"),
    Case(no: "byte order mark alone", "\u{feff}"),
    Case(no: "byte order mark of UTF-16", bytes: [0xff, 0xfe, 0x5b, 0x00, 0x5d, 0x00]),
    Case(no: "UTF-16 without mark", bytes: [0x5b, 0x00, 0x5d, 0x00]),
    Case(no: "NUL after the value", bytes: Array("[]".utf8) + [0]),
    Case(no: "form feed as space", "[\u{0c}]"),
    Case(no: "vertical tab as space", "[\u{0b}]"),
    Case(no: "no-break space", "[\u{a0}]"),
    Case(no: "two values", "1 2"),
    Case(no: "two documents", "{}{}"),
    Case(no: "value and comma", "1,"),
    Case(no: "comment", "[1/*x*/]"),
    Case(no: "line comment", "[1]//x"),
    Case(no: "hash comment", "#\n1"),
    Case(no: "open array", "["),
    Case(no: "open array after value", "[1"),
    Case(no: "open array after comma", "[1,"),
    Case(no: "open object", "{"),
    Case(no: "open object after key", #"{"a""#),
    Case(no: "open object after colon", #"{"a":"#),
    Case(no: "open object after value", #"{"a":1"#),
    Case(no: "open object after comma", #"{"a":1,"#),
    Case(no: "close without open, array", "]"),
    Case(no: "close without open, object", "}"),
    Case(no: "closed twice", "[]]"),
    Case(no: "array closed as object", "[1}"),
    Case(no: "object closed as array", #"{"a":1]"#),
    Case(no: "comma before the first element", "[,1]"),
    Case(no: "comma after the last element", "[1,]"),
    Case(no: "two commas", "[1,,2]"),
    Case(no: "only a comma", "[,]"),
    Case(no: "missing comma in array", "[1 2]"),
    Case(no: "missing comma between strings", #"["a""b"]"#),
    Case(no: "colon in array", "[1:2]"),
    Case(no: "comma before the first member", #"{,"a":1}"#),
    Case(no: "comma after the last member", #"{"a":1,}"#),
    Case(no: "two commas in object", #"{"a":1,,"b":2}"#),
    Case(no: "missing comma in object", #"{"a":1 "b":2}"#),
    Case(no: "missing colon", #"{"a" 1}"#),
    Case(no: "two colons", #"{"a"::1}"#),
    Case(no: "comma for colon", #"{"a",1}"#),
    Case(no: "missing value", #"{"a":}"#),
    Case(no: "missing key", "{:1}"),
    Case(no: "key alone", #"{"a"}"#),
    Case(no: "unquoted key", "{a:1}"),
    Case(no: "single-quoted key", "{'a':1}"),
    Case(no: "number as key", "{1:1}"),
    Case(no: "null as key", "{null:1}"),
    Case(no: "array as key", "{[]:1}"),
    Case(no: "leading zero", "01"),
    Case(no: "leading zeros", "00"),
    Case(no: "negative leading zero", "-01"),
    Case(no: "leading zero before fraction", "01.5"),
    Case(no: "no digits after point", "1."),
    Case(no: "no digits between point and exponent", "1.e1"),
    Case(no: "no digits before point", ".5"),
    Case(no: "minus before point", "-.5"),
    Case(no: "plus", "+1"),
    Case(no: "minus alone", "-"),
    Case(no: "two minuses", "--1"),
    Case(no: "minus and space", "- 1"),
    Case(no: "minus and letter", "-a"),
    Case(no: "exponent without digits", "1e"),
    Case(no: "exponent with sign and no digits", "1e+"),
    Case(no: "exponent with minus and no digits", "1e-"),
    Case(no: "exponent twice", "1e1e1"),
    Case(no: "fraction in exponent", "1e1.5"),
    Case(no: "two points", "1.2.3"),
    Case(no: "hexadecimal", "0x1F"),
    Case(no: "underscore in number", "1_000"),
    Case(no: "space in number", "1 000"),
    Case(no: "letter after number", "1a"),
    Case(no: "full-width digit", "１"),
    Case(no: "NaN", "NaN"),
    Case(no: "Infinity", "Infinity"),
    Case(no: "minus Infinity", "-Infinity"),
    Case(no: "capital True", "True"),
    Case(no: "capital null", "NULL"),
    Case(no: "short true", "tru"),
    Case(no: "short false", "fals"),
    Case(no: "short null", "nul"),
    Case(no: "true and more", "truee"),
    Case(no: "wrong end of false", "falsy"),
    Case(no: "wrong end of null", "nule"),
    Case(no: "undefined", "undefined"),
    Case(no: "bare word", "[abc]"),
    Case(no: "open string", #"""#),
    Case(no: "open string of 8 bytes", #""12345678"#),
    Case(no: "open string after escape", #""a\""#),
    Case(no: "open string in array", #"["a]"#),
    Case(no: "single-quoted string", "'a'"),
    Case(no: "raw newline", "\"a\nb\""),
    Case(no: "raw carriage return", "\"a\rb\""),
    Case(no: "raw tab", "\"a\tb\""),
    Case(no: "raw NUL", bytes: [0x22, 0x00, 0x22]),
    Case(no: "raw unit separator", bytes: [0x22, 0x1f, 0x22]),
    Case(no: "raw control character in the second chunk", "\"1234567890\u{1}\""),
    Case(no: "raw control character in a key", "{\"a\u{2}\":1}"),
    Case(no: "escape of nothing", #""\"#),
    Case(no: "unknown escape", #""\x41""#),
    Case(no: "escaped single quote", #""\'""#),
    Case(no: "escaped digit", #""\0""#),
    Case(no: "escaped newline", "\"\\\n\""),
    Case(no: "escaped capital U", #""\U0041""#),
    Case(no: "escaped multi-byte scalar", "\"\\é\""),
    Case(no: "unicode escape without digits", #""\u""#),
    Case(no: "unicode escape of three digits", #""\u004""#),
    Case(no: "unicode escape of three digits and more", #""\u004 x""#),
    Case(no: "unicode escape with a bad digit", #""\u00G0""#),
    Case(no: "unicode escape in braces", #""\u{41}""#),
    Case(no: "unicode escape with a sign", #""\u+041""#),
    Case(no: "lead surrogate and a bad escape", #""\uD800\u""#),
    Case(no: "lead surrogate and a cut escape", #""\uD834\uDd""#),
    Case(no: "lone continuation byte", bytes: [0x22, 0x80, 0x22]),
    Case(no: "last continuation byte", bytes: [0x22, 0xbf, 0x22]),
    Case(no: "two bytes cut", bytes: [0x22, 0xc3, 0x22]),
    Case(no: "three bytes cut after one", bytes: [0x22, 0xe2, 0x22]),
    Case(no: "three bytes cut after two", bytes: [0x22, 0xe2, 0x82, 0x22]),
    Case(no: "four bytes cut after three", bytes: [0x22, 0xf0, 0x9f, 0x98, 0x22]),
    Case(no: "cut at the end of the text", bytes: [0x22, 0xe2, 0x82]),
    Case(no: "cut by an escape", bytes: [0x22, 0xe2, 0x82, 0x5c, 0x6e, 0x22]),
    Case(no: "continued after an escape", bytes: [0x22, 0xc3, 0x5c, 0x6e, 0xa9, 0x22]),
    Case(no: "cut by an ASCII letter", bytes: [0x22, 0xc3, 0x61, 0xa9, 0x22]),
    Case(no: "one continuation too many", bytes: [0x22, 0xc3, 0xa9, 0xa9, 0x22]),
    Case(no: "overlong slash in two bytes", bytes: [0x22, 0xc0, 0xaf, 0x22]),
    Case(no: "overlong NUL in two bytes", bytes: [0x22, 0xc0, 0x80, 0x22]),
    Case(no: "overlong in two bytes, last", bytes: [0x22, 0xc1, 0xbf, 0x22]),
    Case(no: "overlong in three bytes", bytes: [0x22, 0xe0, 0x80, 0xaf, 0x22]),
    Case(no: "overlong in three bytes, last", bytes: [0x22, 0xe0, 0x9f, 0xbf, 0x22]),
    Case(no: "overlong in four bytes", bytes: [0x22, 0xf0, 0x80, 0x80, 0xaf, 0x22]),
    Case(no: "overlong in four bytes, last", bytes: [0x22, 0xf0, 0x8f, 0xbf, 0xbf, 0x22]),
    Case(no: "first surrogate in UTF-8", bytes: [0x22, 0xed, 0xa0, 0x80, 0x22]),
    Case(no: "last surrogate in UTF-8", bytes: [0x22, 0xed, 0xbf, 0xbf, 0x22]),
    Case(no: "surrogate pair in UTF-8", bytes: [0x22, 0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80, 0x22]),
    Case(no: "past the last scalar", bytes: [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]),
    Case(no: "lead byte F5", bytes: [0x22, 0xf5, 0x80, 0x80, 0x80, 0x22]),
    Case(no: "five bytes", bytes: [0x22, 0xf8, 0x88, 0x80, 0x80, 0x80, 0x22]),
    Case(no: "byte FE", bytes: [0x22, 0xfe, 0x22]),
    Case(no: "byte FF", bytes: [0x22, 0xff, 0x22]),
    Case(no: "Latin-1", bytes: [0x22, 0x61, 0xe9, 0x62, 0x22]),
    Case(no: "invalid UTF-8 in a key", bytes: [0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d]),
    Case(no: "invalid UTF-8 outside a string", bytes: [0x5b, 0xe9, 0x5d]),
    Case(no: "invalid UTF-8 far into a string", bytes: [0x22] + Array(repeating: 0x61, count: 100) + [0x80, 0x22]),
    Case(no: "valid UTF-8 outside a string", "[é]"),
    Case(no: "deeper than allowed", String(repeating: "[", count: 129) + String(repeating: "]", count: 129)),
    Case(no: "very deep and open", String(repeating: "[", count: 100_000)),
    Case(no: "very deep objects", String(repeating: #"{"a":"#, count: 100_000)),
  ]

  @Test(arguments: accepted) func `accepts what the grammar allows`(_ example: Case) throws {
    let text = try JSONDocument(example.bytes).root.value.text
    #expect(text.utf8.elementsEqual((example.written ?? "").utf8), "\(text)")
  }

  @Test(arguments: refused) func `refuses what the grammar does not allow`(_ example: Case) {
    #expect(throws: JSONError.self) { try JSONDocument(example.bytes) }
  }

  @Test(arguments: accepted) func `every cut of a text is refused or complete, and never crashes`(_ example: Case) {
    for length in 0..<example.bytes.count {
      let prefix = Array(example.bytes[..<length])
      // A cut number ("12" of "123") and a cut in the space after the value are complete texts.
      guard (try? JSONDocument(prefix)) != nil else { continue }
      let isNumber = prefix.last.map { $0 >= 0x30 && $0 <= 0x39 } == true
      let rest = example.bytes[length...]
      #expect(isNumber || rest.allSatisfy { $0 <= 0x20 }, "cut at \(length)")
    }
  }

  @Test(arguments: accepted + refused) func `a text reads the same wherever it lies in a longer one`(_ example: Case) {
    // The parser reads eight bytes at a time; every alignment must end in the same answer.
    let isAccepted = example.written != nil && !example.name.hasPrefix("deep")
    for padding in 1...17 {
      let bytes =
        Array("[\"".utf8) + Array(repeating: 0x61, count: padding) + Array("\",".utf8) + example.bytes + [0x5d]
      guard !["value and comma", "line comment", "closed twice"].contains(example.name) else { continue }
      #expect(((try? JSONDocument(bytes)) != nil) == isAccepted, "padded by \(padding)")
    }
  }
}
