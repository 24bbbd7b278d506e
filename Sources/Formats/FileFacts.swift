/// What is known of the file that records come from besides its bytes.
package struct FileFacts: Sendable {
  /// Its name, without folders and without what says that it is packed; empty for what is no file.
  package var name = ""
  /// The name of the folder it lies in.
  package var folder = ""
  /// When it was written last, in nanoseconds since the Unix epoch.
  package var modified: Int64?

  package init() {}

  /// How the names of packed files end.
  private static let packings: Set<String> = ["gz", "zst", "br", "zz"]

  /// Takes the names from a path.
  package init(path: String, modified: Int64?) {
    let parts = path.split(separator: "/")
    name = parts.last.map(String.init) ?? ""
    while FileFacts.packings.contains(ending), !stem.isEmpty { name = String(stem) }
    folder = parts.count > 1 ? String(parts[parts.count - 2]) : ""
    self.modified = modified
  }

  /// The name without what follows its last point.
  var stem: Substring { name.lastIndex(of: ".").map { name[..<$0] } ?? name[...] }

  /// What follows the last point of its name, in lower case.
  var ending: String { name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? "" }

  /// The day that the name says, as in `2026-11-01.json` or `call 2026-11-01.md`; nil for none.
  var day: Substring? {
    let bytes = name.utf8
    var start = bytes.startIndex
    while let end = bytes.index(start, offsetBy: 10, limitedBy: bytes.endIndex) {
      let isAlone = end == bytes.endIndex || !(0x30...0x39).contains(bytes[end])
      if isAlone, FileFacts.isDay(bytes[start..<end]) { return name[start..<end] }
      start = bytes.index(after: start)
    }
    return nil
  }

  private static func isDay(_ bytes: Substring.UTF8View) -> Bool {
    bytes.enumerated().allSatisfy { place, byte in
      place == 4 || place == 7 ? byte == UInt8(ascii: "-") : (0x30...0x39).contains(byte)
    }
  }
}
