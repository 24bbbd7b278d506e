import Domain

/// The help texts, all from the table of commands.
enum Help {
  /// Returns the overview.
  static func overview(_ commands: [Command], width: Int) -> String {
    let title = Wrapping.lines("reckon \(Version.current): what is worth fixing, and did the fix work", width: width)
    let rows = table(commands.map { ($0.name, $0.summary) }, width: width)
    let more = Wrapping.lines("reckon help COMMAND tells more and gives an example.", width: width)
    let lines = title + ["", "usage: reckon COMMAND [OPTION…]", ""] + rows + [""] + more
    return (lines + ["reckon --version prints the version."]).joined(separator: "\n")
  }

  /// Returns one command's help.
  static func text(_ command: Command, width: Int) -> String {
    var lines = Wrapping.lines("reckon \(command.name): \(command.summary)", width: width)
    lines += [""] + Wrapping.lines("usage: \(usage(command))", hanging: "  ", width: width)
    if let details = command.details { lines += [""] + Wrapping.lines(details, width: width) }
    if !command.operands.isEmpty { lines += [""] + table(command.operands.map { ($0.name, $0.help) }, width: width) }
    if !command.options.isEmpty {
      lines +=
        [""] + table(command.options.map { ("\($0.name)\($0.value.map { " \($0)" } ?? "")", $0.help) }, width: width)
    }
    lines += [""] + example(command, width: width)
    return lines.joined(separator: "\n")
  }

  /// Shows the example on one line, or broken so that it can still be copied into a shell.
  private static func example(_ command: Command, width: Int) -> [String] {
    let line = "example: \(command.example)"
    guard line.count > width else { return [line] }
    let lines = Wrapping.lines(glued(command.example), indent: "  ", hanging: "  ", width: width - " \\".count)
      .map { line in String(line.map { $0 == glue ? " " : $0 }) }
    return ["example:"] + lines.dropLast().map { $0 + " \\" } + lines.suffix(1)
  }

  /// Stands for a space at which a line must not be broken.
  private static let glue: Character = "\u{a0}"

  /// Holds quoted words together: between quotes a shell would take the break for a part of the text.
  private static func glued(_ example: String) -> String {
    var isQuoted = false
    return String(
      example.map { character in
        if character == "'" { isQuoted.toggle() }
        return isQuoted && character == " " ? glue : character
      }
    )
  }

  static func usage(_ command: Command) -> String {
    let operands = command.operands.map { operand in
      let name = operand.name + (operand.isRepeated ? "…" : "")
      return operand.isRequired ? name : "[\(name)]"
    }
    let options = command.options.isEmpty ? [] : ["[OPTION…]"]
    return (["reckon", command.name] + operands + options).joined(separator: " ")
  }

  /// Lays out names beside explanations, or above them where the width is too small for two columns.
  private static func table(_ rows: [(name: String, help: String)], width: Int) -> [String] {
    let longest = rows.map(\.name.count).max() ?? 0
    guard longest + 24 <= width else {
      return rows.flatMap {
        Wrapping.lines($0.name, indent: "  ", width: width) + Wrapping.lines($0.help, indent: "      ", width: width)
      }
    }
    return rows.flatMap { row in
      let column = String(repeating: " ", count: longest + 4)
      var lines = Wrapping.lines(row.help, indent: column, width: width)
      let name = "  " + row.name + String(repeating: " ", count: longest - row.name.count + 2)
      lines[0] = name + lines[0].dropFirst(column.count)
      return lines
    }
  }
}
