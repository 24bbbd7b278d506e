import Bytes

/// What could be read of one file, one request, or one part of a file that is followed.
package struct ReadBody: Equatable, Sendable {
  package let kind: Kind
  /// Whose it is.
  package var source: String
  /// Where it is to be found: the path of a file, or what was asked for.
  package let place: String
  /// What tells it from others when it is read again.
  package let key: UInt64
  /// When it came, in microseconds since the Unix epoch.
  package let received: Int64
  /// Records that could be read, and those that could not.
  package var read = 0
  package private(set) var rejected = 0
  /// The first that could not.
  package private(set) var rejects: [Reject] = []

  package static let rejectLimit = 20
  private static let placeLimit = 300
  private static let reasonLimit = 300

  /// What it is.
  package enum Kind: String, CaseIterable, Sendable {
    /// A whole file: reading it again tells what is wrong with it now.
    case file
    /// Lines of a file that is followed, or of a pipe.
    case part
    case request
    /// A request of somebody who did not show who they are.
    case stranger
  }

  /// One record that could not be read, in words of our own.
  package struct Reject: Equatable, Sendable {
    /// The line, from 1; 0 for the whole.
    package let line: Int
    package let reason: String
  }

  package init(_ kind: Kind, source: String, place: String, key: UInt64, received: Int64) {
    self.kind = kind
    self.source = source
    self.place = VisibleText.escape(place, limit: ReadBody.placeLimit)
    self.key = key
    self.received = received
  }

  /// Counts a record that could not be read, and lists it while there is room.
  package mutating func reject(_ line: Int, _ reason: @autoclosure () -> String) {
    rejected += 1
    guard rejects.count < ReadBody.rejectLimit else { return }
    rejects.append(Reject(line: line, reason: VisibleText.escape(reason(), limit: ReadBody.reasonLimit)))
  }

  /// Counts more without a word of their own.
  package mutating func rejectMore(_ count: Int) { rejected += count }

  /// Whether it could be read, in the main.
  package var isGood: Bool { read > 0 && rejected <= read }

  /// Whether it could not.
  package var isBad: Bool { rejected > read }
}
