// Measures the JSON reader and writer on a file of JSON lines and prints one JSON object per measurement.
//
//   swift run -c release JSONBench FILE [NAME…]
import Bytes
import Foundation

let arguments = Array(CommandLine.arguments.dropFirst())
guard let path = arguments.first else {
  print("usage: JSONBench FILE [NAME…]")
  exit(64)
}
let wanted = Array(arguments.dropFirst())

// Memory is measured in a process of its own, where nothing else has been allocated before.
switch wanted.first {
case "--whole": try MemoryRun(path: path).parseWhole()
case "--stream": try MemoryRun(path: path).parseStream()
default: try SpeedRun(path: path).run(wanted)
}
