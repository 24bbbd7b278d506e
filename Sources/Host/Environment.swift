import Glibc

/// What the process was started with: read once at the start and handed down, so that nothing below reads it by itself.
package struct Environment: Sendable {
  package let variables: [String: String]
  /// Nil where it has gone, or its name is not UTF-8.
  package let workingDirectory: String?
  /// The absolute path of this program's file.
  package let executable: String

  package init(variables: [String: String], workingDirectory: String?, executable: String) {
    self.variables = variables
    self.workingDirectory = workingDirectory
    self.executable = executable
  }

  /// Reads the environment of this process.
  package static func current() -> Environment {
    Environment(
      variables: currentVariables(),
      workingDirectory: Files.absolutePath("."),
      executable: Files.absolutePath("/proc/self/exe") ?? CommandLine.arguments[0]
    )
  }

  private static func currentVariables() -> [String: String] {
    var variables: [String: String] = [:]
    var entry = unsafe environ
    while let text = unsafe entry.pointee {
      let parts = unsafe String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
      unsafe entry += 1
    }
    return variables
  }

  /// Returns a path as it is meant by whoever typed it: seen from the working directory.
  package func path(_ typed: String) -> String {
    workingDirectory.map { Files.path(typed, from: $0) } ?? typed
  }

  /// Returns the path of a program on PATH, or nil.
  package func program(_ name: String) -> String? {
    for folder in (variables["PATH"] ?? "").split(separator: ":") {
      let path = "\(folder)/\(name)"
      if unsafe access(path, X_OK) == 0, Files.kind(path) == .file { return path }
    }
    return nil
  }
}
