/// How a language prints a stack: frames that were sent one by one are written so, to be read like any other trace.
enum StackForm: Sendable {
  case python, script, java, dotNet, go, ruby
  /// `cart/total.php:12 in total`, for languages without a form of their own here.
  case plain

  /// Picks the form of a platform, as Sentry and PostHog name them.
  init(platform: String) {
    switch platform {
    case "python": self = .python
    case "java", "kotlin", "scala", "groovy", "android": self = .java
    case "csharp", "dotnet": self = .dotNet
    case "go": self = .go
    case "ruby": self = .ruby
    default: self = platform.hasSuffix("javascript") || platform.hasSuffix("node") ? .script : .plain
    }
  }

  /// Whether the last call is printed last, and a cause before what it caused.
  var isLastLast: Bool {
    switch self {
    case .python: true
    case .script, .java, .dotNet, .go, .ruby, .plain: false
    }
  }

  /// What stands behind a frame that the sender says is a library's.
  private static let libraryMark = " [library]"

  /// Prints a frame; nothing where it names neither a file nor a function.
  func line(_ frame: Frame) -> String {
    guard !frame.function.isEmpty || !frame.path.isEmpty else { return "" }
    return words(frame) + (frame.isLibrary ? StackForm.libraryMark : "")
  }

  private func words(_ frame: Frame) -> String {
    let name = frame.function.isEmpty ? "<anonymous>" : frame.function
    switch self {
    case .python: return "  File \"\(frame.path)\", line \(frame.line), in \(name)"
    case .script:
      let place = "\(frame.path.isEmpty ? "<anonymous>" : frame.path):\(frame.line):\(frame.column)"
      return frame.function.isEmpty ? "    at \(place)" : "    at \(name) (\(place))"
    case .java:
      let place = frame.file.isEmpty ? "Unknown Source" : "\(frame.file):\(frame.line)"
      return "    at \(frame.qualified(name))(\(place))"
    case .dotNet:
      let call = frame.qualified(name) + (name.hasSuffix(")") ? "" : "()")
      return frame.path.isEmpty ? "   at \(call)" : "   at \(call) in \(frame.path):line \(frame.line)"
    case .go: return "\(frame.qualified(name))(...)\n\t\(frame.path):\(frame.line)"
    case .ruby: return "\(frame.path):\(frame.line):in '\(name)'"
    case .plain:
      return frame.path.isEmpty ? frame.qualified(name) : "\(frame.path):\(frame.line) in \(name)"
    }
  }

  /// One call, as it was sent.
  struct Frame: Sendable {
    /// The most characters of a name or a path that are printed.
    static let textLimit = 256

    /// Empty where it has none.
    var function = ""
    /// The package, module or class.
    var module = ""
    /// The file as the build knew it.
    var file = ""
    /// The file with its whole path or address, or else as the build knew it.
    var path = ""
    var line: Int64 = 0
    var column: Int64 = 0
    var isLibrary = false

    /// The function behind its module, unless it names that itself.
    func qualified(_ name: String) -> String {
      module.isEmpty || name.hasPrefix(module) ? name : "\(module).\(name)"
    }
  }
}
