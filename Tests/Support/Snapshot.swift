import Foundation

/// A text that is kept beside the tests and compared byte for byte.
package struct Snapshot: Sendable {
  private let path: String

  /// Names a file in the folder `Snapshots` beside the test's own file.
  package init(_ name: String, beside file: String = #filePath) {
    let folder = (file as NSString).deletingLastPathComponent
    path = "\(folder)/Snapshots/\(name)"
  }

  /// Throws when the text is not the kept one; with UPDATE_SNAPSHOTS=1 it becomes the kept one.
  package func expect(_ text: String) throws {
    if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] == "1" {
      let folder = (path as NSString).deletingLastPathComponent
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      return try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    guard let kept = FileManager.default.contents(atPath: path) else {
      throw SnapshotMismatch(description: "no snapshot at \(path); record it with UPDATE_SNAPSHOTS=1")
    }
    guard kept != Data(text.utf8) else { return }
    throw SnapshotMismatch(description: difference(String(decoding: kept, as: UTF8.self), text))
  }

  private func difference(_ kept: String, _ text: String) -> String {
    let old = kept.split(separator: "\n", omittingEmptySubsequences: false)
    let new = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(old, new).prefix { $0 == $1 }.count
    return """
      \(path) differs at line \(line + 1) of \(old.count); UPDATE_SNAPSHOTS=1 records the new text
      kept: \(line < old.count ? old[line] : "(end)")
      now:  \(line < new.count ? new[line] : "(end)")
      """
  }
}

/// Where a text left its snapshot.
package struct SnapshotMismatch: Error, CustomStringConvertible {
  package let description: String
}
