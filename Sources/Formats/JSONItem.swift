/// An object of a parsed text, and the way to what lies in it: `author.email`, `author.companies.0.id`.
///
/// The bytes come along, because a value that lives longer than them may not hold them.
struct JSONItem: Sendable {
  let line: JSONLine
  let index: Int

  var lineNumber: Int { line.lineNumber(of: index) }

  /// Returns the place of what a path leads to, if it is there and not null; `0` is the first element of a list.
  func place(_ path: String, _ bytes: Span<UInt8>) -> Int? {
    var place = index
    for name in path.split(separator: ".") {
      guard let next = member(name, of: place, bytes) else { return nil }
      place = next
    }
    return line.isNull(place) ? nil : place
  }

  private func member(_ name: Substring, of place: Int, _ bytes: Span<UInt8>) -> Int? {
    guard !line.isArray(place) else { return name == "0" && line.after(place) > place + 1 ? place + 1 : nil }
    var found: Int?
    line.forEachMember(of: place) { key, value in
      if found == nil, JSONItem.isEqual(bytes, line.source(key), name.utf8) { found = value }
    }
    return found
  }

  private static func isEqual(_ bytes: Span<UInt8>, _ range: Range<Int>, _ name: Substring.UTF8View) -> Bool {
    guard range.count == name.count else { return false }
    var position = range.lowerBound
    for byte in name {
      guard bytes[position] == byte else { return false }
      position += 1
    }
    return true
  }

  /// Returns whether a member is there, null or not.
  func has(_ name: String, _ bytes: Span<UInt8>) -> Bool { member(name[...], of: index, bytes) != nil }

  /// Returns the first of some paths that leads to a text, a number or a truth value.
  func scalar(_ paths: [String], _ bytes: Span<UInt8>) -> Int? {
    for path in paths { if let place = place(path, bytes), line.isScalar(place) { return place } }
    return nil
  }

  /// Returns the first text of some paths that is not empty.
  func text(_ paths: [String], _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> RecordText {
    for path in paths {
      guard let place = place(path, bytes), line.isScalar(place) else { continue }
      let text = line.text(place, bytes, into: &batch)
      if !text.isEmpty { return text }
    }
    return .none
  }

  /// Returns the first text of some paths that is not empty, as a string.
  func string(_ paths: [String], _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> String {
    let text = text(paths, bytes, into: &batch)
    return batch.string(text)
  }

  /// Returns the object that a path leads to.
  func item(_ path: String, _ bytes: Span<UInt8>) -> JSONItem? {
    guard let place = place(path, bytes), line.isObject(place) else { return nil }
    return JSONItem(line: line, index: place)
  }

  /// Calls the body with each object of the list that a path leads to, in order.
  func forEachItem(_ path: String, _ bytes: Span<UInt8>, _ body: (JSONItem) -> Void) {
    guard let place = place(path, bytes) else { return }
    line.forEachElement(of: place) { if line.isObject($0) { body(JSONItem(line: line, index: $0)) } }
  }

  /// Returns a short string in lower case, or a number, for comparing it; empty for anything else.
  func word(_ path: String, _ bytes: Span<UInt8>) -> String {
    guard let place = place(path, bytes) else { return "" }
    let word = line.word(place)
    guard case .integer = word.kind, word.length <= 20 else { return line.folded(place, bytes) }
    return String(copying: bytes, line.source(word))
  }

  /// Returns whether a path leads to `true`.
  func isTrue(_ path: String, _ bytes: Span<UInt8>) -> Bool {
    guard let place = place(path, bytes), case .true = line.kind(place) else { return false }
    return true
  }
}
