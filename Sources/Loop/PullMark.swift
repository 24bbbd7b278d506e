import Bytes

/// How far something has been fetched.
struct PullMark: Equatable, Sendable {
  /// All from before then is here.
  var through: Timestamp?
  /// What is being fetched goes until then; nil between one time and the next.
  var end: Timestamp?
  /// How far that is, in the words of whoever gives it.
  var place = ""
  /// Only such a part of a page is asked for at a time: an answer was too long.
  var part = 1

  static let smallestPart = 64
}
