import Bytes
import Formats

/// The secrets with which tools sign their webhooks, as the environment has them.
struct WebhookSecrets: Sendable {
  private let secrets: [WebhookSignature.Tool: String]

  private static let prefix = "RECKON_WEBHOOK_SECRET_"

  /// Reads `RECKON_WEBHOOK_SECRET_GITHUB` and its like; one that is empty or nobody's is a mistake and no protection.
  init(_ variables: [String: String]) throws(LoopError) {
    var secrets: [WebhookSignature.Tool: String] = [:]
    for (name, secret) in variables.sorted(by: { $0.key < $1.key }) where name.hasPrefix(WebhookSecrets.prefix) {
      let known = WebhookSignature.Tool.allCases.map { WebhookSecrets.prefix + $0.rawValue.uppercased() }
      guard let tool = WebhookSignature.Tool(rawValue: name.dropFirst(WebhookSecrets.prefix.count).lowercased()) else {
        throw .badValue(argument: "the environment", typed: name, expected: known.joined(separator: " or "))
      }
      guard !secret.isEmpty else { throw .needs(argument: name, why: "it is set to nothing") }
      secrets[tool] = secret
    }
    self.secrets = secrets
  }

  /// The tools of which nothing is taken that is not signed: not Sentry, whose SDKs send with a public key.
  var tools: Set<String> { Set(secrets.keys.filter { $0 != .sentry }.map(\.rawValue)) }

  /// Verifies that a request under the path of a tool is the tool's; true where that is known, false where nobody has said
  /// how to know.
  func verify(_ request: Receiver.Request, of tool: String, now: Timestamp) throws(WebhookSignature.Fault) -> Bool {
    guard let tool = WebhookSignature.Tool(rawValue: tool), let secret = secrets[tool] else { return false }
    try WebhookSignature.verify(tool, secret: secret, body: request.body, now: now) { request.header($0) }
    return true
  }
}
