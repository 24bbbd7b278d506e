import Bytes
import Foundation

/// The measurements of speed, over the lines of one file held in memory.
struct SpeedRun {
  let path: String
  let bytes: [UInt8]
  let lines: [Range<Int>]

  init(path: String) throws {
    self.path = path
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    var lines: [Range<Int>] = []
    var start = 0
    for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
      if index > start { lines.append(start..<index) }
      start = index + 1
    }
    self.bytes = bytes
    self.lines = lines
  }

  /// Runs the measurements of the given names, or all.
  func run(_ names: [String]) throws {
    let all: [(name: String, body: () throws -> Void)] = [
      ("tape", tape), ("tape_numbers", tapeNumbers), ("foundation", foundation), ("writer", writer),
      ("writer_strings", writerStrings), ("tape_whole", tapeWhole),
    ]
    for (name, body) in all where names.isEmpty || names.contains(name) { try body() }
  }

  private func tape() throws {
    var tape = JSONTape()
    let span = bytes.span
    try measure("tape", repeats: 7, bytes: bytes.count) {
      var words = 0
      for line in lines {
        try tape.parse(span.extracting(line))
        words += tape.words.count
      }
      return words
    }
  }

  private func tapeNumbers() throws {
    try measure("tape_numbers", repeats: 3, bytes: bytes.count) {
      var sum = 0
      for line in lines { sum &+= decoded(try JSONDocument(Array(bytes[line])).root) }
      return sum
    }
  }

  /// Decodes every number and string below a node; the sum keeps the work from being optimised away.
  private func decoded(_ node: JSONNode) -> Int {
    switch node.kind {
    case .null, .bool: return 1
    case .integer: return Int(truncatingIfNeeded: node.integer ?? 0)
    case .decimal: return Int(truncatingIfNeeded: node.number?.bitPattern ?? 0)
    case .string: return node.string?.utf8.count ?? 0
    case .array:
      var sum = 0
      node.forEachElement { sum &+= decoded($0) }
      return sum
    case .object:
      var sum = 0
      node.forEachMember { sum &+= $0.utf8.count &+ decoded($1) }
      return sum
    }
  }

  private func foundation() throws {
    let texts = lines.map { Data(bytes[$0]) }
    try measure("foundation", repeats: 3, bytes: bytes.count) {
      var members = 0
      for text in texts { members += (try JSONSerialization.jsonObject(with: text) as? [String: Any])?.count ?? 0 }
      return members
    }
  }

  private func writer() throws {
    let values = try lines.prefix(1000).map { try JSONDocument(Array(bytes[$0])).root.value }
    try measureWriting("writer") { writer in for value in values { writer.value(value) } }
  }

  /// Writes the longest strings of the lines, where the scan for escapes is all that counts.
  private func writerStrings() throws {
    let texts = try lines.prefix(5000).compactMap { try JSONDocument(Array(bytes[$0])).root["body"]?.string }
    try measureWriting("writer_strings") { writer in for text in texts { writer.string(text) } }
  }

  private func measureWriting(_ name: String, _ body: (inout JSONWriter) -> Void) throws {
    var writer = JSONWriter()
    body(&writer)
    let rounds = max(1, 20_000_000 / max(writer.bytes.count, 1))
    try measure(name, repeats: 5, bytes: writer.bytes.count * rounds) {
      for _ in 0..<rounds {
        writer.removeAll()
        body(&writer)
      }
      return writer.bytes.count
    }
  }

  private func tapeWhole() throws {
    var whole = bytes
    for index in whole.indices where whole[index] == UInt8(ascii: "\n") { whole[index] = UInt8(ascii: ",") }
    whole = [UInt8(ascii: "[")] + whole.dropLast() + [UInt8(ascii: "]")]
    var tape = JSONTape()
    let speed = try time(repeats: 3, bytes: whole.count) {
      tape = JSONTape()
      try tape.parse(whole.span)
      return tape.words.count
    }
    let memory: JSONObject = [
      "peak_ratio": .number(try child("--whole") / Double(whole.count)),
      "stream_peak_bytes": .integer(Int64(try child("--stream"))),
    ]
    report(speed.line("tape_whole", memory))
  }

  /// Runs this program again to measure memory and returns the number it prints.
  private func child(_ mode: String) throws -> Double {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = [path, mode]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Double(String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)) ?? .nan
  }

  private func measure(_ name: String, repeats: Int, bytes: Int, _ body: () throws -> Int) throws {
    report(try time(repeats: repeats, bytes: bytes, body).line(name))
  }

  /// Prints a line at once, also into a pipe.
  private func report(_ line: String) {
    FileHandle.standardOutput.write(Data("\(line)\n".utf8))
  }

  private func time(repeats: Int, bytes: Int, _ body: () throws -> Int) throws -> Speed {
    var seconds: [Double] = []
    var sink = 0
    for _ in 0..<repeats {
      let start = ContinuousClock.now
      sink &+= try body()
      seconds.append((ContinuousClock.now - start) / .seconds(1))
    }
    precondition(sink != 0, "the work was not done")
    return Speed(bytes: bytes, seconds: seconds.sorted())
  }
}

/// Times of one measurement, shortest first.
struct Speed {
  let bytes: Int
  let seconds: [Double]

  /// Returns the measurement as a line of JSON: megabytes per second, best and median.
  func line(_ name: String, _ more: JSONObject = [:]) -> String {
    var object: JSONObject = [
      "name": .string(name), "mb_per_s": rate(seconds[0]), "median_mb_per_s": rate(seconds[seconds.count / 2]),
    ]
    for member in more.members { object[member.key] = member.value }
    return JSONValue.object(object).text
  }

  private func rate(_ seconds: Double) -> JSONValue {
    .number((Double(bytes) / seconds / 1e5).rounded() / 10)
  }
}
