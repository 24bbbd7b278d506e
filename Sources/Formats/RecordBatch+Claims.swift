extension RecordBatch {
  /// How many there are of the records that say whose they are.
  package struct Mark: Equatable, Sendable {
    let messages: Int
    let events: Int
    let changes: Int
  }

  /// Where the next of them would stand.
  package var mark: Mark { Mark(messages: messages.count, events: events.count, changes: changes.count) }

  /// Takes back the messages, events and changes since a mark where one says that it is of one of some tools.
  ///
  /// Returns the tool; nil where none of them says so, or only of the tool that is excepted.
  package mutating func takeBack(_ tools: Set<String>, since mark: Mark, except own: String?) -> String? {
    guard !tools.isEmpty else { return nil }
    var said = messages[mark.messages...].map(\.source.rawValue) + events[mark.events...].map(\.source.rawValue)
    if changes.count > mark.changes { said.append(EventRecord.Source.gitHub.rawValue) }
    guard let tool = said.first(where: { $0 != own && tools.contains($0) }) else { return nil }
    messages.removeLast(messages.count - mark.messages)
    events.removeLast(events.count - mark.events)
    changes.removeLast(changes.count - mark.changes)
    return tool
  }
}
