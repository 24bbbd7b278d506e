package import Host

/// One command: what help shows of it, what it takes, and the function behind it.
package struct Command: Sendable {
  package let name: String
  package let summary: String
  /// More than fits a line, for the command's own help.
  package var details: String?
  package var operands: [Operand] = []
  package var options: [Option] = []
  package let example: String
  package let run: @Sendable (Invocation) -> ExitCode

  /// Something a command takes by position.
  package struct Operand: Sendable {
    package let name: String
    package let isRequired: Bool
    package let help: String
    /// True for the last one, when it may be given several times.
    package var isRepeated = false
  }

  /// Something a command takes by name.
  package struct Option: Sendable {
    /// With its dashes.
    package let name: String
    /// What stands for the value in help; nil for a flag.
    package let value: String?
    package let help: String
  }
}

/// A command as it was typed.
package struct Invocation: Sendable {
  package var values: [String: String] = [:]
  /// All values of options that are given several times.
  package var lists: [String: [String]] = [:]
  package var flags: Set<String> = []
  package var operands: [String] = []
  package let environment: Environment
  package let terminal: Terminal

  package init(environment: Environment, terminal: Terminal) {
    self.environment = environment
    self.terminal = terminal
  }
}

extension Command.Option {
  static let root = Command.Option(name: "--root", value: "FOLDER", help: "the project, instead of the one found")
  static let asOf = Command.Option(name: "--as-of", value: "TIME", help: "answer as of this moment instead of now")
  static let json = Command.Option(name: "--json", value: nil, help: "print the answer as JSON")
}
