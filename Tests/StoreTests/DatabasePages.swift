import Foundation

/// Where in a database file the bytes of its rows are: what an adversary of the seals must know.
///
/// Reads the format of https://sqlite.org/fileformat2.html, for files with pages of 4,096 bytes all of which are used.
struct DatabasePages {
  let bytes: [UInt8]
  private static let size = 4_096

  init(_ bytes: Data) {
    self.bytes = Array(bytes)
  }

  /// Whether a tree has any rows.
  func hasRows(root: Int) -> Bool { !rows(root: root).isEmpty }

  /// Returns the places of all bytes of the rows of the tree that begins on a page: keys, lengths and contents.
  func rows(root: Int) -> [Range<Int>] {
    var found: [Range<Int>] = []
    let page = (root - 1) * DatabasePages.size
    let head = root == 1 ? page + 100 : page
    let kind = bytes[head]
    let isInterior = kind == 0x05 || kind == 0x02
    let first = head + (isInterior ? 12 : 8)
    for cell in 0..<number(head + 3, 2) {
      var start = page + number(first + 2 * cell, 2)
      if isInterior {
        found += rows(root: number(start, 4))
        start += 4
      }
      // The inner pages of a table by number hold no rows.
      if kind != 0x05 { found += row(at: start, isNumbered: kind == 0x0d) }
    }
    if isInterior { found += rows(root: number(head + 8, 4)) }
    return found
  }

  private func row(at start: Int, isNumbered: Bool) -> [Range<Int>] {
    var end = start
    let length = varint(&end)
    if isNumbered { _ = varint(&end) }
    let usable = DatabasePages.size
    let most = isNumbered ? usable - 35 : (usable - 12) * 64 / 255 - 23
    guard length > most else { return [start..<end + length] }
    let least = (usable - 12) * 32 / 255 - 23
    let wanted = least + (length - least) % (usable - 4)
    let here = wanted <= most ? wanted : least
    var found = [start..<end + here]
    var left = length - here
    var next = number(end + here, 4)
    while next > 0, left > 0 {
      let page = (next - 1) * usable
      found.append(page + 4..<page + 4 + min(left, usable - 4))
      left -= usable - 4
      next = number(page, 4)
    }
    return found
  }

  private func number(_ place: Int, _ width: Int) -> Int {
    bytes[place..<place + width].reduce(0) { $0 << 8 | Int($1) }
  }

  private func varint(_ place: inout Int) -> Int {
    var value = 0
    for _ in 0..<8 {
      let byte = bytes[place]
      place += 1
      value = value << 7 | Int(byte & 0x7f)
      if byte < 0x80 { return value }
    }
    value = value << 8 | Int(bytes[place])
    place += 1
    return value
  }
}
