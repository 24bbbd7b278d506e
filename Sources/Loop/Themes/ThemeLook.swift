import Domain
import Store
import Themes

/// What new messages make of the themes: where each text belongs that is new, and which texts go elsewhere.
///
/// Worked out on a snapshot, without holding anybody up.
struct ThemeLook {
  let before: ThemeState
  private(set) var after: ThemeState
  /// Texts that are elsewhere than they were, by their number.
  private(set) var places: [Int64: ThemedText.Place] = [:]
  /// Themes that texts left or joined which were counted before.
  private(set) var moved: Set<Int> = []
  /// For each theme that texts left, how many went to which.
  private(set) var leavers: [Int: [Int: Int]] = [:]
  /// Texts that are not remembered any more.
  private(set) var forgotten: [Int64] = []
  /// Nil where nothing but known texts has come: then no theme gets other words.
  private(set) var stream: ThemeStream?

  /// The numbers of the stream's texts, and where they were.
  private var ordinals: [Int64] = []
  private var known: [Int64: ThemedText.Place] = [:]

  /// Texts taken at a time.
  private static let portion = 4_096

  /// Looks at what is new; nil where nothing is.
  init?(_ records: Records) throws {
    let reader = records.reader
    before = try ThemeState.load(reader) ?? ThemeState()
    after = before
    after.counted = try reader.latestMessage()
    after.isAdopting = false
    guard after.counted > before.counted || before.isAdopting else { return nil }
    if before.isAdopting { moved = Set(try reader.themes().keys) }
    let waiting = try reader.waitingTexts(after: 0, limit: ThemeLook.portion)
    guard try !waiting.isEmpty || before.isAdopting || reader.isAnyAlone(after: before.counted) else { return }
    try resume(reader)
    var portion = waiting
    var asides: [ThemedText] = []
    while let last = portion.last {
      for text in portion { try take(text, &asides, records) }
      portion = try reader.waitingTexts(after: last.ordinal, limit: ThemeLook.portion)
    }
    if stream?.isDue == true || before.isAdopting { try look(records) }
    finish(asides)
  }

  private mutating func resume(_ reader: StoreReader) throws {
    let times = try reader.timesTaught()
    var remembered: [ThemeStream.Known] = []
    for text in try reader.placedTeachers() {
      guard let features = MessageWords.unpack(text.words), !features.isEmpty else { continue }
      ordinals.append(text.ordinal)
      known[text.ordinal] = text.place
      remembered.append(.init(features: features, theme: text.place.number, times: times[text.ordinal] ?? 0))
    }
    let seen = ordinals.count { $0 <= before.seen }
    stream = ThemeStream(ThemeStream.Head(seen: seen, next: before.next, cut: before.cut), remembered)
  }

  private mutating func take(_ text: ThemedText, _ asides: inout [ThemedText], _ records: Records) throws {
    guard let features = MessageWords.unpack(text.words), !features.isEmpty else {
      places[text.ordinal] = .alone
      return
    }
    guard text.teaches else {
      asides.append(text)
      return
    }
    if stream?.isFull == true { try look(records) }
    _ = stream?.add(features: features, teaches: true)
    ordinals.append(text.ordinal)
  }

  private mutating func look(_ records: Records) throws {
    guard var stream else { return }
    let themes = stream.themes
    for move in stream.look(holding: try HeldThemes.find(records)) {
      guard let from = move.from, let to = move.to else { continue }
      leavers[from, default: [:]][to, default: 0] += move.texts
    }
    let gone = Set(stream.forgotten)
    for place in stream.forgotten {
      note(ordinals[place], themes[place])
      forgotten.append(ordinals[place])
    }
    ordinals = ordinals.indices.filter { !gone.contains($0) }.map { ordinals[$0] }
    after.seen = ordinals.last ?? after.seen
    self.stream = stream
  }

  /// Says where all are in the end; what teaches nothing goes where it belongs by then.
  private mutating func finish(_ asides: [ThemedText]) {
    guard var stream else { return }
    for (ordinal, theme) in zip(ordinals, stream.themes) { note(ordinal, theme) }
    for text in asides {
      guard let features = MessageWords.unpack(text.words) else { continue }
      note(text.ordinal, stream.add(features: features, teaches: false))
    }
    (after.next, after.cut) = (stream.head.next, stream.head.cut)
    self.stream = stream
  }

  private mutating func note(_ ordinal: Int64, _ theme: Int?) {
    let place = theme.map { ThemedText.Place.theme($0) } ?? .alone
    let old = known[ordinal]
    guard old != place else { return }
    places[ordinal] = place
    guard let old else { return }
    moved.formUnion([old.number, theme].compactMap(\.self))
  }

  /// Returns the theme that most texts of one went to; nil where none went anywhere.
  func successor(of theme: Int) -> Int? {
    leavers[theme]?.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }
}
