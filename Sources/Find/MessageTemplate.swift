import Bytes

/// The fixed part of a message: what stays when numbers, names and places change.
package enum MessageTemplate {
  static let byteLimit = 400

  /// Returns the first lines of a message with digits, hex, ids, quoted texts, addresses and paths masked.
  package static func mask(_ message: String) -> String {
    let bytes = Array(message.utf8.prefix(byteLimit))
    var masked: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if ASCII.isSpace(byte) {
        if masked.last != UInt8(ascii: " "), !masked.isEmpty { masked.append(UInt8(ascii: " ")) }
        index += 1
      } else if let end = endOfQuoted(bytes, at: index) ?? endOfMarker(bytes, at: index) {
        masked.append(UInt8(ascii: "~"))
        index = end
      } else if isWord(byte) {
        let end = bytes[index...].firstIndex { !isWord($0) } ?? bytes.count
        masked += word(bytes[index..<end])
        index = end
      } else {
        masked.append(byte)
        index += 1
      }
    }
    return masked[...].trimmed.text
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || byte >= 0x80 || "_-.:/@%+#$\\&?=~*".utf8.contains(byte)
  }

  private static func word(_ run: ByteText) -> [UInt8] {
    var core = run
    var tail: [UInt8] = []
    while let last = core.last, ".:-?".utf8.contains(last) {
      core = core.dropLast()
      tail.insert(last, at: 0)
    }
    let isPlace = core.has("://") || core.contains(UInt8(ascii: "@")) || core.first == UInt8(ascii: "/")
    let slashes = core.filter { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }.count
    if isPlace || slashes > 1 { return [UInt8(ascii: "~")] + tail }
    let isHex = core.count >= 8 && core.allSatisfy(ASCII.isHex)
    return core.contains(where: ASCII.isDigit) || isHex ? [UInt8(ascii: "#")] + tail : Array(run)
  }

  /// Finds the end of a quoted text; an apostrophe within a word opens none.
  private static func endOfQuoted(_ bytes: [UInt8], at index: Int) -> Int? {
    let quote = bytes[index]
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "`") else { return nil }
    if index > 0, ASCII.isAlphanumeric(bytes[index - 1]) { return nil }
    let closing = quote == UInt8(ascii: "`") ? [quote, UInt8(ascii: "'")] : [quote]
    let rest = bytes[(index + 1)..<min(bytes.count, index + 201)]
    return rest.firstIndex { closing.contains($0) || $0 == UInt8(ascii: "\n") }
      .flatMap { bytes[$0] == UInt8(ascii: "\n") ? nil : $0 + 1 }
  }

  /// Finds the end of a mark that redaction left: `⟦…⟧`.
  private static func endOfMarker(_ bytes: [UInt8], at index: Int) -> Int? {
    let run = bytes[index...]
    guard run.begins("⟦") else { return nil }
    return run.first("⟧").map { $0 + 3 }
  }
}
