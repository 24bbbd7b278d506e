import Conduct
import Testing

/// What a result of a tool says of the call.
@Suite struct ToolOutcomeTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let text: String
    let outcome: ToolOutcome
    init(_ text: String, _ outcome: ToolOutcome) { (self.text, self.outcome) = (text, outcome) }
    var testDescription: String { text }
  }

  static let cases = [
    Case("Error: payment method not found", .failed),
    Case("  error - no such user", .failed),
    Case("ValidationError: field payment_id is required", .failed),
    Case("Traceback (most recent call last):\n  File \"a.py\", line 1", .failed),
    Case("exitcode: 1 (execution failed)\nCode output: nothing", .failed),
    Case("exitcode: 0 (execution succeeded)\nCode output: 12", .answered),
    Case("HTTP 502 Bad Gateway", .failedForNow),
    Case("HTTP/1.1 404 Not Found", .failed),
    Case("429 Too Many Requests", .failedForNow),
    Case("Request failed with status code 500", .failedForNow),
    Case("ETIMEDOUT connecting to 10.0.3.4:443", .failedForNow),
    Case("Tool execution failed: socket hang up", .failedForNow),
    Case("Permission denied", .failed),
    Case(#"{"error": {"code": 503, "message": "backend unavailable"}}"#, .failedForNow),
    Case(#"{"isError": true, "content": "no"}"#, .failed),
    Case(#"{"success": false, "detail": "not saved"}"#, .failed),
    Case(#"{"status": "error", "message": "not applied"}"#, .failed),
    Case(#"{"statusCode": 403}"#, .failed),
    Case(#"{"status": "delayed", "error": null}"#, .answered),
    Case(#"{"errors": [], "order": {"id": 7}}"#, .answered),
    Case(#"{"error_rate": 0.2, "title": "Error budget"}"#, .answered),
    Case("", .blank),
    Case(" \n", .blank),
    Case("[]", .empty),
    Case("{ }", .empty),
    Case("null", .empty),
    Case(#"{"results": [], "next": null}"#, .empty),
    Case(#"{"total": 0, "items": []}"#, .empty),
    Case("No matching records were found.", .empty),
    Case("0 results", .empty),
    Case("None", .empty),
    Case("255.0", .answered),
    Case(#"["HAT001"]"#, .answered),
    Case("Transfer successful", .answered),
    Case("The order ships on Monday.", .answered),
  ]

  @Test(arguments: cases)
  func `a result is read as its tool means it`(_ one: Case) {
    #expect(ToolOutcome(result: one.text) == one.outcome)
  }

  @Test func `a long text in which an error is spoken of is no error`() {
    let page = String(repeating: "The guide explains how an error was handled and what failed before. ", count: 20)
    #expect(ToolOutcome(result: page) == .answered)
    #expect(ToolOutcome(result: "[" + page) == .answered)
  }

  @Test func `whatever bytes come back are read in bounded time`() {
    #expect(ToolOutcome(result: String(repeating: "[", count: 500_000)) == .answered)
    #expect(ToolOutcome(result: String(repeating: "error ", count: 500_000)) == .failed)
    #expect(ToolOutcome(result: String(repeating: "\u{301}", count: 200_000)) == .answered)
  }
}
