/// What there is to tell whether an error or a message is the same thing as another; secrets are masked in all of it.
package struct GroupCandidate: Equatable, Sendable {
  /// The place of its row in the batch.
  package var row: Int
  package let kind: SignalKind
  /// An error's type as it was sent; empty where there is none, as in a plain line of a log.
  package let errorType: String
  /// What an error says.
  package let message: String
  /// The rule by which the program itself wants errors told apart; empty where it has none.
  package let fingerprint: String
  /// An error's stack trace in the sender's words; empty where there is none.
  package let stack: String
  package let service: String
  package let surface: String
  /// What a customer wrote, exactly as its evidence has it; empty for errors.
  package let text: String
  /// The fault of an agent that an error stands for; nil for what a program has told.
  package let fault: AgentFault?

  package init(
    row: Int,
    kind: SignalKind,
    errorType: String = "",
    message: String = "",
    fingerprint: String = "",
    stack: String = "",
    service: String,
    surface: String,
    text: String = "",
    fault: AgentFault? = nil
  ) {
    self.row = row
    self.kind = kind
    self.errorType = errorType
    self.message = message
    self.fingerprint = fingerprint
    self.stack = stack
    self.service = service
    self.surface = surface
    self.text = text
    self.fault = fault
  }
}
