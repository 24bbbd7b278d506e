import Bytes

/// One call of a stack, cleaned of what changes between builds.
package struct StackFrame: Equatable, Sendable {
  /// The last part of the function's name; empty where it has none.
  package let function: String
  /// The file's base name, without hashes; for names that say nothing, with its folder.
  package let file: String
  /// Whether it is the product's own code and not a library's or the runtime's.
  package private(set) var isInApp: Bool

  init(function: ByteText, path: ByteText, module: ByteText = []) {
    self.function = FunctionName.clean(function)
    file = FileName.clean(path)
    isInApp = ForeignCode.isOwn(path: path, module: module.isEmpty ? function : module)
  }

  /// The same frame as a library's.
  var foreign: StackFrame {
    var frame = self
    frame.isInApp = false
    return frame
  }

  /// Whether it names anything, as a lambda without a file does not.
  var isNamed: Bool { !function.isEmpty || !file.isEmpty }

  /// What it is told apart by; nil for a frame that names nothing, such as a lambda without a file.
  var identity: String? {
    switch (function.isEmpty, file.isEmpty) {
    case (true, true): nil
    case (true, false): "@\(file)"
    case (false, true): function
    case (false, false): "\(function)@\(file)"
    }
  }
}
