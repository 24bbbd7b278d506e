// Writes spans as the Collector's file exporter does, fast enough that a reader is what is measured:
//
//   swift run -c release SpanLoad --spans 20000000 [--days 14] [--form json] | reckon import -
//
// The same arguments give the same bytes. What was written, and how fast, is told on stderr.
import Bytes
import Glibc

do {
  let options = try Options(CommandLine.arguments.dropFirst())
  // A reader who closes the pipe ends the program in an ordinary way.
  signal(SIGPIPE, SIG_IGN)
  var output = Output()
  var load = Load(options)
  let time = ContinuousClock().measure {
    while load.writeRequest(to: &output), output.isOpen {}
    output.flush()
  }
  report("\(output.summary(spans: load.written, in: time))\n")
} catch {
  report("SpanLoad: \(error)\nusage: SpanLoad --spans N [--days D] [--seed S] [--users U] [--form json|protobuf]\n")
  exit(2)
}

func report(_ text: String) {
  _ = Descriptor.writeAll(Array(text.utf8), to: 2)
}
