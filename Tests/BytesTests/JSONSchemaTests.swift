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

  @Test func `only the first problems are reported, and the rest counted`() throws {
    let arguments = "{\"id\":\"a\"" + (0..<50).map { ",\"q\($0)\":1" }.joined() + "}"
    let problems = Self.bet.problems(in: try JSONDocument(arguments).root)
    #expect(problems.count == SchemaProblem.limit + 1)
    #expect(problems.last?.description == "and 30 more")
  }

  @Test func `names and choices are compared by their bytes`() throws {
    let schema = JSONSchema.object([.optional("K", .string(oneOf: ["K"]))])
    let kelvin = "\u{212a}"
    #expect(kelvin == "K", "Swift holds them for equal")
    #expect(schema.problems(in: try JSONDocument("{\"\(kelvin)\":\"K\"}").root).count == 1)
    #expect(schema.problems(in: try JSONDocument("{\"K\":\"\(kelvin)\"}").root).count == 1)
    #expect(schema.problems(in: try JSONDocument(#"{"K":"K"}"#).root).isEmpty)
  }

  @Test func `a hostile value is checked in time linear in its size`() throws {
    let arguments = "{" + (0..<30_000).map { "\"prop\($0)\":[1,\"x\"]" }.joined(separator: ",") + "}"
    let problems = Self.bet.problems(in: try JSONDocument(arguments).root)
    #expect(problems.last?.description == "and 29981 more")
  }

  @Test func `foreign keys and values are shown shortened`() throws {
    let long = String(repeating: "k", count: 5000)
    let document = try JSONDocument("{\"id\":\"a\",\"\(long)\":1,\"limit\":\"\(long)\",\"a/b~c\":1}")
    let problems = Self.bet.problems(in: document.root)
    #expect(problems.map(\.pointer.count) == [130, 6, 8])
    #expect(problems[1].found.count == 61)
    #expect(problems[2].pointer == "/a~1b~0c")
    #expect(problems.allSatisfy { $0.description.count < 400 })
  }

  @Test func `a schema is emitted with its keywords in order`() {
    #expect(
      Self.bet.json.text == #"{"type":"object","properties":{"#
        + #""id":{"type":"string","description":"which bet","maxLength":8},"#
        + #""limit":{"type":"integer","description":"most rows","minimum":1,"maximum":20,"default":10},"#
        + #""format":{"type":"string","description":"how it is shown","enum":["text","json"],"default":"text"},"#
        + #""share":{"type":"number","description":"part of the traffic","minimum":0,"maximum":1},"#
        + #""deep":{"type":"boolean","description":"look further"},"#
        + #""tags":{"type":"array","description":"labels","items":{"type":"string","minLength":1},"maxItems":2},"#
        + #""window":{"type":"object","description":"when","properties":{"days":{"type":"integer","minimum":1}},"#
        + #""required":["days"]}},"required":["id"]}"#
    )
    #expect(JSONSchema.object([]).json.text == #"{"type":"object","properties":{}}"#)
  }

  @Test func `reading what was emitted gives the same schema`() throws {
    var samples = JSONSamples(seed: 8)
    for _ in 0..<300 {
      let schema = samples.schema()
      #expect(try JSONSchema(json: schema.json) == schema)
      #expect(try JSONSchema(json: JSONDocument(schema.json.text).root) == schema)
    }
  }

  @Test func `emitted schemas use no keyword that clients refuse`() throws {
    var samples = JSONSamples(seed: 9)
    let refused = [#""additionalProperties":"#, #""$schema":"#, #""format":{"#, #""anyOf":"#, #""type":["#]
    for _ in 0..<50 {
      let text = samples.schema().json.text
      for keyword in refused { #expect(!text.contains(keyword)) }
    }
  }

  @Test func `checking any value against any schema ends with readable problems`() throws {
    var samples = JSONSamples(seed: 10)
    for _ in 0..<300 {
      let schema = samples.schema()
      let problems = schema.problems(in: try JSONDocument(samples.value().text).root)
      #expect(problems.count <= SchemaProblem.limit + 1)
      #expect(problems.allSatisfy { $0.description.unicodeScalars.allSatisfy(VisibleText.isVisible) })
    }
  }

  /// A schema outside the subset, and the complaint.
  struct Foreign: CustomTestStringConvertible {
    let schema: JSONValue
    let complaint: String
    var testDescription: String { complaint }

    init(_ schema: JSONValue, _ complaint: String) {
      self.schema = schema
      self.complaint = complaint
    }

    init(property: JSONValue, _ complaint: String) {
      self.init(["type": "object", "properties": ["p": property]], complaint)
    }
  }

  static let foreign: [Foreign] = [
    Foreign(true, "the schema: not an object"),
    Foreign([:], "the schema: needs one type, as a string"),
    Foreign(["type": "string"], "the schema: the root must be an object"),
    Foreign(["type": ["object", "null"]], "the schema: needs one type, as a string"),
    Foreign(["type": "object", "additionalProperties": false], "/additionalProperties: unsupported keyword"),
    Foreign(["type": "object", "$schema": "x"], "/$schema: unsupported keyword"),
    Foreign(["type": "object", "properties": []], "/properties: not an object"),
    Foreign(["type": "object", "required": ["q"]], "/required: names no property"),
    Foreign(["type": "object", "required": "q"], "/required: not an array of strings"),
    Foreign(property: ["type": "null"], "/properties/p/type: unsupported type"),
    Foreign(property: ["type": "string", "format": "uri"], "/properties/p/format: unsupported keyword"),
    Foreign(property: ["type": "string", "pattern": "a"], "/properties/p/pattern: unsupported keyword"),
    Foreign(property: ["type": "string", "maxLength": -1], "/properties/p/maxLength: not a count"),
    Foreign(property: ["type": "string", "description": 1], "/properties/p/description: not a string"),
    Foreign(property: ["type": "string", "enum": []], "/properties/p/enum: not an array of strings"),
    Foreign(
      property: ["type": "string", "enum": ["a", "a"]],
      "/properties/p/enum: not an array of different strings"
    ),
    Foreign(property: ["type": "string", "enum": ["a", 1]], "/properties/p/enum: not an array of different strings"),
    Foreign(
      property: ["type": "string", "enum": ["a"], "maxLength": 1],
      "/properties/p/maxLength: unsupported keyword"
    ),
    Foreign(property: ["type": "integer", "minimum": 0.5], "/properties/p/minimum: not an integer"),
    Foreign(property: ["type": "integer", "enum": [1]], "/properties/p/enum: unsupported keyword"),
    Foreign(property: ["type": "number", "maximum": "1"], "/properties/p/maximum: not a number"),
    Foreign(
      property: ["type": "integer", "maximum": 3, "default": 4],
      "/properties/p/default: not a value of this schema"
    ),
    Foreign(property: ["anyOf": [["type": "string"]]], "/properties/p: needs one type, as a string"),
    Foreign(property: ["type": "array"], "/properties/p: an array needs items"),
    Foreign(
      property: ["type": "array", "items": ["type": "array", "items": ["type": "string"]]],
      "/properties/p/items: an array of arrays"
    ),
    Foreign(
      property: ["type": "array", "items": ["type": "object"]],
      "/properties/p/items: an object nested too deep"
    ),
    Foreign(
      property: ["type": "object", "properties": ["q": ["type": "object"]]],
      "/properties/p/properties/q: an object nested too deep"
    ),
  ]

  @Test(arguments: foreign) func `a schema outside the subset is refused by name`(_ example: Foreign) {
    let error = #expect(throws: UnsupportedSchema.self) { try JSONSchema(json: example.schema) }
    #expect(error?.description == example.complaint)
  }
}

extension JSONSamples {
  /// A schema with every part of the subset.
  mutating func schema() -> JSONSchema {
    var properties: [JSONSchema.Property] = []
    for index in 0..<below(6) {
      let schema = below(4) == 0 ? JSONSchema.object(leaves(), words()) : leaf()
      properties.append(below(2) == 0 ? .required("p\(index)", schema) : .optional("\(string())\(index)", schema))
    }
    return .object(properties, words())
  }

  private mutating func leaves() -> [JSONSchema.Property] {
    (0..<below(4)).map { below(2) == 0 ? .required("q\($0)", leaf()) : .optional("r\($0)", leaf()) }
  }

  private mutating func leaf() -> JSONSchema {
    guard below(4) == 0 else { return scalar() }
    let defaults: [JSONValue]? = below(2) == 0 ? [] : nil
    return .array(words(), of: scalar(), maxItems: pick([nil, 0, 7]), default: defaults)
  }

  private mutating func scalar() -> JSONSchema {
    switch below(5) {
    case 0: .string(words(), minLength: pick([nil, 0, 1]), maxLength: pick([nil, 9]), default: pick([nil, "abc"]))
    case 1: .string(words(), oneOf: ["a", "b", "c d"], default: pick([nil, "b"]))
    case 2: .integer(words(), minimum: pick([nil, -5]), maximum: pick([nil, .max]), default: pick([nil, 7]))
    case 3: .number(words(), minimum: pick([nil, 0.5]), maximum: pick([nil, 1e22]), default: pick([nil, 3, 2.5]))
    default: .boolean(words(), default: pick([nil, true]))
    }
  }

  private mutating func words() -> String? {
    below(3) == 0 ? nil : string()
  }
}
