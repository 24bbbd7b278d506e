import Bytes
import Store
import Themes

/// How far themes have come, between two looks at new messages: with the texts that are kept, all there is to resume from.
struct ThemeState: Equatable {
  /// The last text that has been looked over with all others.
  var seen: Int64 = 0
  /// The last message that is counted in a group.
  var counted: Int64 = 0
  var next = 0
  var cut: Float = 0
  /// Whether the next look is the first over the themes of an earlier version.
  var isAdopting = false

  private static let name = "themes"
  private static let version: Int64 = 1

  /// Reads it; nil before the first look.
  static func load(_ reader: StoreReader) throws -> ThemeState? {
    guard let bytes = try reader.setting(name) else { return nil }
    // fine because what is no JSON has no members
    let root = try? JSONDocument(bytes).root
    guard let root, root["version"]?.integer == version,
      let seen = root["seen"]?.integer, let counted = root["counted"]?.integer, let next = root["next"]?.integer,
      let cut = root["cut"]?.integer, (0..<1 << 31).contains(next), (0..<1 << 32).contains(cut)
    else { throw LoopError.corrupt(what: "the state of themes", detail: "it is of another form") }
    return ThemeState(
      seen: seen,
      counted: counted,
      next: Int(next),
      cut: Float(bitPattern: UInt32(cut)),
      isAdopting: root["adopting"]?.bool ?? false
    )
  }

  /// Keeps it, in the transaction of what it tells of.
  func save(in writer: StoreWriter) throws {
    let value: JSONValue = [
      "version": .integer(ThemeState.version), "seen": .integer(seen),
      "counted": .integer(counted), "next": .integer(Int64(next)), "cut": .integer(Int64(cut.bitPattern)),
      "adopting": .bool(isAdopting),
    ]
    try writer.set(ThemeState.name, Array(value.text.utf8))
  }
}
