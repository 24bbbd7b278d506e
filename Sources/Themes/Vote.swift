private import Glibc

/// What a text's neighbours say of the theme it belongs to.
struct Vote: Equatable, Sendable {
  /// The themes among the neighbours, that with the most closeness first; the lower number where two have as much.
  private(set) var themes: [(theme: Int32, closeness: Float, voters: Int, best: Float)] = []
  private(set) var total: Float = 0
  /// How much nearness says of a text of so many words.
  private let scale: Float

  /// The neighbours of a theme by which it is judged how firmly a text belongs to it.
  static let judges = 3
  /// A text of so many words is as firm as it is near.
  private static let usualWords: Float = 8

  /// Counts the votes of those neighbours that have a theme, which is 0 or above, on a text of so many words.
  init(_ neighbours: [Neighbour], themeOf: [Int32], words: Int) {
    scale = Vote.scale(words)
    for neighbour in neighbours {
      total += neighbour.closeness
      let theme = themeOf[Int(neighbour.text)]
      guard theme >= 0 else { continue }
      if let place = themes.firstIndex(where: { $0.theme == theme }) {
        themes[place].closeness += neighbour.closeness
        // They come nearest first.
        if themes[place].voters < Vote.judges { themes[place].best += neighbour.closeness }
        themes[place].voters += 1
      } else {
        themes.append((theme, neighbour.closeness, 1, neighbour.closeness))
      }
    }
    themes.sort { ($1.closeness, $0.theme) < ($0.closeness, $1.theme) }
  }

  /// Returns how firmly the text belongs to a theme: the mean closeness of the nearest few of it, by its words.
  func firmness(in theme: Int32) -> Float {
    (themes.first { $0.theme == theme }?.best ?? 0) / Float(Vote.judges) * scale
  }

  /// Returns how firmly it belongs to the theme at the top.
  var firmness: Float { (themes.first?.best ?? 0) / Float(Vote.judges) * scale }

  /// The fewer words a text has the nearer it is by chance to another that shares one: the tenth root of their number
  /// lets less junk in on every set of one subject that was tried.
  private static func scale(_ words: Int) -> Float { pow(Float(max(words, 1)) / usualWords, 0.1) }

  static func == (left: Vote, right: Vote) -> Bool {
    left.total == right.total && left.scale == right.scale && left.themes.elementsEqual(right.themes, by: ==)
  }
}
