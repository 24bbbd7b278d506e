import Bytes

/// A word of a message that may say what it is about.
package struct Word: Equatable, Sendable {
  /// As written, in lower case.
  package let text: String
  /// Without its ending, so that `charged`, `charges` and `charge` are one.
  package let stem: String
}

/// Cuts messages into the words that may say what they are about.
package enum Words {
  /// What is read at most of a message, and the most words taken from it.
  package static let byteLimit = 4_096
  static let limit = 200
  static let lengthLimit = 24

  /// Returns the content words in order: no stop words, addresses, links, marks of redaction, or ids full of digits.
  package static func content(_ words: [String]) -> [Word] {
    words.filter { !StopWords.contains($0) }.map { Word(text: $0, stem: stem($0)) }
  }

  /// Returns every word in lower case, stop words too.
  package static func all(_ text: Substring) -> [String] {
    var words: [String] = []
    let text = String(decoding: text.utf8.prefix(byteLimit), as: UTF8.self).lowercased()
    for chunk in text.unicodeScalars.split(whereSeparator: isSpace) where !isPlace(chunk) {
      guard words.count < limit else { break }
      cut(chunk, into: &words)
    }
    return words
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII ? ASCII.isSpace(UInt8(scalar.value)) : scalar.properties.isWhitespace
  }

  /// Addresses, links, and marks of redaction say where something is and not what it is about.
  private static func isPlace(_ chunk: Substring.UnicodeScalarView) -> Bool {
    let bytes = Array(Substring(chunk).utf8)[...]
    return bytes.contains(UInt8(ascii: "@")) || bytes.has("://") || bytes.begins("www.") || bytes.has("⟦")
  }

  private static func cut(_ chunk: Substring.UnicodeScalarView, into words: inout [String]) {
    var word = String.UnicodeScalarView()
    func finish() {
      let text = String(word)
      word.removeAll()
      if isWord(text) { words.append(text) }
    }
    for scalar in chunk {
      let isPart =
        scalar.isASCII ? ASCII.isAlphanumeric(UInt8(scalar.value)) : scalar.properties.isAlphabetic
      let isSign = (scalar == "+" || scalar == "#") && !word.isEmpty
      if isPart || isSign {
        word.append(scalar)
      } else if scalar != "'" && scalar != "\u{2019}" {
        finish()
      }
    }
    finish()
  }

  /// Keeps `php5` and `b2b`, drops order numbers and hashes.
  private static func isWord(_ text: String) -> Bool {
    let digits = text.utf8.filter(ASCII.isDigit).count
    return text.utf8.count > 1 && text.unicodeScalars.count <= lengthLimit && digits <= 2
      && text.utf8.count - digits > 1
  }

  /// Names a word by a hash of its text: FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/).
  static func feature(_ text: String) -> UInt32 {
    var hash: UInt32 = 0x811c_9dc5
    for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    return hash
  }

  /// Cuts common English endings; other languages lose little by it.
  package static func stem(_ word: String) -> String {
    var run = Array(word.utf8)[...]
    guard run.count > 3 else { return word }
    if run.ends("ies"), run.count > 4 {
      return (run.dropLast(3) + [UInt8(ascii: "y")]).text
    }
    if run.ends("sses") { run = run.dropLast(2) }
    if run.ends("s"), !run.ends("ss"), !run.ends("us"), !run.ends("is") { run = run.dropLast() }
    let long = run.count
    if run.ends("ing"), long > 5 { run = run.dropLast(3) } else if run.ends("ed"), long > 4 { run = run.dropLast(2) }
    if run.count < long {
      // `stopped` and `stopping` have doubled the last letter of `stop`.
      if let last = run.last, run.count > 3, run.dropLast().last == last, !"lsz".utf8.contains(last) {
        run = run.dropLast()
      }
    }
    if run.last == UInt8(ascii: "e"), run.count > 3 { run = run.dropLast() }
    return run.text
  }
}
