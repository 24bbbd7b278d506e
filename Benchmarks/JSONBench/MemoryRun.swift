import Bytes
import Foundation

/// The measurements of memory; each prints by how many bytes the peak of resident memory grew.
struct MemoryRun {
  let path: String

  /// Parses the whole file as one array document, the input itself counted.
  func parseWhole() throws {
    let file = try InputFile(path)
    let before = try peakBytes()
    var bytes = [UInt8](repeating: UInt8(ascii: "["), count: file.size + 1)
    _ = try file.read(into: &bytes, from: 1)
    for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") { bytes[index] = UInt8(ascii: ",") }
    bytes[bytes.count - 1] = UInt8(ascii: "]")
    let document = try JSONDocument(bytes)
    print(try peakBytes() - before)
    precondition(document.root.count > 0)
  }

  /// Parses the file line by line through one fixed buffer.
  func parseStream() throws {
    let file = try InputFile(path)
    let before = try peakBytes()
    var buffer = [UInt8](repeating: 0, count: 256 * 1024)
    var tape = JSONTape()
    var held = 0
    while true {
      let count = try file.read(into: &buffer, from: held)
      guard count > 0 else { break }
      let filled = held + count
      var start = 0
      while let end = buffer[start..<filled].firstIndex(of: UInt8(ascii: "\n")) {
        try tape.parse(buffer.span.extracting(start..<end))
        start = end + 1
      }
      for index in start..<filled { buffer[index - start] = buffer[index] }
      held = filled - start
    }
    print(try peakBytes() - before)
  }

  private func peakBytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
  }
}
