// Feeds mutated texts to the JSON reader: FUZZ=1 swift build -c release --product FuzzJSON, then run it on
// Fuzz/Corpora/FuzzJSON with SWIFT_BACKTRACE=enable=no, so that a crashing input is saved.
import Bytes
import FuzzDriver

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzzOne(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  // fine because most inputs are malformed; only what is accepted can be looked at further
  guard let document = try? JSONDocument(text) else { return 0 }
  RoundTrip(root: document.root).check()
  return 0
}

/// The properties that hold for every accepted text.
struct RoundTrip {
  let root: JSONNode

  /// A schema that reaches every kind of check.
  static let schema = JSONSchema.object([
    .required("id", .string(minLength: 1, maxLength: 8)),
    .optional("kind", .string(oneOf: ["text", "json"])),
    .optional("limit", .integer(in: 1...20)),
    .optional("share", .number(in: 0...1)),
    .optional("deep", .boolean()),
    .optional("tags", .array(of: .string(maxLength: 4), minItems: 1, maxItems: 3)),
    .optional("window", .object([.required("days", .integer())])),
  ])

  /// Traps where a property does not hold.
  func check() {
    precondition(walk(root) >= 1)
    let problems = RoundTrip.schema.problems(in: root)
    precondition(problems.count <= SchemaProblem.limit + 1)
    for problem in problems { precondition(problem.description.unicodeScalars.allSatisfy(VisibleText.isVisible)) }
    // fine because most texts are not schemas; one that is must be read back from what it emits
    if let schema = try? JSONSchema(json: root) { precondition((try? JSONSchema(json: schema.json)) == schema) }

    let value = root.value
    let written = value.text
    guard let again = try? JSONDocument(written) else { preconditionFailure("what was written is not read back") }
    precondition(again.root.value.text.utf8.elementsEqual(written.utf8))
    // fine because repeated keys, half pairs and huge numbers have no canonical form
    guard let canonical = try? CanonicalJSON.bytes(of: root) else { return }
    precondition((try? CanonicalJSON.bytes(of: value)) == canonical)
    guard let fixed = try? JSONDocument(canonical) else { preconditionFailure("the canonical form is not read back") }
    precondition((try? CanonicalJSON.bytes(of: fixed.root)) == canonical)
  }

  /// Asks every node for everything; returns the number of nodes.
  private func walk(_ node: JSONNode) -> Int {
    precondition((node.string == nil) == (node.kind != .string))
    precondition((node.number == nil) == (node.kind != .integer && node.kind != .decimal))
    if let integer = node.integer { precondition(node.wholeNumber == integer && Int64(node.literal) == integer) }
    if let number = node.number { precondition(number.bitPattern == Double(node.literal)?.bitPattern) }
    var nodes = 1
    node.forEachElement { nodes += walk($0) }
    var members = 0
    node.forEachMember { key, member in
      members += 1
      precondition(node.count > 8 || node[key] != nil)
      nodes += walk(member)
    }
    precondition(node.elements.count + members == node.count)
    return nodes
  }
}

unsafe fuzz(fuzzOne)
