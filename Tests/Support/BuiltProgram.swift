import Foundation

/// An executable of this package, where the build has put it.
package enum BuiltProgram: String, Sendable {
  case reckon
  case conformanceServer = "ConformanceServer"

  /// The file's path: executables stand beside the program that runs the tests.
  package var path: String {
    let runner = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return runner.deletingLastPathComponent().appendingPathComponent(rawValue).path
  }
}
