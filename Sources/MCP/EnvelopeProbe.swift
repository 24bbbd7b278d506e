import Bytes

/// Finds the id of a message that is refused unread (too long, too deep), so that its sender need not wait for a time-out.
enum EnvelopeProbe {
  /// Returns the value of the outermost member `id` when it stands complete in the bytes given.
  static func id(in bytes: [UInt8]) -> RequestID? {
    var depth = 0
    var position = 0
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""):
        guard let end = endOfString(bytes, from: position) else { return nil }
        if depth == 1, bytes[(position + 1)..<end].elementsEqual("id".utf8), let id = value(bytes, after: end + 1) {
          return id
        }
        position = end
      default: break
      }
      position += 1
    }
    return nil
  }

  /// Returns the index of the closing quote of the string that opens at `start`.
  private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int? {
    var position = start + 1
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""): return position
      case UInt8(ascii: "\\"): position += 2
      default: position += 1
      }
    }
    return nil
  }

  /// Reads `: scalar` followed by a comma or a closing brace; nil where the string before it was not a key.
  private static func value(_ bytes: [UInt8], after position: Int) -> RequestID? {
    let rest = bytes[position...].drop { $0 == 0x20 || $0 == 0x09 }
    guard rest.first == UInt8(ascii: ":") else { return nil }
    let scalar = rest.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
    let end: Int?
    if scalar.first == UInt8(ascii: "\"") {
      end = endOfString(bytes, from: scalar.startIndex).map { $0 + 1 }
    } else {
      end = scalar.firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") }
    }
    // Escapes make a text up to six times as long.
    guard let end, end - scalar.startIndex <= 6 * RequestID.longestText + 2,
      let document = try? JSONDocument(Array(bytes[scalar.startIndex..<end]))  // fine because no id is a normal answer
    else { return nil }
    return RequestID(document.root)
  }
}
