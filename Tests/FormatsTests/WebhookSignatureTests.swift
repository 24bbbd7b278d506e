import Bytes
import Formats
import Testing

@Suite struct WebhookSignatureTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let tool: WebhookSignature.Tool
    let secret: String
    let body: String
    let headers: [String: String]
    /// The header with the signature.
    let signature: String

    var testDescription: String { tool.rawValue }
  }

  static let samples = [
    // The values of "Testing the webhook payload validation",
    // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
    Sample(
      tool: .gitHub,
      secret: "It's a Secret to Everybody",
      body: "Hello, World!",
      headers: [
        "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
      ],
      signature: "x-hub-signature-256"
    ),
    // The example of https://docs.slack.dev/authentication/verifying-requests-from-slack
    Sample(
      tool: .slack,
      secret: "8f742231b10e8888abcd99yyyzzz85a5",
      body: "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
      headers: [
        "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
        "x-slack-request-timestamp": "1531420618",
      ],
      signature: "x-slack-signature"
    ),
    // Those below publish no values that hold for what they say today; these are of Python's hmac.
    Sample(
      tool: .intercom,
      secret: "client secret",
      body: #"{"type":"notification_event"}"#,
      headers: ["x-hub-signature": "sha1=1c139df57b196952edae7072ec857fa9bcf01c8b"],
      signature: "x-hub-signature"
    ),
    Sample(
      tool: .zendesk,
      secret: "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==",
      body: #"{"say": "hello"}"#,
      headers: [
        "x-zendesk-webhook-signature": "gf3v0LzLRHPUnIdhbvwRDVEvzSb07/QN0GYjSNlkBT0=",
        "x-zendesk-webhook-signature-timestamp": "2021-07-25T10:00:00Z",
      ],
      signature: "x-zendesk-webhook-signature"
    ),
    Sample(
      tool: .sentry,
      secret: "client secret",
      body: #"{"action":"created"}"#,
      headers: ["sentry-hook-signature": "6db5f84862880e2daa1eaf507a82d7b746af8c2242787a63357646d7cdee47c1"],
      signature: "sentry-hook-signature"
    ),
    Sample(
      tool: .canny,
      secret: "api key",
      body: #"{"type":"post.created"}"#,
      headers: [
        "canny-nonce": "f1a9b7f0-number-used-once", "canny-signature": "IAcEJMCCuY4j1rpKywawtJIYAdZnoC20dw6JtAWtWw0=",
      ],
      signature: "canny-signature"
    ),
  ]

  private static let signed = Timestamp(nanoseconds: 1_531_420_618_000_000_000)

  /// Returns why a sample is refused; nil where it is taken.
  private static func fault(
    _ sample: Sample,
    secret: String? = nil,
    body: String? = nil,
    headers: [String: String]? = nil,
    at now: Timestamp = signed
  ) -> WebhookSignature.Fault? {
    do throws(WebhookSignature.Fault) {
      let bytes = Array((body ?? sample.body).utf8)
      try WebhookSignature.verify(sample.tool, secret: secret ?? sample.secret, body: bytes, now: now) {
        (headers ?? sample.headers)[$0]
      }
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: samples) func `what the tool has signed is taken, and nothing else`(_ sample: Sample) throws {
    #expect(Self.fault(sample) == nil)
    #expect(Self.fault(sample, secret: sample.secret + " ") == .wrong)
    // Canny signs its nonce alone.
    #expect(Self.fault(sample, body: sample.body + " ") == (sample.tool == .canny ? nil : .wrong))
    for header in sample.headers.keys {
      var headers = sample.headers
      headers[header] = nil
      #expect(Self.fault(sample, headers: headers) == .missing(header: header))
      headers[header] = (sample.headers[header] ?? "") + "0"
      #expect(Self.fault(sample, headers: headers) == .wrong)
    }
    let signature = try #require(sample.headers[sample.signature])
    for wrong in [String(signature.dropLast()), String(signature.dropFirst(7)), signature.uppercased(), "="] {
      #expect(Self.fault(sample, headers: sample.headers.merging([sample.signature: wrong]) { $1 }) == .wrong)
    }
  }

  @Test(arguments: [(-301, false), (-300, true), (300, true), (301, false)])
  func `what Slack signed is good for five minutes`(_ seconds: Int, _ isGood: Bool) throws {
    let slack = try #require(Self.samples.first { $0.tool == .slack })
    let now = Timestamp(nanoseconds: Self.signed.nanoseconds + Int64(seconds) * 1_000_000_000)
    #expect(Self.fault(slack, at: now) == (isGood ? nil : .old))
  }
}
