import Bytes
import Testing

@Suite struct JSONSchemaTests {
  /// Arguments, and the problems they have.
  struct Case: CustomTestStringConvertible {
    let name: String
    let arguments: String?
    let problems: [String]
    var testDescription: String { name }

    init(_ name: String, _ arguments: String?, _ problems: String...) {
      self.name = name
      self.arguments = arguments
      self.problems = problems
    }
  }

  static let bet = JSONSchema.object([
    .required("id", .string("which bet", maxLength: 8)),
    .optional("limit", .integer("most rows", in: 1...20, default: 10)),
    .optional("format", .string("how it is shown", oneOf: ["text", "json"], default: "text")),
    .optional("share", .number("part of the traffic", in: 0...1)),
    .optional("deep", .boolean("look further")),
    .optional("tags", .array("labels", of: .string(minLength: 1), maxItems: 2)),
    .optional("window", .object([.required("days", .integer(minimum: 1))], "when")),
  ])

  static let cases: [Case] = [
    Case(
      "all well",
      #"{"id":"b1","limit":20,"format":"json","share":0.5,"deep":true,"tags":["a"],"window":{"days":7}}"#
    ),
    Case("absent arguments", nil, "/id: found nothing, expected a string of at most 8 characters (required)"),
    Case("null arguments", "null", "the value: found null, expected an object"),
    Case("text for the object", #""x""#, #"the value: found "x", expected an object"#),
    Case("whole decimal is an integer", #"{"id":"a","limit":2.0}"#),
    Case("exponent is an integer", #"{"id":"a","limit":1e1}"#),
    Case(
      "fraction is no integer",
      #"{"id":"a","limit":2.5}"#,
      "/limit: found 2.5, expected an integer from 1 to 20"
    ),
    Case(
      "past the range",
      #"{"id":"a","limit":50}"#,
      "/limit: found 50, expected an integer from 1 to 20; did you mean 20?"
    ),
    Case(
      "number as text",
      #"{"id":"a","limit":"5"}"#,
      #"/limit: found "5", expected an integer from 1 to 20; did you mean 5?"#
    ),
    Case(
      "text as number",
      #"{"id":17}"#,
      #"/id: found 17, expected a string of at most 8 characters; did you mean "17"?"#
    ),
    Case(
      "misspelled property",
      #"{"id":"a","limt":5}"#,
      """
      /limt: found an unknown property, expected only "id", "limit", "format", "share", "deep", "tags", "window"; \
      did you mean "limit"?
      """
    ),
    Case(
      "wrong choice",
      #"{"id":"a","format":"JSON"}"#,
      #"/format: found "JSON", expected one of "text", "json"; did you mean "json"?"#
    ),
    Case(
      "boolean as text",
      #"{"id":"a","deep":"true"}"#,
      #"/deep: found "true", expected true or false; did you mean true?"#
    ),
    Case(
      "element without its array",
      #"{"id":"a","tags":"x"}"#,
      """
      /tags: found "x", expected an array of at most 2 elements, each a string of at least 1 character; \
      did you mean ["x"]?
      """
    ),
    Case(
      "array as text",
      #"{"id":"a","tags":"[\"x\"]"}"#,
      """
      /tags: found "[\\"x\\"]", expected an array of at most 2 elements, each a string of at least 1 character; \
      did you mean ["x"]?
      """
    ),
    Case(
      "several problems at once",
      #"{"tags":["a","",3],"window":{},"share":-1}"#,
      "/tags: found 3 elements, expected an array of at most 2 elements, each a string of at least 1 character",
      #"/tags/1: found "", expected a string of at least 1 character"#,
      #"/tags/2: found 3, expected a string of at least 1 character; did you mean "3"?"#,
      "/window/days: found nothing, expected an integer of at least 1 (required)",
      "/share: found -1, expected a number from 0 to 1; did you mean 0?",
      "/id: found nothing, expected a string of at most 8 characters (required)"
    ),
    Case(
      "repeated key",
      #"{"id":"a","id":"b","id":"c"}"#,
      "/id: found the same key twice, expected one value"
    ),
    Case(
      "null for an optional one",
      #"{"id":"a","deep":null}"#,
      "/deep: found null, expected true or false, or the property left out"
    ),
    Case(
      "invisible characters",
      #"{"id":"\#u{200b}\#u{202e}abcdefghi"}"#,
      #"/id: found "\u{200b}\u{202e}abcdefghi", expected a string of at most 8 characters"#
    ),
  ]

  @Test(arguments: cases) func `reports what is wrong`(_ example: Case) throws {
    let document = try example.arguments.map { text throws(JSONError) in try JSONDocument(text) }
    #expect(Self.bet.problems(in: document?.root).map(\.description) == example.problems)
  }
}
