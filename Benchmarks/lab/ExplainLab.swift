import Bytes
import Causes
import Foundation

/// Says what the bad rows of a file have in common.
///
/// A line of the file is a row: `{"bad":true,"attributes":{"os":"iOS"}}`. The answer has a line for each finding, the most
/// telling first.
enum ExplainLab {
  static func run(_ input: String, _ output: inout LabOutput) throws {
    var names: [String] = []
    var places: [String: Int] = [:]
    var rows: [(values: [(Int, String)], isBad: Bool)] = []
    try LabFile.forEachLine(input) { line in
      var values: [(Int, String)] = []
      for (name, value) in line["attributes"]?.members ?? [] {
        if places[name] == nil {
          places[name] = names.count
          names.append(name)
        }
        if let text = value.string, let place = places[name] { values.append((place, text)) }
      }
      rows.append((values, line["bad"]?.bool ?? false))
    }
    let start = clock()
    var table = AttributeRows(names)
    for row in rows {
      var values = [String?](repeating: nil, count: names.count)
      for (place, value) in row.values { values[place] = value }
      table.add(values, isBad: row.isBad)
    }
    let explanation = Explanation(table)
    // The processor's time: others may need the machine too.
    let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
    FileHandle.standardError.write(
      Data("explain: \(rows.count) rows of \(names.count) attributes in \(String(format: "%.3f", seconds)) s\n".utf8)
    )
    for finding in explanation.findings { output.add(json(finding)) }
  }

  private static func json(_ finding: Explanation.Finding) -> JSONValue {
    [
      "parts": .array(finding.parts.map(text)), "folded": .array(finding.folded.map(text)),
      "bad": .number(finding.badShare), "other": .number(finding.otherShare),
      "ratio": [.number(finding.ratio.low), .number(finding.ratio.likely), .number(finding.ratio.high)],
      "chance": .number(finding.chance), "information": .number(finding.information),
    ]
  }

  private static func text(_ part: Explanation.Part) -> JSONValue { .string("\(part.attribute)=\(part.value)") }
}
