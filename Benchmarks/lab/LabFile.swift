import Bytes
import Foundation

/// What is wrong with a file that a lab reads.
struct LabError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// The words of a command line.
enum LabOption {
  /// Returns the word after an option.
  static func value(_ name: String, in words: [String]) -> String? {
    guard let place = words.firstIndex(of: name), words.indices.contains(place + 1) else { return nil }
    return words[place + 1]
  }
}

/// Reads files of JSON.
enum LabFile {
  /// Reads a whole file.
  static func bytes(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else { throw LabError("cannot read \(path)") }
    return [UInt8](data)
  }

  /// Reads one document.
  static func document(_ path: String) throws -> JSONNode {
    do { return try JSONDocument(bytes(path)).root } catch let error as JSONError {
      throw LabError("\(path): \(error)")
    }
  }

  /// Calls the body with each line that is not empty.
  static func forEachLine(_ path: String, _ body: (JSONNode) throws -> Void) throws {
    var number = 0
    for line in try bytes(path).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      guard line.contains(where: { $0 > UInt8(ascii: " ") }) else { continue }
      let node: JSONNode
      do { node = try JSONDocument(Array(line)).root } catch { throw LabError("\(path), line \(number): \(error)") }
      try body(node)
    }
  }
}

/// Lines of JSON to be written.
struct LabOutput {
  private var writer = JSONWriter()
  private(set) var count = 0

  /// Adds one line.
  mutating func add(_ value: JSONValue) {
    writer.value(value)
    writer.raw("\n")
    count += 1
  }

  /// Writes all lines to a file, or to standard output where it is `-`.
  func write(to path: String) throws {
    let data = Data(writer.bytes)
    guard path != "-" else {
      FileHandle.standardOutput.write(data)
      return
    }
    try data.write(to: URL(fileURLWithPath: path))
  }
}
