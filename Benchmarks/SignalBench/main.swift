// Fills a new store with made-up spans, looks some of them up again, and prints its figures as one JSON object.
//
//   swift run -c release SignalBench --spans N [--days D] FOLDER
//
// The folder must not exist; it is left behind, about 40 bytes a span.
import Glibc

var spans = 1_000_000
var days = 30
var folder = ""
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  switch argument {
  case "--spans": spans = arguments.popFirst().flatMap(Int.init) ?? 0
  case "--days": days = arguments.popFirst().flatMap(Int.init) ?? 0
  default: folder = argument
  }
}
guard spans > 0, days > 0, !folder.isEmpty, unsafe access(folder, F_OK) != 0 else {
  print("usage: SignalBench --spans N [--days D] FOLDER, which must not exist")
  exit(64)
}
try SignalRun(spans: spans, days: days, folder: folder).run()
