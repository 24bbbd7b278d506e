// Runs the rooms that find problems over neutral files, so that anyone can score them on labelled data.
//
// Usage: lab NAME --in PATH --out FILE
//
// NAME is one of the labs below; PATH is a file of JSON lines (for `causes` a folder) and FILE gets JSON lines.

import Bytes
import Foundation

let labs: [(name: String, run: (_ input: String, _ output: inout LabOutput) throws -> Void)] = [
  ("logs", LogsLab.run), ("themes", ThemesLab.run), ("series", SeriesLab.run), ("changes", ChangesLab.run),
  ("agents", AgentsLab.run), ("causes", CausesLab.run), ("explain", ExplainLab.run),
]

let usage = "usage: lab NAME --in PATH --out FILE\nNAME: \(labs.map(\.name).joined(separator: " "))\n"

/// Prints what is wrong and ends the program.
func fail(_ message: String, code: Int32) -> Never {
  FileHandle.standardError.write(Data("lab: \(message)\n".utf8))
  exit(code)
}

let words = Array(CommandLine.arguments.dropFirst())
if words.contains("--help") || words.contains("-h") {
  print(usage, terminator: "")
  exit(0)
}
guard words.count == 5, let input = LabOption.value("--in", in: words), let output = LabOption.value("--out", in: words)
else { fail("wants a name, --in and --out\n\(usage)", code: 2) }
guard let lab = labs.first(where: { $0.name == words[0] }) else { fail("no lab \(words[0])\n\(usage)", code: 2) }

do {
  let start = ContinuousClock.now
  var lines = LabOutput()
  try lab.run(input, &lines)
  try lines.write(to: output)
  let seconds = (ContinuousClock.now - start) / .seconds(1)
  FileHandle.standardError.write(
    Data("\(lab.name): \(lines.count) lines written in \(String(format: "%.2f", seconds)) s\n".utf8)
  )
} catch {
  fail("\(error)", code: 3)
}
