/// The words of a text in lower case and without apostrophes: as much of it as tells what it is about.
struct RunWords {
  private(set) var words: [String] = []
  /// Whether it is written as one shouts: in capitals, or with more than one mark at the end.
  private(set) var isShouted = false

  /// Of a long text its beginning and its end are read.
  private static let headLimit = 3_000
  private static let tailLimit = 1_000
  private static let lengthLimit = 40

  init(_ text: String) {
    let bytes = text.utf8
    if bytes.count <= RunWords.headLimit + RunWords.tailLimit {
      read(text.unicodeScalars)
    } else {
      read(String(decoding: bytes.prefix(RunWords.headLimit), as: UTF8.self).unicodeScalars)
      read(String(decoding: bytes.suffix(RunWords.tailLimit), as: UTF8.self).unicodeScalars)
    }
  }

  private mutating func read(_ scalars: String.UnicodeScalarView) {
    var word = String.UnicodeScalarView()
    var (capitals, letters, marks, most) = (0, 0, 0, 0)
    for scalar in scalars {
      marks = scalar == "!" || scalar == "?" ? marks + 1 : 0
      most = max(most, marks)
      switch scalar {
      case "a"..."z":
        letters += 1
        word.append(scalar)
      case "A"..."Z":
        (capitals, letters) = (capitals + 1, letters + 1)
        word.append(Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value | 0x20)))
      case "0"..."9": word.append(scalar)
      case "'", "\u{2019}": break
      default:
        if !scalar.isASCII, scalar.properties.isAlphabetic {
          word.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
        } else {
          finish(&word)
        }
      }
    }
    finish(&word)
    isShouted = isShouted || most >= 2 || letters >= 12 && capitals * 4 > letters * 3
  }

  private mutating func finish(_ word: inout String.UnicodeScalarView) {
    guard !word.isEmpty else { return }
    if word.count <= RunWords.lengthLimit { words.append(String(word)) }
    word = String.UnicodeScalarView()
  }

  /// Returns its beginning.
  func prefix(_ count: Int) -> RunWords {
    var beginning = self
    beginning.words = Array(words.prefix(count))
    return beginning
  }

  /// Reports whether one of a book's phrases is in it.
  func holds(_ book: PhraseBook) -> Bool { words.indices.contains { book.matches(words, at: $0) } }

  /// Reports whether it begins with one of a book's phrases.
  func begins(_ book: PhraseBook) -> Bool { !words.isEmpty && book.matches(words, at: 0) }
}
