import Bytes

/// Words that do not make a command, and what to do instead.
package struct UsageError: Error, Equatable, Sendable {
  package let message: String
}

/// Sorts a command's words into options and operands.
struct ArgumentParser {
  let command: Command

  /// Fills an invocation; `--` ends the options, and `--name=value` is the same as `--name value`.
  func parse(_ words: [String], into invocation: Invocation) throws(UsageError) -> Invocation {
    var invocation = invocation
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word != "--" else {
        invocation.operands += rest
        break
      }
      // A lone dash stands for standard input.
      guard word.hasPrefix("-"), word != "-" else {
        invocation.operands.append(word)
        continue
      }
      try parse(option: word, &rest, into: &invocation)
    }
    return try checked(invocation)
  }

  private func parse(
    option word: String,
    _ rest: inout ArraySlice<String>,
    into invocation: inout Invocation
  ) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let option = command.options.first(where: { $0.name == parts[0] }) else {
      throw unknown(parts[0])
    }
    guard let valueName = option.value else {
      guard parts.count == 1 else { throw UsageError(message: "\(option.name) takes no value") }
      invocation.flags.insert(option.name)
      return
    }
    guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
      throw UsageError(message: "\(option.name) needs a value: \(option.name) \(valueName)")
    }
    guard !value.isEmpty else { throw UsageError(message: "\(option.name) was given an empty \(valueName)") }
    invocation.values[option.name] = value
    invocation.lists[option.name, default: []].append(value)
  }

  private func unknown(_ word: String) -> UsageError {
    let shown = VisibleText.escape(word, limit: 60)
    let advice = NearMiss.nearest(to: word, among: command.options.map(\.name)).map { "; did you mean \($0)?" } ?? ""
    return UsageError(message: "\(command.name) has no option \(shown)\(advice)")
  }

  private func checked(_ invocation: Invocation) throws(UsageError) -> Invocation {
    let required = command.operands.count(where: \.isRequired)
    guard invocation.operands.count >= required else {
      throw UsageError(message: "\(command.name) needs \(command.operands[invocation.operands.count].name)")
    }
    let isOpen = command.operands.last?.isRepeated == true
    guard isOpen || invocation.operands.count <= command.operands.count else {
      let shown = VisibleText.escape(invocation.operands[command.operands.count], limit: 60)
      throw UsageError(message: "\(command.name) does not know what to do with \(shown)")
    }
    return invocation
  }
}
