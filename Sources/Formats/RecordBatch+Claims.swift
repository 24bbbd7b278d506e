extension RecordBatch {
  /// Takes back the messages, events and changes where one says that it is of one of some tools.
  ///
  /// Returns the tool; nil where none of them says so.
  package mutating func takeBack(_ tools: Set<String>) -> String? {
    guard !tools.isEmpty else { return nil }
    var said = messages.map(\.source.rawValue) + events.map(\.source.rawValue)
    if !changes.isEmpty { said.append(EventRecord.Source.gitHub.rawValue) }
    guard let tool = said.first(where: tools.contains) else { return nil }
    messages.removeAll()
    events.removeAll()
    changes.removeAll()
    return tool
  }
}
