/// Texts that look a little like secrets and must come back as they are.
enum HarmlessSamples {
  static let identifiers = [
    "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "fix in 9fceb02 (#4242)",
    "id 123e4567-e89b-12d3-a456-426614174000",
    "42424242-4242-4242-4242-424242424242",
    "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7",
    "dd.trace_id=4611686018427387904",
    "timeUnixNano 1795167128352000000",
    "DE89370400440532013001 and DE8937040044053201300",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "session.id=fc588fc2-3210-4d7a-820b-5e4ffd1a41de session_id=abc123def",
    "order 4242424242424241 and 1234 5678 9012 3456",
    "snowflake 1183744059283746817",
    "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "arn:aws:iam::123456789012:role/deploy",
    "pk" + "_live_4eC39HqLyjWDarjtT1zdp7dc",
    "api_key=phc" + "_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF",
    "integrity sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
  ]

  static let places = [
    "/var/lib/app/secrets/token.json",
    "open /run/secrets/db_password: no such file",
    "cat: /etc/passwd: denied",
    "Sources/Auth/Token.swift:42:13: error: cannot find 'token' in scope",
    #"C:\Users\ana\password.txt"#,
    "https://example.com/reset-password?step=2#top",
    "http://localhost:3000/@vite/client",
    "http://[::1]:8080/a@b",
    "https://packages.example.com/@types/node/-/node-20.1.0.tgz",
    "git@github.com:owner/repo.git",
    "ssh://git@github.com/owner/repo",
    "https://0123456789abcdef0123456789abcdef@o42.ingest.sentry.io/4505",
    "https://api.test/orders/4242424242424242",
    "https://login.test/authorize?response_type=token&token_type=bearer",
    "s3://bucket/key=2026/part-0001.parquet",
    "PWD=/home/ana/src",
    "handler@app.js:10:5",
    "img/logo@2x.png",
    "getty@tty1.service",
    "postgres://user:${DB_PASS}@db/shop",
    "postgres://user:***@db/shop",
  ]

  static let versions = [
    "swift 6.3.1 (swift-6.3.1-RELEASE)",
    "react@18.3.0-canary.abc",
    "actions/checkout@v4.2.2",
    "golang.org/x/net@v0.17.0",
    "redis:7.2-alpine@sha256:abc",
    "10.0.0.1:8080 2026-11-20T09:32:08.352Z 0.4242424242424242",
    "+4915112345678, (415) 555-2671",
  ]

  static let counts = [
    #"{"tokens": 5, "max_tokens": 4096, "token_count": 17, "progressToken": "p-12ab34cd"}"#,
    "input_tokens=1200 output_tokens=88 gen_ai.usage.input_tokens=7",
    "token.type=cacheRead token_usage=12345 tokens_per_second=88.25",
    #"{"nextPageToken":"CAUQAA7x9","eos_token":"</s>"}"#,
    "password_length=12 password_policy=strong passwordResetUrl=/reset9",
    #"{"token": 5, "hasPassword": true, "password": null, "secret": "", "apiKey": "[Filtered]"}"#,
    "secret_count: 3, key_id=7, primary_key=42, cache_key=user:42, sort_key: a1b2c3",
  ]

  static let code = [
    #"let token = lexer.next(after: "x1")"#,
    "SyntaxError: Unexpected token: } in JSON at position 12",
    "Unexpected token 'else'",
    "token: String, secret: SecretStore",
    "password := os.Getenv(\"DB_PASSWORD\")",
    "password = ${DB_PASSWORD}",
    "token: ${{ secrets.GITHUB_TOKEN }}",
    #"api_key=os.environ["OPENAI_API_KEY"]"#,
    "Token::Kind::Word",
    ".sk-fading-circle-animation-delay { color: red }",
    #"{"hint":"password:","next":"b"}"#,
    #"{"a":"{\"secret\":","b":"c"}"#,
    "class=\"sk-cube-grid sk-cube-grid-inner\"",
    "npm_config_registry npm_lifecycle_event",
    "hf_hub_download(repo_id)",
    "@MainActor func f() async",
    "headers = {'Authorization': f'Bearer {token}'}",
    "a = b ? c : d; x == y; k => v",
  ]

  static let prose = [
    "Forgot your password? Click here to reset it.",
    "The password is wrong, and the password is required.",
    "Password: must have eight characters",
    "password: required",
    "invalid token: unexpected end of input",
    "Token expired: please sign in again",
    "authorization: not found",
    "Authorization: required",
    "Basic PostgreSQL and basic authentication, Basic HTML/CSS, Basic Windows10Pro",
    "the bearer of this letter, Bearer authentication",
    "Cookie: see our policy",
    "Secret: nobody reads the manual",
    "Call 2 of 3 took 4 s; 5 users @ home",
    "meet me @ 5.30, or ask @jane",
    "Paste the file that begins with -----BEGIN " + "PRIVATE KEY----- here",
    "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBa\n-----END CERTIFICATE-----",
    "auth: user 42 logged in",
    "grüße, 你好, שלום 🙂 ⟦ ⟧ ⟦note⟧",
    "use --token to pass a token",
    "",
  ]

  static let markers = [
    "⟦secret:stripe⟧", "password=⟦secret:password⟧", "⟦email⟧", "card ⟦card:…4242⟧ declined",
    "postgres://u:⟦secret:password⟧@db.test", #"{"token":"⟦secret:token⟧"}"#,
  ]

  /// What the rules for keys within words, for escapes and for web hooks could take for secrets.
  static let nearMisses = [
    "task-9F86D081884C7D659A2FEAA0C55AD015", "disk-0A1B2C3D4E5F6A7B8C9D0E1F2A3B", "risk-proj-4F2A9C81D0E37B56A1",
    "task-proj-2026-11-20-release-candidate-build", "risk_live_dashboard_monitoring_view",
    "test_task_live_orders_total",
    "MARK_TEST_ORDERS_TOTAL_COUNT_BY_REGION", "benchmark_test_1234567890123456",
    "disk_test_4bf92f3577b34da6a3ce929d0e0e4736",
    "model_hf_4bf92f3577b34da6a3ce929d0e0e4736", "build_npm_9fceb02d0ae598e95dc970b74767f19372d61af8",
    "java.lang.NullPointerExceptionAtEndOfStreamReaderFactoryBean", "kMaximumNumberOfConcurrentConnections2Limit",
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "SKU-4242-4242-11", "SK" + "4bf92f3577b34da6", "AC" + "4bf92f3577b34da6a3ce929d0e0e4736", "SKIPPED 12 SKETCHES",
    "commit 9fceb02d0ae598e95dc970b74767f19372d61af8:README.md",
    "2026-11-20T09%3A32%3A08.352Z", "t=2026-11-20T09%3A32%3A08%2B01%3A00", "100%25 of 5%3D5 and 50%off, 20%",
    "%d%s %5.2f%%",
    "q=a%3Db%26c%3Dd", "u=https%3A%2F%2Fexample.com%2Forders%2F42%3Fpage%3D2", "tokens%3D5%26max_tokens%3D4096",
    "token_type%3Dbearer", "%22tokens%22%3A5%2C%22password%22%3Anull", "token%3A%20not%20found",
    "password%3D%26user%3Djane",
    "response_type%3Dtoken%26scope%3Dopenid", "pkg%3Anpm%2F%40types%2Fnode%4020.1.0", "logo%402x.png",
    "https://hooks.slack.com/services/YOUR/HOOK", "https://api.slack.com/messaging/webhooks",
    "https://discord.com/api/webhooks/ID/TOKEN", "https://discord.com/channels/1183744059283746817/1183744059283746818",
    "https://outlook.office.com/mail/inbox/id/AAQkADAwATM0MDAAMS1iNTcAYjE4ZTgtNGIA",
    "got signal sig=SIGSEGV, sig=11", "sig=0x7f3a", "order 1002-4242-4242-4242-77", "parcel 00340434161094042557",
    "phone 0049 151 12345678, (415) 555-2671, order #4915112345679",
    "fn@app.bundle.js:1:2 fn@chunk-vendors.a1b2c3.js:3:4", "react-dom@18.3.1.production.min.js",
  ]

  static let all = identifiers + nearMisses + places + versions + counts + code + prose + markers
}
