import Bytes
import Domain
import Store
import Themes

/// The groups of themes: of the praise in each and of all else, counted from the messages that are kept.
struct ThemeGroups {
  private let look: ThemeLook
  private var themes: [Int: MessageTheme]

  /// Messages that a theme is named by: the first ones, so that a name stays once there are so many.
  private static let readers = 200
  /// The digits of the evidence of its first message by which a theme is known, however its messages were cut into imports.
  private static let originLength = 12

  private struct Part: Hashable {
    let theme: Int
    let isPraise: Bool
  }

  init(_ look: ThemeLook, _ writer: StoreWriter) throws {
    self.look = look
    themes = try writer.themes()
  }

  // MARK: - New messages

  /// Counts the messages that are counted nowhere yet, but for those in themes that are regrouped as a whole.
  mutating func countNew(_ writer: StoreWriter) throws {
    var found: [Part: DerivedGroup] = [:]
    try writer.forEachMessage(after: look.before.counted) { number, message, place in
      guard number <= look.after.counted, let theme = place.number, !look.moved.contains(theme) else { return }
      let part = Part(theme: theme, isPraise: message.isPraise)
      try add(message, of: part, to: &found[part], writer)
    }
    for (part, group) in found.sorted(by: {
      ($0.key.theme, $1.key.isPraise ? 1 : 0) < ($1.key.theme, $0.key.isPraise ? 1 : 0)
    }) {
      var group = group
      let known = try writer.group(group.tally.id)
      group.tally.label = known?.label ?? ThemeLabel.nameless
      try writer.extend(group.tally, buckets: group.buckets, people: group.people)
      guard (known?.count ?? 0) < Int64(ThemeGroups.readers), let name = try name(part, writer) else { continue }
      try writer.rename(group.tally.id, name)
    }
  }

  // MARK: - Messages that moved

  /// Counts a theme anew from all its messages; returns its groups.
  ///
  /// One that nothing is left of points to the theme that most of its texts went to.
  mutating func regroup(_ theme: Int, _ writer: StoreWriter) throws -> [DerivedGroup] {
    var groups: [DerivedGroup] = []
    for isPraise in [false, true] {
      let part = Part(theme: theme, isPraise: isPraise)
      var found: DerivedGroup?
      try writer.forEachMessage(of: theme, praise: isPraise) { number, message in
        if number <= look.after.counted { try add(message, of: part, to: &found, writer) }
        return true
      }
      let known = try themes[theme]?.group(praise: isPraise).flatMap(writer.group)
      guard var group = found ?? known.map(ThemeGroups.emptied) else { continue }
      group.tally.label = try name(part, writer) ?? known?.label ?? ThemeLabel.nameless
      try writer.replace(group.tally, buckets: group.buckets, people: group.people)
      groups.append(group)
    }
    let isOver = groups.allSatisfy { $0.tally.count == 0 }
    var entry = themes[theme] ?? MessageTheme(number: theme)
    let successor = isOver ? look.successor(of: theme) : nil
    if entry.successor != successor {
      entry.successor = successor
      themes[theme] = entry
      try writer.put(entry)
    }
    return groups
  }

  private static func emptied(_ tally: GroupTally) -> DerivedGroup {
    let label = GroupLabel(
      kind: tally.kind,
      fingerprint: tally.fingerprint,
      label: tally.label,
      service: tally.service,
      surface: tally.surface
    )
    var group = DerivedGroup(label, first: tally.first)
    group.tally.last = tally.last
    return group
  }

  // MARK: - Parts

  private mutating func add(
    _ message: ThemedMessage,
    of part: Part,
    to group: inout DerivedGroup?,
    _ writer: StoreWriter
  ) throws {
    var counted = try group ?? DerivedGroup(label(of: part, beginning: message, writer), first: message.time)
    let earlier = (message.time, message.service, message.surface)
    if earlier < (counted.tally.first, counted.tally.service, counted.tally.surface) {
      (counted.tally.first, counted.tally.service, counted.tally.surface) = earlier
    }
    counted.add(time: message.time, duration: 0, subject: message.subject, account: message.account)
    if let evidence = message.evidence { counted.tally.offer(exemplar: evidence) }
    group = counted
  }

  /// Returns what is said of a part of a theme, which its first message gives it its place with.
  private mutating func label(of part: Part, beginning message: ThemedMessage, _ writer: StoreWriter) throws
    -> GroupLabel
  {
    var theme = themes[part.theme] ?? MessageTheme(number: part.theme)
    if (part.isPraise ? theme.praise : theme.name).isEmpty {
      let origin = message.evidence?.hex ?? Hex.encode(message.key.bytes)
      var words = "\(part.isPraise ? "praise" : "theme") \(origin.prefix(ThemeGroups.originLength))"
      // A message that went to a new theme may have begun another one before.
      if themes.values.contains(where: { $0.name == words || $0.praise == words }) { words += " \(part.theme)" }
      if part.isPraise { theme.praise = words } else { theme.name = words }
      themes[part.theme] = theme
      try writer.put(theme)
    }
    return GroupLabel(
      kind: .message,
      fingerprint: part.isPraise ? theme.praise : theme.name,
      label: "",
      service: message.service,
      surface: message.surface
    )
  }

  /// Names a part by its first messages; nil where no text was looked at, so that nothing is there to compare with.
  private func name(_ part: Part, _ writer: StoreWriter) throws -> String? {
    guard let stream = look.stream else { return nil }
    var texts: [(text: String, writer: UInt64)] = []
    try writer.forEachMessage(of: part.theme, praise: part.isPraise) { number, message in
      guard let id = message.evidence, let text = try writer.evidence(id)?.evidence?.text else { return true }
      // Of whom nobody knows who they are, each counts as another.
      texts.append((text, message.subject != 0 ? message.subject : UInt64(number)))
      return texts.count < ThemeGroups.readers
    }
    return texts.isEmpty ? nil : stream.name(of: texts)
  }
}

extension GroupTally {
  /// Takes a text among those that are shown, which are the ones with the smallest ids.
  mutating func offer(exemplar id: EvidenceID) {
    if exemplars.count == GroupTally.exemplarLimit, let last = exemplars.last, last <= id { return }
    guard !exemplars.contains(id) else { return }
    exemplars.insert(id, at: exemplars.firstIndex { id < $0 } ?? exemplars.count)
    if exemplars.count > GroupTally.exemplarLimit { exemplars.removeLast() }
  }
}
