import Bytes

/// One value inside a record that is being read.
///
/// It knows its own name alone; an error gets the way to it where the reading of the values around it ends.
struct RecordValue {
  let node: JSONNode
  /// The word for the record it is in.
  private let owner: String
  /// The field it is; empty for the record itself and for the elements of a list.
  private let name: String

  init(_ node: JSONNode, of record: String, named name: String = "") {
    self.node = node
    owner = record
    self.name = name
  }

  /// The value of one of its fields.
  func inner(_ node: JSONNode, _ name: String) -> RecordValue {
    RecordValue(node, of: owner, named: name)
  }

  func error(_ expected: String) -> RecordError {
    RecordError(record: owner, field: name, expected: expected)
  }

  // MARK: Plain values

  func text() throws(RecordError) -> String {
    guard let text = node.exactString else { throw error("text") }
    return text
  }

  func bool() throws(RecordError) -> Bool {
    guard let bool = node.bool else { throw error("true or false") }
    return bool
  }

  func number() throws(RecordError) -> Double {
    guard let number = node.number, number.isFinite else { throw error("a number") }
    return number
  }

  /// Reads what `JSONValue.exact` writes.
  func long() throws(RecordError) -> Int64 {
    if let long = node.integer, JSONValue.exactIntegers.contains(long) { return long }
    guard let text = node.exactString, let long = Int64(text), !JSONValue.exactIntegers.contains(long),
      "\(long)" == text
    else { throw error("a whole number") }
    return long
  }

  func int() throws(RecordError) -> Int {
    guard let int = Int(exactly: try long()) else { throw error("a whole number that fits") }
    return int
  }

  func timestamp() throws(RecordError) -> Timestamp {
    // Only the spelling that is written here, so that a record has one.
    guard let text = node.exactString, let time = try? RFC3339.parse(text),  // fine because the error names the field
      time.description == text
    else { throw error("a time in UTC such as 2026-03-01T12:00:00Z") }
    return time
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>() throws(RecordError) -> Choice {
    guard let choice = node.exactString.flatMap(Choice.init(rawValue:)) else {
      throw error("one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
  }

  // MARK: Ids

  /// Reads an id of a kind, or of any kind.
  func id(_ kind: RecordKind? = nil) throws(RecordError) -> RecordID {
    guard let text = node.exactString, let id = RecordID(text), id.text == text, kind == nil || kind == id.kind else {
      throw error(kind.map { "an id such as \($0.letter)-7K2M9Q" } ?? "an id such as B-7K2M9Q")
    }
    return id
  }

  func evidenceID() throws(RecordError) -> EvidenceID {
    guard let id = node.exactString.flatMap(EvidenceID.init(hex:)) else {
      throw error("64 lower-case hexadecimal digits")
    }
    return id
  }

  // MARK: Compound values

  /// Reads a record within the record.
  func record<Record: RecordCoded>() throws(RecordError) -> Record {
    try object { (fields) throws(RecordError) in try Record(&fields) }
  }

  /// Reads the fields of an object, all of them.
  private func object<Result>(
    _ read: (inout RecordFields) throws(RecordError) -> Result
  ) throws(RecordError) -> Result {
    guard node.kind == .object else { throw error("an object") }
    do throws(RecordError) {
      var fields = try RecordFields(self)
      let result = try read(&fields)
      try fields.end()
      return result
    } catch {
      throw error.within(name)
    }
  }

  func range() throws(RecordError) -> Range<Int64> {
    let (from, until) = try object { (fields) throws(RecordError) in
      (try fields.value("from").long(), try fields.value("until").long())
    }
    guard from <= until else { throw error("a range that does not end before it begins") }
    return from..<until
  }

  /// Reads a range of places, which begin at 0.
  func places() throws(RecordError) -> Range<Int> {
    let range = try range()
    guard range.lowerBound >= 0, let from = Int(exactly: range.lowerBound), let until = Int(exactly: range.upperBound)
    else { throw error("a range of places from 0") }
    return from..<until
  }

  // MARK: Lists

  func list<Element>(_ read: (RecordValue) throws(RecordError) -> Element) throws(RecordError) -> [Element] {
    guard node.kind == .array else { throw error("a list") }
    var list: [Element] = []
    list.reserveCapacity(node.count)
    do throws(RecordError) {
      for element in node.elements { list.append(try read(RecordValue(element, of: owner))) }
    } catch {
      throw error.within("\(name)[\(list.count)]")
    }
    return list
  }

  func texts() throws(RecordError) -> [String] {
    try list { (element) throws(RecordError) in try element.text() }
  }

  func ids(_ kind: RecordKind) throws(RecordError) -> [RecordID] {
    try list { (element) throws(RecordError) in try element.id(kind) }
  }

  func evidenceIDs() throws(RecordError) -> [EvidenceID] {
    try list { (element) throws(RecordError) in try element.evidenceID() }
  }

  func series() throws(RecordError) -> [SeriesID] {
    try list { (element) throws(RecordError) in SeriesID(try element.text()) }
  }

  func records<Record: RecordCoded>() throws(RecordError) -> [Record] {
    try list { (element) throws(RecordError) in try element.record() }
  }
}
