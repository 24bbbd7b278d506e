import Commands
import Glibc
import Host

exit(
  CommandTable.run(Array(CommandLine.arguments.dropFirst()), environment: .current(), terminal: .current()).rawValue
)
