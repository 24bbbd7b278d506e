import Bytes
import Glibc

/// One line on stderr that is written over and over while a person waits; silent in a pipe.
final class ProgressLine {
  private let width: Int
  private let isShown: Bool
  private var last: ContinuousClock.Instant?

  /// A person follows no more than this.
  private static let interval = Duration.milliseconds(100)
  private static let barWidth = 20

  init(_ terminal: Terminal) {
    width = terminal.width
    isShown = isatty(2) == 1
  }

  /// Shows how far the work is; a share makes it a bar.
  func show(_ text: String, _ share: Double?) {
    let now = ContinuousClock.now
    if let last, now - last < ProgressLine.interval { return }
    guard isShown else { return }
    last = now
    var line = text
    if let share {
      let full = Int(share * Double(ProgressLine.barWidth))
      let bar = String(repeating: "#", count: full) + String(repeating: ".", count: ProgressLine.barWidth - full)
      line = "[\(bar)] \(Int(share * 100)) % \(text)"
    }
    write("\r\u{1b}[K" + line.prefix(width - 1))
  }

  /// Takes the line away.
  func clear() {
    if isShown, last != nil { write("\r\u{1b}[K") }
  }

  /// Progress is told as well as it can be; that nobody sees it is no reason to stop.
  private func write(_ text: String) {
    _ = Descriptor.writeAll(Array(text.utf8), to: 2)
  }
}
