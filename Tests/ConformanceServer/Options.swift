/// What the command line asks for.
struct Options {
  var hasSlowTool = false
  var isNoisy = false
  var callTime: Duration?
  var messageBytes: Int?
  var tracePath: String?

  static let usage =
    "usage: ConformanceServer [--slow-tool] [--noisy] [--deadline MILLISECONDS] [--max-line BYTES] [--trace FILE]\n"

  /// Reads the arguments after the program's name; nil when they make no sense.
  init?(_ arguments: some Sequence<String>) {
    var rest = arguments.makeIterator()
    while let flag = rest.next() {
      switch flag {
      case "--slow-tool": hasSlowTool = true
      case "--noisy": isNoisy = true
      case "--deadline":
        guard let milliseconds = Options.count(rest.next()) else { return nil }
        callTime = .milliseconds(milliseconds)
      case "--max-line":
        guard let bytes = Options.count(rest.next()) else { return nil }
        messageBytes = bytes
      case "--trace":
        guard let path = rest.next() else { return nil }
        tracePath = path
      default: return nil
      }
    }
  }

  private static func count(_ text: String?) -> Int? {
    text.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
  }
}
