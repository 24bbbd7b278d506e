private import Bytes
package import Domain

/// Messages by theme: which texts there are, what says them, and where they are.
extension StoreReader {
  private static let waiting: Int64 = -2
  private static let alone: Int64 = -1

  /// Returns the texts after one that nobody has looked at yet, the earliest first, at most so many.
  package func waitingTexts(after ordinal: Int64, limit: Int) throws(StoreError) -> [ThemedText] {
    var rows = try rows(.texts, " WHERE theme = ? AND ordinal > ? ORDER BY ordinal LIMIT ?")
    try rows.statement.bind(1, StoreReader.waiting)
    try rows.statement.bind(2, ordinal)
    try rows.statement.bind(3, Int64(limit))
    return try all(&rows)
  }

  /// Returns the texts that teach and that somebody has looked at, the earliest first.
  package func placedTeachers() throws(StoreError) -> [ThemedText] {
    var rows = try rows(.texts, " WHERE teaches = 1 AND theme <> ? ORDER BY ordinal")
    try rows.statement.bind(1, StoreReader.waiting)
    return try all(&rows)
  }

  /// Returns the number of the latest message; 0 before the first.
  package func latestMessage() throws(StoreError) -> Int64 {
    try connection.integer("SELECT ifnull(max(ordinal), 0) FROM messages")
  }

  /// Counts the messages of a time, which ends before its upper bound; counting ends at a limit.
  package func messages(within times: Range<Int64>, limit: Int64) throws(StoreError) -> Int64 {
    let statement = try connection.statement(
      "SELECT count(*) FROM (SELECT 1 FROM messages WHERE time >= ? AND time < ? LIMIT ?)"
    )
    try statement.bind(1, times.lowerBound)
    try statement.bind(2, times.upperBound)
    try statement.bind(3, limit)
    return try statement.step() ? try statement.integer(0) : 0
  }

  /// Counts the messages of each theme, praise and all else, up to one.
  package func messageCounts(until ordinal: Int64) throws(StoreError) -> [(theme: Int, isPraise: Bool, count: Int64)] {
    let statement = try connection.statement(
      """
      SELECT t.theme, m.praise, count(*) FROM messages m JOIN texts t ON t.ordinal = m.text
      WHERE m.ordinal <= ? AND t.theme >= 0 GROUP BY t.theme, m.praise ORDER BY t.theme, m.praise
      """
    )
    try statement.bind(1, ordinal)
    var counts: [(theme: Int, isPraise: Bool, count: Int64)] = []
    while try statement.step() {
      counts.append((Int(try statement.integer(0)), try statement.integer(1) != 0, try statement.integer(2)))
    }
    return counts
  }

  /// Reports whether any message after one says a text that belongs to no theme.
  package func isAnyAlone(after ordinal: Int64) throws(StoreError) -> Bool {
    let statement = try connection.statement(
      "SELECT 1 FROM messages m JOIN texts t ON t.ordinal = m.text WHERE m.ordinal > ? AND t.theme = ? LIMIT 1"
    )
    try statement.bind(1, ordinal)
    try statement.bind(2, StoreReader.alone)
    let isAny = try statement.step()
    statement.reset()
    return isAny
  }

  /// Returns how often each text that teaches was said.
  package func timesTaught() throws(StoreError) -> [Int64: Int] {
    let statement = try connection.statement(
      "SELECT text, count(*) FROM messages WHERE text IN (SELECT ordinal FROM texts WHERE teaches = 1) GROUP BY text"
    )
    var times: [Int64: Int] = [:]
    while try statement.step() { times[try statement.integer(0)] = Int(try statement.integer(1)) }
    return times
  }

  /// Hands out the messages after one, the earliest first, each with its number and where its text is.
  package func forEachMessage(
    after ordinal: Int64,
    _ body: (Int64, ThemedMessage, ThemedText.Place) throws -> Void
  ) throws {
    var rows = try rows(.messages, " WHERE ordinal > ? ORDER BY ordinal")
    try rows.statement.bind(1, ordinal)
    let place = try connection.statement("SELECT theme FROM texts WHERE ordinal = ?")
    while try rows.next() {
      let (number, message) = try message(&rows)
      try place.bind(1, message.text)
      let theme = try place.step() ? try place.integer(0) : StoreReader.alone
      place.reset()
      try body(number, message, StoreReader.place(theme))
    }
  }

  /// Hands out the messages of a theme that are praise, or all others, the earliest to come first, each with its number;
  /// stops when the body says false.
  package func forEachMessage(
    of theme: Int,
    praise isPraise: Bool,
    _ body: (Int64, ThemedMessage) throws -> Bool
  ) throws {
    var rows = try rows(
      .messages,
      " WHERE text IN (SELECT ordinal FROM texts WHERE theme = ?) AND praise = ? ORDER BY ordinal"
    )
    try rows.statement.bind(1, Int64(theme))
    try rows.statement.bind(2, Int64(isPraise ? 1 : 0))
    while try rows.next() {
      let (number, message) = try message(&rows)
      if try !body(number, message) { break }
    }
    rows.reset()
  }

  /// Returns the theme of a message by its key, and whether it is praise; nil for one in no theme.
  package func theme(ofMessage key: SignalKey) throws(StoreError) -> (number: Int, isPraise: Bool)? {
    let statement = try connection.statement(
      "SELECT t.theme, m.praise FROM messages m JOIN texts t ON t.ordinal = m.text WHERE m.key = ?"
    )
    try statement.bind(1, key.bytes)
    guard try statement.step() else { return nil }
    let (theme, praise) = (try statement.integer(0), try statement.integer(1))
    statement.reset()
    return StoreReader.place(theme).number.map { ($0, praise != 0) }
  }

  /// Reports whether a message is kept here.
  package func isThemed(_ key: SignalKey) throws(StoreError) -> Bool {
    let statement = try connection.statement("SELECT 1 FROM messages WHERE key = ?")
    try statement.bind(1, key.bytes)
    let isThere = try statement.step()
    statement.reset()
    return isThere
  }

  /// Returns all themes by their numbers.
  package func themes() throws(StoreError) -> [Int: MessageTheme] {
    var rows = try rows(.themes, "")
    var themes: [Int: MessageTheme] = [:]
    while try rows.next() {
      let number = Int(try rows.integer())
      let (name, praise) = (try rows.text(), try rows.text())
      let successor = Int(try rows.integer())
      try rows.finish()
      themes[number] = MessageTheme(
        number: number,
        name: name,
        praise: praise,
        successor: successor < 0 ? nil : successor
      )
    }
    return themes
  }

  fileprivate static func place(_ theme: Int64) -> ThemedText.Place {
    theme == waiting ? .waiting : theme < 0 ? .alone : .theme(Int(theme))
  }

  fileprivate static func stored(_ place: ThemedText.Place) -> Int64 {
    switch place {
    case .waiting: waiting
    case .alone: alone
    case .theme(let number): Int64(number)
    }
  }

  private func all(_ rows: inout RowReader) throws(StoreError) -> [ThemedText] {
    var texts: [ThemedText] = []
    while try rows.next() { texts.append(try text(&rows).text) }
    return texts
  }

  fileprivate func text(_ rows: inout RowReader) throws(StoreError) -> (digest: [UInt8], text: ThemedText) {
    let ordinal = try rows.integer()
    let digest = try rows.blob()
    let words = try rows.blob()
    let teaches = try rows.integer() != 0
    let place = StoreReader.place(try rows.integer())
    try rows.finish()
    return (digest, ThemedText(ordinal: ordinal, words: words, teaches: teaches, place: place))
  }

  fileprivate func message(_ rows: inout RowReader) throws(StoreError) -> (ordinal: Int64, message: ThemedMessage) {
    let ordinal = try rows.integer()
    guard let key = SignalKey(bytes: try rows.blob()) else { throw rows.damage("has no key") }
    let (text, isPraise) = (try rows.integer(), try rows.integer() != 0)
    let time = try rows.integer()
    let (subject, account) = (try rows.integer(), try rows.integer())
    let bytes = try rows.blob()
    let (service, surface) = (try rows.text(), try rows.text())
    try rows.finish()
    let message = ThemedMessage(
      key: key,
      text: text,
      isPraise: isPraise,
      time: time,
      subject: UInt64(bitPattern: subject),
      account: UInt64(bitPattern: account),
      evidence: EvidenceID(bytes: bytes.span),
      service: service,
      surface: surface
    )
    return (ordinal, message)
  }
}

extension StoreWriter {
  /// Keeps a text that is not there yet, which waits then; returns its number.
  ///
  /// One whose words were forgotten has them again.
  package func text(digest: [UInt8], words: [UInt8], teaches: Bool) throws(StoreError) -> Int64 {
    var rows = try rows(.texts, " WHERE digest = ?")
    try rows.statement.bind(1, digest)
    var text: ThemedText
    if try rows.next() {
      text = try self.text(&rows).text
      rows.reset()
      guard text.words.isEmpty else { return text.ordinal }
      text.words = words
    } else {
      rows.reset()
      let next = try connection.integer("SELECT ifnull(max(ordinal), 0) + 1 FROM texts")
      text = ThemedText(ordinal: next, words: words, teaches: teaches, place: .waiting)
    }
    try put(text, digest)
    return text.ordinal
  }

  /// Changes where a text is.
  package func place(text ordinal: Int64, _ place: ThemedText.Place) throws(StoreError) {
    try change(text: ordinal) { $0.place = place }
  }

  /// Has nothing more learnt from a text.
  package func endTeaching(text ordinal: Int64) throws(StoreError) {
    try change(text: ordinal) { $0.teaches = false }
  }

  /// Puts a text that waits into a theme; one that is somewhere stays there.
  package func settle(text ordinal: Int64, in theme: Int) throws(StoreError) {
    try change(text: ordinal) { if $0.place == .waiting { $0.place = .theme(theme) } }
  }

  /// Keeps a message.
  package func add(_ message: ThemedMessage) throws(StoreError) {
    try put(message, try connection.integer("SELECT ifnull(max(ordinal), 0) + 1 FROM messages"))
  }

  /// Keeps a theme in the place of what was known of it.
  package func put(_ theme: MessageTheme) throws(StoreError) {
    var row = try writer(.themes)
    try row.put(Int64(theme.number))
    try row.put(theme.name)
    try row.put(theme.praise)
    try row.put(Int64(theme.successor ?? -1))
    try row.finish()
  }

  /// Takes a person off their messages, and their words out of the texts that nobody else has said.
  package func eraseMessages(of subject: UInt64) throws(StoreError) {
    var rows = try rows(.messages, " WHERE subject = ? ORDER BY ordinal")
    try rows.statement.bind(1, Int64(bitPattern: subject))
    var own: [(ordinal: Int64, message: ThemedMessage)] = []
    while try rows.next() { own.append(try message(&rows)) }
    let others = try connection.statement("SELECT 1 FROM messages WHERE text = ? AND subject <> ?")
    for text in Set(own.map(\.message.text)).sorted() {
      try others.bind(1, text)
      try others.bind(2, Int64(bitPattern: subject))
      let isShared = try others.step()
      others.reset()
      if !isShared { try change(text: text) { $0.words = [] } }
    }
    for (ordinal, message) in own {
      var message = message
      (message.subject, message.account) = (0, 0)
      try put(message, ordinal)
    }
  }

  private func change(text ordinal: Int64, _ body: (inout ThemedText) -> Void) throws(StoreError) {
    var rows = try rows(.texts, " WHERE ordinal = ?")
    try rows.statement.bind(1, ordinal)
    guard try rows.next() else { return }
    var (digest, text) = try self.text(&rows)
    rows.reset()
    body(&text)
    try put(text, digest)
  }

  private func put(_ text: ThemedText, _ digest: [UInt8]) throws(StoreError) {
    var row = try writer(.texts)
    try row.put(text.ordinal)
    try row.put(digest)
    try row.put(text.words)
    try row.put(Int64(text.teaches ? 1 : 0))
    try row.put(StoreReader.stored(text.place))
    try row.finish()
  }

  private func put(_ message: ThemedMessage, _ ordinal: Int64) throws(StoreError) {
    var row = try writer(.messages)
    try row.put(ordinal)
    try row.put(message.key.bytes)
    try row.put(message.text)
    try row.put(Int64(message.isPraise ? 1 : 0))
    try row.put(message.time)
    try row.put(Int64(bitPattern: message.subject))
    try row.put(Int64(bitPattern: message.account))
    try row.put(message.evidence?.bytes ?? [])
    try row.put(message.service)
    try row.put(message.surface)
    try row.finish()
  }
}
