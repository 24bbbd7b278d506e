import Bytes
import Language
import Themes

/// Lets through only titles that a customer may read and that give nobody orders.
package enum CheckedTitle {
  /// The shortest and the longest title, in characters; a card has room for one line.
  package static let lengths = 3...120
  /// A character may be made of many scalars, but not here.
  private static let byteLimit = 480

  /// Why a title is refused.
  package enum Fault: String, Error, CaseIterable, Sendable {
    case length, invisible, order, secret, link
  }

  /// Returns the title with single blanks between its words; throws what is wrong with it.
  package static func check(_ typed: String) throws(Fault) -> String {
    guard typed.utf8.count <= byteLimit else { throw .length }
    let title = typed.split(separator: " ").joined(separator: " ")
    guard lengths.contains(title.count) else { throw .length }
    guard title.unicodeScalars.allSatisfy(VisibleText.isVisible) else { throw .invisible }
    guard InstructionMarks(in: title).isEmpty, !Suspicion.clean(title).isSuspect, !Suspicion.isIn(name: title) else {
      throw .order
    }
    guard SecretRedaction.mask(title) == title else { throw .secret }
    guard !title.contains("://"), !title.lowercased().contains("www.") else { throw .link }
    return title
  }
}
