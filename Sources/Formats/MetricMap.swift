/// Which of a record's named values is what of a point of a metric, as it is typed: `time=ts,value=latency_ms,name:latency`.
///
/// `FIELD=COLUMN` takes what a column holds, `FIELD:TEXT` is the same for every record. A comma or a backslash within a name
/// has a backslash before it.
package struct MetricMap: Equatable, Sendable {
  /// What a point is made of.
  enum Field: String, CaseIterable, Sendable {
    case time, value, name, unit, kind, label, service, environment, release, account, subject

    /// Whether it may be there more than once.
    var isList: Bool { self == .value || self == .label }
  }

  /// Where it comes from.
  enum Content: Equatable, Sendable {
    case column(String)
    case text(String)
  }

  struct Entry: Equatable, Sendable {
    let field: Field
    /// What a label is called, where that is not the column's name.
    var label = ""
    let content: Content
  }

  private(set) var entries: [Entry] = []

  /// What is wrong with a map, or with a table for a map.
  package struct Problem: Error, Equatable, CustomStringConvertible, Sendable {
    package let reason: String
    package var description: String { reason }
  }

  package static let example = "time=ts,value=latency_ms,name:latency,unit:ms,kind:gauge"

  /// Entries of a map; no table that people make has so many columns.
  private static let limit = 256

  init(entries: [Entry]) {
    self.entries = entries
  }

  /// Reads what was typed.
  package init(_ typed: String) throws(Problem) {
    for part in MetricMap.split(typed[...], at: ",") { try add(part) }
    guard has(.time) else { throw Problem(reason: "the map has no time") }
    guard has(.value) else { throw Problem(reason: "the map has no value") }
    guard !has(.name) || entries.count(where: { $0.field == .value }) == 1 else {
      throw Problem(reason: "the map has several values, and one name for all of them")
    }
  }

  func has(_ field: Field) -> Bool { entries.contains { $0.field == field } }

  private mutating func add(_ part: Substring) throws(Problem) {
    guard let mark = MetricMap.firstMark(in: part) else {
      throw Problem(reason: "\"\(part)\" is neither FIELD=COLUMN nor FIELD:TEXT")
    }
    let word = part[..<mark]
    let text = MetricMap.unescaped(part[part.index(after: mark)...])
    let names = word.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let field = Field(rawValue: String(names[0])), names.count == 1 || field == .label else {
      let known = Field.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem(reason: "\"\(word)\" is no field; there are \(known), and label.NAME")
    }
    let isColumn = part[mark] == "="
    guard !text.isEmpty else { throw Problem(reason: "\(field.rawValue) has no \(isColumn ? "column" : "text")") }
    let label = names.count > 1 ? String(names[1]) : ""
    let entry = Entry(field: field, label: label, content: isColumn ? .column(text) : .text(text))
    if let problem = problem(with: entry) { throw Problem(reason: problem) }
    entries.append(entry)
  }

  private func problem(with entry: Entry) -> String? {
    let name = entry.field.rawValue
    if entries.count >= MetricMap.limit { return "the map has more than \(MetricMap.limit) entries" }
    if has(entry.field), !entry.field.isList { return "\(name) is there twice" }
    guard case .text(let text) = entry.content else { return nil }
    switch entry.field {
    case .time, .value: return "\(name) needs a column: \(name)=COLUMN"
    case .label where entry.label.isEmpty: return "a label that is the same for all needs a name: label.NAME:TEXT"
    case .kind where MetricMap.form(of: text) == nil: return "the kind \"\(text)\" is not gauge, counter or delta"
    default: return nil
    }
  }

  /// Returns how points go together, by a word for their kind.
  static func form(of word: String) -> MetricRecord.Form? {
    switch word.lowercased() {
    case "gauge", "level": .level
    case "counter", "cumulative": .cumulative
    case "delta": .delta
    default: nil
    }
  }

  // MARK: As it is typed

  /// The map as it is typed.
  package var text: String {
    entries.map { entry in
      let name = entry.label.isEmpty ? entry.field.rawValue : "\(entry.field.rawValue).\(entry.label)"
      switch entry.content {
      case .column(let column): return "\(name)=\(MetricMap.escaped(column))"
      case .text(let text): return "\(name):\(MetricMap.escaped(text))"
      }
    }.joined(separator: ",")
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if [",", "\\"].contains(character) { result.append("\\") }
      result.append(character)
    }
  }

  private static func unescaped(_ text: Substring) -> String {
    var (result, isEscaped) = ("", false)
    for character in text {
      if character == "\\", !isEscaped {
        isEscaped = true
      } else {
        result.append(character)
        isEscaped = false
      }
    }
    return result
  }

  private static func split(_ text: Substring, at separator: Character) -> [Substring] {
    var parts: [Substring] = []
    var (start, isEscaped) = (text.startIndex, false)
    for index in text.indices {
      if text[index] == separator, !isEscaped {
        parts.append(text[start..<index])
        start = text.index(after: index)
      }
      isEscaped = text[index] == "\\" && !isEscaped
    }
    return parts + [text[start...]]
  }

  private static func firstMark(in part: Substring) -> Substring.Index? {
    part.firstIndex { $0 == "=" || $0 == ":" }
  }
}
