import Bytes
import Glibc

/// The two places a command writes to.
package struct Terminal: Sendable {
  /// Columns to fill: those of the terminal, within the widths texts are made for.
  package let width: Int
  /// True when a person looks on; a pipe gets an answer's lines as they are.
  package let isInteractive: Bool

  package static let standardWidth = 80
  package static let widths = 40...200

  package init(width: Int, isInteractive: Bool = false) {
    self.width = min(max(width, Terminal.widths.lowerBound), Terminal.widths.upperBound)
    self.isInteractive = isInteractive
  }

  /// Looks at what stdout is.
  ///
  /// A pipe gets the standard width, so that its text does not depend on who looks on.
  package static func current() -> Terminal {
    // A closed pipe is an ordinary end, told by the failed write and not by a signal.
    signal(SIGPIPE, SIG_IGN)
    var size = winsize()
    guard isatty(1) == 1, unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return Terminal(width: standardWidth)
    }
    return Terminal(width: Int(size.ws_col), isInteractive: true)
  }

  /// Writes a line of the answer; ends the program when nobody reads it any more, or it cannot be written.
  package func out(_ text: String) {
    guard !Descriptor.writeAll(Array((text + "\n").utf8), to: 1) else { return }
    let reason = errno
    guard reason != EPIPE else { exit(ExitCode.done.rawValue) }
    note("reckon: the answer cannot be written: \(unsafe String(cString: strerror(reason)))")
    exit(ExitCode.environment.rawValue)
  }

  /// Writes an answer made of sentences, broken between words where a person reads it.
  package func show(_ text: String, hanging: String = "  ") {
    guard isInteractive else { return out(text) }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      Wrapping.lines(String(line), hanging: hanging, width: width).forEach(out)
    }
  }

  /// Writes a line about the answer.
  ///
  /// That nobody reads it is no reason to stop.
  package func note(_ text: String) {
    let isRead = isatty(2) == 1
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      isRead ? Wrapping.lines(String(line), hanging: "  ", width: width) : [String(line)]
    }
    _ = Descriptor.writeAll(Array((lines.joined(separator: "\n") + "\n").utf8), to: 2)
  }
}
