/// How a command ended, as the shell sees it.
package enum ExitCode: Int32, Sendable {
  case done = 0
  case negativeAnswer = 1
  case usage = 2
  case badInput = 3
  case environment = 4
  case internalFailure = 5
}
