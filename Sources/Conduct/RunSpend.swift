/// What one run of an agent has taken.
package struct RunSpend: Equatable, Sendable {
  /// The model that took most of its tokens; empty where none is known.
  package var model: String
  /// Tokens that went in, and how many of them came from a cache.
  package var input: Int64
  package var cacheRead: Int64
  package var output: Int64
  /// Calls of tools.
  package var calls: Int

  package init(model: String, input: Int64, cacheRead: Int64, output: Int64, calls: Int) {
    self.model = model
    self.input = input
    self.cacheRead = cacheRead
    self.output = output
    self.calls = calls
  }

  /// All tokens, however many.
  var tokens: Int64 { input.addingReportingOverflow(output).partialValue }
}
