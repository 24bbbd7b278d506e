/// What models are called: the same model under the names that its maker, its resellers and its snapshots give it.
package enum ModelName {
  /// What resellers put before a model's name.
  private static let prefixes = [
    "models/", "publishers/google/models/", "publishers/anthropic/models/", "anthropic/", "openai/", "azure/",
    "google/",
    "gemini/", "vertex_ai/", "bedrock/", "us.", "eu.", "apac.", "global.", "anthropic.",
  ]

  /// Returns a name without what says where it is served and which snapshot of it.
  ///
  /// `us.anthropic.claude-sonnet-4-5-20250929-v1:0` is `claude-sonnet-4-5`, `gpt-4o-mini-2024-07-18` is `gpt-4o-mini`.
  package static func canonical(_ name: String) -> String {
    var bytes = Array(name.lowercased().utf8)[...]
    while let prefix = prefixes.first(where: { bytes.count > $0.utf8.count && bytes.starts(with: $0.utf8) }) {
      bytes = bytes.dropFirst(prefix.utf8.count)
    }
    if let colon = bytes.lastIndex(of: UInt8(ascii: ":")), colon > bytes.startIndex { bytes = bytes[..<colon] }
    for suffix in ["-v1", "-v2", "-latest"] where bytes.count > suffix.utf8.count {
      if bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) { bytes = bytes.dropLast(suffix.utf8.count) }
    }
    return String(decoding: withoutDate(bytes), as: UTF8.self)
  }

  /// Takes off `-20250929`, `@20250929` or `-2024-07-18`.
  private static func withoutDate(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    for pattern in ["-dddddddd", "@dddddddd", "-dddd-dd-dd"] where name.count > pattern.utf8.count {
      let fits = zip(name.suffix(pattern.utf8.count), pattern.utf8).allSatisfy { byte, sign in
        sign == UInt8(ascii: "d") ? byte &- 0x30 < 10 : byte == sign
      }
      if fits { return name.dropLast(pattern.utf8.count) }
    }
    return name
  }
}
