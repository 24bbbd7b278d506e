package import Bytes

/// How tools sign their webhooks: over the bytes as they were sent, with a secret that only the tool and its user know.
package enum WebhookSignature {
  /// The tools whose signatures can be verified.
  package enum Tool: String, CaseIterable, Sendable {
    case gitHub = "github"
    case slack, intercom, zendesk, sentry, canny
  }

  /// Why a request is not taken for the tool's.
  package enum Fault: Error, Equatable, CustomStringConvertible {
    case missing(header: String)
    case wrong
    case old

    package var description: String {
      switch self {
      case .missing(let header): "a webhook without a signature; expected the header \(header)"
      case .wrong: "a webhook with a wrong signature; expected one made with the secret that reckon watch was given"
      case .old: "a webhook that was signed long ago; expected one of the last five minutes"
      }
    }
  }

  /// What Slack says to take for a replay (https://docs.slack.dev/authentication/verifying-requests-from-slack).
  private static let tolerance: Int64 = 300

  /// Verifies that a request is a tool's; `header` returns what it says under a name in lower case.
  package static func verify(
    _ tool: Tool,
    secret: String,
    body: [UInt8],
    now: Timestamp,
    header: (String) -> String?
  ) throws(Fault) {
    func shown(_ name: String) throws(Fault) -> String {
      guard let value = header(name), !value.isEmpty else { throw .missing(header: name) }
      return value
    }
    func isSigned(_ parts: [UInt8]..., as shown: String, _ form: Form) throws(Fault) {
      let tag = form.tag(for: parts.flatMap(\.self), key: Array(secret.utf8))
      guard HMAC.isEqual(Array(shown.utf8), Array(tag.utf8)) else { throw .wrong }
    }
    switch tool {
    // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
    case .gitHub: try isSigned(body, as: try shown("x-hub-signature-256"), .hex("sha256="))
    case .slack:
      let (signature, time) = (try shown("x-slack-signature"), try shown("x-slack-request-timestamp"))
      try isSigned(Array("v0:\(time):".utf8), body, as: signature, .hex("v0="))
      // Only now: nobody else's time is worth a look.
      guard let seconds = Int64(time), (now.seconds - tolerance...now.seconds + tolerance).contains(seconds) else {
        throw .old
      }
    // https://developers.intercom.com/docs/webhooks: with the client secret of the app.
    case .intercom: try isSigned(body, as: try shown("x-hub-signature"), .oldHex("sha1="))
    // https://developer.zendesk.com/documentation/webhooks/verifying/
    case .zendesk:
      let (signature, time) = (
        try shown("x-zendesk-webhook-signature"), try shown("x-zendesk-webhook-signature-timestamp")
      )
      try isSigned(Array(time.utf8), body, as: signature, .base64)
    // https://docs.sentry.io/integrations/integration-platform/webhooks/: with the client secret of the integration.
    case .sentry: try isSigned(body, as: try shown("sentry-hook-signature"), .hex(""))
    // Canny signs a number with its API key and not the body: who has seen one request can send another.
    case .canny: try isSigned(Array(try shown("canny-nonce").utf8), as: try shown("canny-signature"), .base64)
    }
  }

  /// How a signature is made and written.
  private enum Form {
    case hex(String)
    case oldHex(String)
    case base64

    func tag(for message: [UInt8], key: [UInt8]) -> String {
      switch self {
      case .hex(let prefix): prefix + HMAC.tag(for: message, key: key).hex
      case .oldHex(let prefix): prefix + Hex.encode(SHA1.tag(for: message, key: key))
      case .base64: Base64.standard.encode(HMAC.tag(for: message, key: key).bytes)
      }
    }
  }
}
