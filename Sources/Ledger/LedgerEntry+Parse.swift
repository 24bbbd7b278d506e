import Bytes

extension LedgerEntry {
  /// The longest line that is looked at: twice what the longest texts take when every character is an escape.
  package static let lineLimit = 4_096

  /// Reads the line of an entry; nil for any bytes that `line` does not give back.
  package init?(line: [UInt8]) {
    guard line.count <= LedgerEntry.lineLimit,
      let document = try? JSONDocument(line, maximumDepth: 2)  // fine because a line that is no JSON is no entry
    else { return nil }
    let fields = document.root
    guard let seq = fields["seq"]?.integer, seq > 0,
      let time = fields["at"]?.exactString,
      let at = try? RFC3339.parse(time),  // fine because a line without a time is no entry
      let actor = fields["actor"]?.exactString,
      let type = fields["type"]?.exactString.flatMap(EntryType.init(rawValue:)),
      let subject = fields["subject"]?.exactString,
      let digest = fields["digest"]?.exactString, digest.isEmpty || Hex.bytes(digest)?.count == 32,
      let prev = fields["prev"]?.exactString.flatMap(Hex.bytes), prev.count == 32
    else { return nil }
    self.init(seq: seq, at: at, actor: actor, type: type, subject: subject, digest: digest, prev: prev)
    // One spelling: no other order, space, escape or further field.
    guard self.line == line else { return nil }
  }
}
