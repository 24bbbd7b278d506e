import Bytes
import Changes

/// Cuts labelled series into regimes: `{"series", "values": [dimension, ...]}` gives `{"series", "changepoints"}`.
enum ChangesLab {
  static func run(input: String, output: inout LabOutput) throws {
    try LabFile.forEachLine(input) { line in
      let dimensions = line["values"]?.elements.map { $0.elements.map { $0.number ?? .nan } } ?? []
      let places = Segmenter.changePoints(dimensions).map { JSONValue.integer(Int64($0)) }
      output.add(["series": .string(line["series"]?.string ?? ""), "changepoints": .array(places)])
    }
  }
}
