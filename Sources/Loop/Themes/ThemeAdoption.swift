import Bytes
import Domain
import Store
import Themes

/// Takes over the themes of earlier versions, whose signals have their group: they go on under their ids, as far as their
/// texts stay together when all are looked over.
enum ThemeAdoption {
  /// Takes over what an earlier version has left, once.
  static func run(_ books: Books) throws {
    guard try books.read({ try isWanted($0.reader) }) else { return }
    try books.write(as: "reckon") { journal in
      guard try isWanted(journal.writer) else { return }
      try adopt(journal.writer, secret: books.secret)
    }
  }

  private static func isWanted(_ reader: StoreReader) throws -> Bool {
    try ThemeState.load(reader) == nil && !old(reader).isEmpty
  }

  /// The groups of messages that no look has made: all, before the first look.
  private static func old(_ reader: StoreReader) throws -> [GroupTally] {
    try reader.groups().filter { $0.kind == .message }
  }

  private static func adopt(_ writer: StoreWriter, secret: [UInt8]) throws {
    var numbers: [String: Int] = [:]
    for (number, group) in try old(writer).enumerated() {
      numbers[group.id.text] = number
      let isPraise = group.fingerprint.hasPrefix("praise ")
      try writer.put(
        MessageTheme(
          number: number,
          name: isPraise ? "" : group.fingerprint,
          praise: isPraise ? group.fingerprint : ""
        )
      )
    }
    var filter = SignalFilter()
    filter.kinds = SignalKinds(.message)
    try writer.scan(filter, fields: [.words, .people, .evidence, .key]) { batch in
      for row in batch.rows { try adopt(row, batch, numbers, writer, secret: secret) }
      return true
    }
    var state = ThemeState()
    (state.next, state.isAdopting) = (numbers.count, true)
    try state.save(in: writer)
  }

  private static func adopt(
    _ row: SignalRow,
    _ batch: SignalBatch,
    _ numbers: [String: Int],
    _ writer: StoreWriter,
    secret: [UInt8]
  ) throws {
    guard row.kind == .message, try !writer.isThemed(row.key) else { return }
    let group = batch.text(row.group)
    let id = batch.evidenceID(of: row)
    let words = try id.flatMap { try writer.evidence($0)?.evidence?.text }.flatMap { MessageWords($0) }
    let number = numbers[group]
    // What is not kept any more stays where it was, as a text without words.
    let isKnown = words != nil || number != nil
    let text =
      try !isKnown
      ? ThemedMessage.noText
      : writer.text(
        digest: ThemeMessages.digest(words?.identity ?? Array(group.utf8), secret),
        words: words.map { MessageWords.pack($0.features) } ?? [],
        teaches: words.map { !$0.isSuspect } ?? false
      )
    if let number { try writer.settle(text: text, in: number) }
    try writer.add(
      ThemedMessage(
        key: row.key,
        text: text,
        isPraise: number != nil ? try isPraise(group, writer) : words?.isPraise ?? false,
        time: row.time,
        subject: row.subject,
        account: row.account,
        evidence: id,
        service: batch.text(row.service),
        surface: batch.text(row.surface)
      )
    )
  }

  private static func isPraise(_ group: String, _ writer: StoreWriter) throws -> Bool {
    try RecordID(group).flatMap(writer.group)?.fingerprint.hasPrefix("praise ") ?? false
  }
}
