import Bytes
import Foundation
import Templates

/// Groups the lines of logs: reads `{"dataset","id","message"}`, writes `{"dataset","id","cluster"}`.
///
/// Each data set has a miner of its own, as each source would, and each line gets the group that its group is part of in
/// the end. What parsing and grouping took, without JSON, goes to standard error.
enum LogsLab {
  private struct Line {
    let id: JSONValue
    let message: [UInt8]
    var group: UInt64 = 0
  }

  static func run(_ input: String, _ output: inout LabOutput) throws {
    var names: [String] = []
    var lines: [String: [Line]] = [:]
    try LabFile.forEachLine(input) { node in
      guard let name = node["dataset"]?.string, let message = node["message"]?.string, let id = node["id"]?.integer
      else {
        throw LabError("a line has no dataset, id or message")
      }
      if lines[name] == nil { names.append(name) }
      lines[name, default: []].append(Line(id: .integer(id), message: Array(message.utf8)))
    }
    var seconds = 0.0
    for name in names {
      guard var set = lines[name] else { continue }
      var miner = TemplateMiner(seed: 1)
      // The processor's time: others may share the machine.
      let start = clock()
      for place in set.indices {
        let message = set[place].message
        set[place].group = miner.add(line: message.span)
      }
      seconds += Double(clock() - start) / Double(CLOCKS_PER_SEC)
      // The last move first, so that each group is led to where it is in the end.
      var moved: [UInt64: UInt64] = [:]
      for move in miner.takeMoves().reversed() { moved[move.from] = moved[move.to] ?? move.to }
      for line in set {
        let cluster = JSONValue.string(String(moved[line.group] ?? line.group, radix: 16))
        output.add(["dataset": .string(name), "id": line.id, "cluster": cluster])
      }
    }
    let speed = Int(Double(output.count) / max(seconds, 1e-6))
    FileHandle.standardError.write(Data("logs: \(speed) a second of one core, parsed and grouped\n".utf8))
  }
}
