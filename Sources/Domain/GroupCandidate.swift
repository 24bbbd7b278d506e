/// What a signal's group is decided by: the parts of it that are not kept as columns.
package struct GroupCandidate: Equatable, Sendable {
  /// The place of its row in the batch.
  package let row: Int
  /// An error's type as its sender spelled it; empty where nobody said.
  package let errorType: String
  /// An error's message.
  package let message: String
  /// An error's stack as text, in whatever language's shape.
  package let stack: String
  package let service: String
  package let surface: String
  /// What a customer wrote.
  package let text: String

  package init(
    row: Int,
    errorType: String = "",
    message: String = "",
    stack: String = "",
    service: String = "",
    surface: String = "",
    text: String = ""
  ) {
    self.row = row
    self.errorType = errorType
    self.message = message
    self.stack = stack
    self.service = service
    self.surface = surface
    self.text = text
  }
}
