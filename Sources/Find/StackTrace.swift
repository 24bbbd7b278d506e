import Bytes

/// The frames of a stack text, the place of the fault first, in whichever language it was printed.
package enum StackTrace {
  /// What is read at most of a stack; deeper frames add nothing to what made it fail.
  static let byteLimit = 65_536
  static let frameLimit = 200

  /// Reads the frames; empty where the text has no shape that is known.
  package static func frames(_ text: String) -> [StackFrame] {
    frames(text, by: frame)
  }

  /// Tells the frame of a line behind another one, if it is one.
  typealias Reading = (_ line: ByteText, _ previous: ByteText) -> StackFrame?

  /// Reads the frames by a function that may know some lines already.
  static func frames(_ text: String, by read: Reading) -> [StackFrame] {
    var sections = Sections()
    var previous: ByteText = []
    let span = text.utf8Span.span
    var rest = Array(copying: span.extracting(first: min(byteLimit, span.count)))[...]
    while sections.count < frameLimit, !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      let whole = rest[..<end]
      rest = rest[min(end + 1, rest.endIndex)...]
      if whole.isEmpty { continue }
      let line = whole.trimmed
      sections.read(line, after: previous, by: read)
      previous = line
    }
    return sections.best
  }

  /// What stands behind a frame of which the sender has said that it is not the product's own.
  private static let libraryMark: StaticString = " [library]"

  static func frame(_ line: ByteText, after previous: ByteText) -> StackFrame? {
    guard line.ends(libraryMark) else { return FrameShape.read(line, after: previous) }
    return FrameShape.read(line.dropLast(libraryMark.utf8CodeUnitCount), after: previous)?.foreign
  }

  /// A trace cut where one error says that another one caused it.
  private struct Sections {
    private var finished: [[StackFrame]] = []
    private var frames: [StackFrame] = []
    private var isLastFirst = false
    private(set) var count = 0

    mutating func read(_ line: ByteText, after previous: ByteText, by read: Reading) {
      if line.begins("Traceback (most recent call last)") {
        close()
        isLastFirst = true
      } else if line.begins("Caused by:") || line.begins("[cause]:") || line.begins("caused by:") {
        close()
      } else if let frame = read(line, previous) {
        frames.append(frame)
        count += 1
      }
    }

    private mutating func close() {
      if !frames.isEmpty { finished.append(isLastFirst ? frames.reversed() : frames) }
      frames = []
      isLastFirst = false
    }

    /// The last section with own code: the root cause in Java and JavaScript, the error that got out in Python.
    var best: [StackFrame] {
      var copy = self
      copy.close()
      let all = copy.finished
      return all.last { $0.contains { $0.isInApp } } ?? all.last ?? []
    }
  }
}
