import Testing

/// A text with a secret in it, and what masking makes of it.
struct SecretSample: CustomTestStringConvertible {
  let name: String
  let text: String
  let masked: String

  var testDescription: String { name }

  init(_ name: String, _ text: String, _ masked: String) {
    self.name = name
    self.text = text
    self.masked = masked
  }
}

/// Made-up secrets, put together from pieces so that scanners of repositories find none in this file.
enum Fake {
  static let mixed = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF"
  static let capitals = "Q3ZK7MWX2RB5TN6J"
  static let hex = "3f9a1c7e5b2d8046"

  static let anthropic = ["sk", "ant", "api03", mixed + mixed + "-" + mixed].joined(separator: "-")
  static let openAI = ["sk", "proj", mixed].joined(separator: "-")
  static let stripe = ["sk", "live", "4eC39HqLyjWDarjtT1zdp7dc"].joined(separator: "_")
  static let github = ["ghp", mixed + "aB3d"].joined(separator: "_")
  static let aws = "AK" + "IA" + capitals
  static let jwtHeader = "eyJ" + "hbGciOiJIUzI1NiJ9"
  static let jwtPayload = "eyJ" + "zdWIiOiJ1XzEifQ"
  static let jwt = [jwtHeader, jwtPayload, mixed].joined(separator: ".")
  static let slack = ["xox" + "b", "123456789012", mixed].joined(separator: "-")
  static let pemHeader = "-----BEGIN RSA " + "PRIVATE KEY-----"
  static let pemFooter = "-----END RSA " + "PRIVATE KEY-----"
  static let pemLine = "MIIEowIBAAKCAQEA" + mixed + mixed
  static let slackHook = "hooks.slack.com/" + "services/T0" + "1AB2CD3/B04" + "EF5GH6/\(mixed.prefix(24))"
  static let uuid = "123e4567-e89b-12d3-a456-426614174000"
  static let visa = "4242 4242 " + "4242 4242"
}

enum SecretSamples {
  static let providers = [
    SecretSample("Anthropic", "key \(Fake.anthropic)", "key ⟦secret:anthropic⟧"),
    SecretSample(
      "OpenAI",
      "Incorrect API key provided: \(Fake.openAI).",
      "Incorrect API key provided: ⟦secret:openai⟧."
    ),
    SecretSample("OpenAI, old", "(sk" + "-\(Fake.mixed))", "(⟦secret:openai⟧)"),
    SecretSample("Stripe", Fake.stripe, "⟦secret:stripe⟧"),
    SecretSample("Stripe test", "sk" + "_test_\(Fake.hex)", "⟦secret:stripe⟧"),
    SecretSample("Stripe restricted", "rk" + "_live_\(Fake.hex)", "⟦secret:stripe⟧"),
    SecretSample("Stripe web hook", "whsec" + "_\(Fake.mixed)", "⟦secret:stripe⟧"),
    SecretSample("GitHub", "git push https://x \(Fake.github)", "git push https://x ⟦secret:github⟧"),
    SecretSample("GitHub OAuth", "gho" + "_\(Fake.mixed)", "⟦secret:github⟧"),
    SecretSample("GitHub user", "ghu" + "_\(Fake.mixed)", "⟦secret:github⟧"),
    SecretSample("GitHub server with parts", "ghs" + "_\(Fake.mixed).\(Fake.mixed)!", "⟦secret:github⟧!"),
    SecretSample("GitHub refresh", "ghr" + "_\(Fake.mixed)", "⟦secret:github⟧"),
    SecretSample("GitHub fine-grained", "github" + "_pat_\(Fake.mixed)_\(Fake.mixed)", "⟦secret:github⟧"),
    SecretSample("GitLab", "glpat" + "-\(Fake.mixed)", "⟦secret:gitlab⟧"),
    SecretSample("GitLab with parts", "glpat" + "-\(Fake.mixed).01.\(Fake.hex)", "⟦secret:gitlab⟧"),
    SecretSample("Slack bot", "\(Fake.slack), please", "⟦secret:slack⟧, please"),
    SecretSample("Slack user", "xox" + "p-1234-5678-\(Fake.hex)", "⟦secret:slack⟧"),
    SecretSample("AWS", "id \(Fake.aws).", "id ⟦secret:aws⟧."),
    SecretSample("AWS session", "AS" + "IA\(Fake.capitals)", "⟦secret:aws⟧"),
    SecretSample("Google API", "AI" + "za\(Fake.mixed)xyz", "⟦secret:google⟧"),
    SecretSample("Google OAuth", "ya" + "29.\(Fake.mixed)", "⟦secret:google⟧"),
    SecretSample("npm", "npm" + "_\(Fake.mixed)aB3d", "⟦secret:npm⟧"),
    SecretSample("PyPI", "pypi" + "-AgEI\(Fake.mixed)", "⟦secret:pypi⟧"),
    SecretSample("Hugging Face", "hf" + "_\(Fake.mixed)ab", "⟦secret:huggingface⟧"),
    SecretSample("SendGrid", "SG" + ".\(Fake.mixed).\(Fake.mixed)", "⟦secret:sendgrid⟧"),
    SecretSample("Linear", "lin" + "_api_\(Fake.mixed)", "⟦secret:linear⟧"),
    SecretSample("PostHog personal", "phx" + "_\(Fake.mixed)", "⟦secret:posthog⟧"),
    SecretSample("Shopify", "shpat" + "_\(Fake.hex)\(Fake.hex)", "⟦secret:shopify⟧"),
    SecretSample("DigitalOcean", "dop" + "_v1_\(Fake.hex)\(Fake.hex)", "⟦secret:digitalocean⟧"),
    SecretSample("Square", "sq0" + "csp-\(Fake.mixed)", "⟦secret:square⟧"),
    SecretSample("Groq", "gsk" + "_\(Fake.mixed)\(Fake.mixed)", "⟦secret:groq⟧"),
    SecretSample("JSON web token", "got \(Fake.jwt) back", "got ⟦secret:jwt⟧ back"),
    SecretSample("JSON web token cut off", "got \(Fake.jwtHeader).\(Fake.jwtPayload)", "got ⟦secret:jwt⟧"),
    SecretSample("after an escaped line break", #"done\n\#(Fake.stripe)\n"#, #"done\n⟦secret:stripe⟧\n"#),
    SecretSample("in a query", "https://api.test/v1?k=\(Fake.stripe)&v=2", "https://api.test/v1?k=⟦secret:stripe⟧&v=2"),
    SecretSample("named, still by provider", "log: token=\(Fake.github)", "log: token=⟦secret:github⟧"),
    SecretSample("two", "\(Fake.stripe) \(Fake.aws)", "⟦secret:stripe⟧ ⟦secret:aws⟧"),
  ]

  static let credentials = [
    SecretSample(
      "bearer",
      "curl -H 'Authorization: Bearer \(Fake.mixed)'",
      "curl -H 'Authorization: Bearer ⟦secret:bearer⟧'"
    ),
    SecretSample(
      "bearer in JSON",
      #"{"Authorization":"Bearer \#(Fake.hex)"}"#,
      #"{"Authorization":"⟦secret:authorization⟧"}"#
    ),
    SecretSample("bearer alone", "sent bearer \(Fake.hex)", "sent bearer ⟦secret:bearer⟧"),
    SecretSample("basic", "Authorization: Basic dXNlcjpwYXNzd29yZA==", "Authorization: Basic ⟦secret:basic⟧"),
    SecretSample("basic alone", "proxy said Basic dXNlcjpwYXNz twice", "proxy said Basic ⟦secret:basic⟧ twice"),
    SecretSample("basic without padding", "sent Basic dXNlcjpwYXNzd29yZA", "sent Basic ⟦secret:basic⟧"),
    SecretSample("e-mail as a user", "ftp://jane@x.test:s3cr3t@f.test/", "ftp://⟦email⟧:⟦secret:password⟧@f.test/"),
    SecretSample("no scheme", "authorization: pylf-\(Fake.hex)", "authorization: ⟦secret:authorization⟧"),
    SecretSample("token scheme", "Authorization: Token \(Fake.hex)", "Authorization: Token ⟦secret:authorization⟧"),
    SecretSample(
      "signed request",
      "Authorization: AWS4-HMAC-SHA256 Credential=\(Fake.aws)/eu, Signature=\(Fake.hex)\nHost: x",
      "Authorization: AWS4-HMAC-SHA256 ⟦secret:authorization⟧\nHost: x"
    ),
    SecretSample("cookies", "Cookie: sid=abc; theme=dark\nHost: x", "Cookie: ⟦secret:cookie⟧\nHost: x"),
    SecretSample("set-cookie", "Set-Cookie: sid=abc; Path=/; HttpOnly", "Set-Cookie: ⟦secret:cookie⟧"),
    SecretSample(
      "URL",
      "postgres://shop:s3cr3t@db.test:5432/shop",
      "postgres://shop:⟦secret:password⟧@db.test:5432/shop"
    ),
    SecretSample("URL with an at sign", "amqp://u:p@ss@mq.test", "amqp://u:⟦secret:password⟧@mq.test"),
    SecretSample(
      "URL not encoded",
      "Invalid URL postgres://u:ab/c?d@db.test/x",
      "Invalid URL postgres://u:⟦secret:password⟧@db.test/x"
    ),
    SecretSample("URL without user", "redis://:hunter2@cache.test:6379", "redis://:⟦secret:password⟧@cache.test:6379"),
    SecretSample(
      "URL with a key as user",
      "https://\(Fake.github)@github.com/o/r",
      "https://⟦secret:github⟧@github.com/o/r"
    ),
    SecretSample(
      "private key",
      "a\n\(Fake.pemHeader)\n\(Fake.pemLine)\nab12==\n\(Fake.pemFooter)\nb",
      "a\n⟦secret:private-key⟧\nb"
    ),
    SecretSample(
      "private key in JSON",
      #"{"k":"\#(Fake.pemHeader)\n\#(Fake.pemLine)\n\#(Fake.pemFooter)\n"}"#,
      #"{"k":"⟦secret:private-key⟧\n"}"#
    ),
    SecretSample("private key cut off", "\(Fake.pemHeader)\n\(Fake.pemLine)\n\(Fake.pemLine)", "⟦secret:private-key⟧"),
    SecretSample(
      "encrypted private key cut off",
      "\(Fake.pemHeader)\nProc-Type: 4,ENCRYPTED\n\n\(Fake.pemLine)\n\nbye",
      "⟦secret:private-key⟧\n\nbye"
    ),
  ]

  static let assignments = [
    SecretSample("environment", "DB_PASSWORD=hunter", "DB_PASSWORD=⟦secret:password⟧"),
    SecretSample("exported", "export API_KEY='abc'; run", "export API_KEY='⟦secret:key⟧'; run"),
    SecretSample("JSON", #"{"password":"hunter2","user":"u"}"#, #"{"password":"⟦secret:password⟧","user":"u"}"#),
    SecretSample("JSON with blanks", #"{ "clientSecret" : "abc" }"#, #"{ "clientSecret" : "⟦secret:value⟧" }"#),
    SecretSample("JSON number", #"{"pwd": 12345678, "n": 1}"#, #"{"pwd": "⟦secret:password⟧", "n": 1}"#),
    SecretSample("JSON in JSON", #"{"b":"{\"token\":\"a\\\"b\"}"}"#, #"{"b":"{\"token\":\"⟦secret:token⟧\"}"}"#),
    SecretSample("escaped quote", #"{"secret":"a\"b","c":1}"#, #"{"secret":"⟦secret:value⟧","c":1}"#),
    SecretSample("escaped backslash", #"{"secret":"a\\","c":1}"#, #"{"secret":"⟦secret:value⟧","c":1}"#),
    SecretSample("JSON cut off", #"{"password":"hunt"#, #"{"password":"⟦secret:password⟧"#),
    SecretSample("Python", "{'api_key': 'abc', 'n': 1}", "{'api_key': '⟦secret:key⟧', 'n': 1}"),
    SecretSample("Python bytes", "secret=b'abc'", "secret=b'⟦secret:value⟧'"),
    SecretSample("Ruby", #":password=>"abc""#, #":password=>"⟦secret:password⟧""#),
    SecretSample("index", #"headers["X-Api-Key"] = "abc""#, #"headers["X-Api-Key"] = "⟦secret:key⟧""#),
    SecretSample("query", "GET /cb?access_token=abc&x=1", "GET /cb?access_token=⟦secret:token⟧&x=1"),
    SecretSample("query in JSON", #"?a=1\u0026token=abc\u0026b=2"#, #"?a=1\u0026token=⟦secret:token⟧\u0026b=2"#),
    SecretSample("form", "user%5Bpassword%5D=abc&b=1", "user%5Bpassword%5D=⟦secret:password⟧&b=1"),
    SecretSample("nested parameter", "user[password]=abc", "user[password]=⟦secret:password⟧"),
    SecretSample("YAML", "db:\n  password: correcthorse\n  port: 1", "db:\n  password: ⟦secret:password⟧\n  port: 1"),
    SecretSample("INI", "secret_key = 9f8e7d6c", "secret_key = ⟦secret:key⟧"),
    SecretSample("header", "X-Api-Key: 9f8e7d6c5b", "X-Api-Key: ⟦secret:key⟧"),
    SecretSample("prose", "My password: hunter2. Thanks", "My password: ⟦secret:password⟧. Thanks"),
    SecretSample("prose with a blank in the name", "API key: zx81-qq-77", "API key: ⟦secret:key⟧"),
    SecretSample("spoken", "my password is Tr0ub4dor", "my password is ⟦secret:password⟧"),
    SecretSample("spoken, letters only", "my password is aBqRtWxKpZs", "my password is ⟦secret:password⟧"),
    SecretSample(
      "connection string",
      "Server=db;Uid=sa;Password=a!b;X=1",
      "Server=db;Uid=sa;Password=⟦secret:password⟧;X=1"
    ),
    SecretSample("account key", "AccountKey=abc+/def==;X=1", "AccountKey=⟦secret:key⟧;X=1"),
    SecretSample("option", "login --password hunter2 --user u", "login --password ⟦secret:password⟧ --user u"),
    SecretSample("option after a key", "--\(Fake.github)-token a1b2c3", "--⟦secret:github⟧-token ⟦secret:token⟧"),
    SecretSample("option with sign", "login --token=abcdef", "login --token=⟦secret:token⟧"),
    SecretSample("session cookie", "PHPSESSID=abc123", "PHPSESSID=⟦secret:cookie⟧"),
    SecretSample("security code", "cvv=123", "cvv=⟦secret:card⟧"),
    SecretSample("not ASCII", "password=пароль-ключ", "password=⟦secret:password⟧"),
    SecretSample("Stripe client secret", "client_secret=pi_1_secret_2", "client_secret=⟦secret:value⟧"),
    SecretSample("Rails", "SECRET_KEY_BASE=\(Fake.hex)", "SECRET_KEY_BASE=⟦secret:key⟧"),
  ]

  static let people = [
    SecretSample("e-mail", "Write to jane.doe+x@mail.example.co.uk!", "Write to ⟦email⟧!"),
    SecretSample("e-mail in brackets", "Jane <jane@example.com>, Bob", "Jane <⟦email⟧>, Bob"),
    SecretSample("e-mail at the end of a sentence", "Ask o'neil@example.com.", "Ask o'⟦email⟧."),
    SecretSample("e-mail of digits", "From 10086@163.com", "From ⟦email⟧"),
    SecretSample("e-mail in a query", "/?email=jane%40example.com&a=1", "/?email=⟦email⟧&a=1"),
    SecretSample("e-mail after an escape", #""a\njane@example.com""#, #""a\n⟦email⟧""#),
    SecretSample("e-mail after a code", #""\u003cjane@example.com\u003e""#, #""\u003c⟦email⟧\u003e""#),
    SecretSample("file named after an e-mail", "exports/jane@example.com.csv:3", "exports/⟦email⟧:3"),
    SecretSample("JSON file named after an e-mail", "jane@example.com.json", "⟦email⟧.json"),
    SecretSample("link", "mailto:jane@example.com?subject=x", "mailto:⟦email⟧?subject=x"),
    SecretSample("Visa", "card \(Fake.visa) declined", "card ⟦card:…4242⟧ declined"),
    SecretSample("Visa without blanks", "4012888888" + "881881", "⟦card:…1881⟧"),
    SecretSample("Visa of thirteen digits", "4222222" + "222222", "⟦card:…2222⟧"),
    SecretSample("Mastercard", "5555-5555-" + "5555-4444", "⟦card:…4444⟧"),
    SecretSample("Mastercard, new", "2223003122" + "003222", "⟦card:…3222⟧"),
    SecretSample("American Express", "3782822463" + "10005", "⟦card:…0005⟧"),
    SecretSample("American Express in groups", "3782 822463" + " 10005", "⟦card:…0005⟧"),
    SecretSample("Discover", "6011111111" + "111117.", "⟦card:…1117⟧."),
    SecretSample("Diners", "3056 930902" + " 5904", "⟦card:…5904⟧"),
    SecretSample("JCB", "3530111333" + "300000", "⟦card:…0000⟧"),
    SecretSample("bank account", "to DE893704" + "00440532013000, please", "to ⟦secret:iban⟧, please"),
    SecretSample("bank account in groups", "GB82 WEST " + "1234 5698 7654 32", "⟦secret:iban⟧"),
    SecretSample("card and code", "\(Fake.visa) 123", "⟦card:…4242⟧ 123"),
    SecretSample("card as a JSON number", #"{"pan":4242424242"# + "424242}", #"{"pan":"⟦card:…4242⟧"}"#),
  ]

  static let glued = [
    SecretSample("Stripe after a letter", "x\(Fake.stripe)", "x⟦secret:stripe⟧"),
    SecretSample("Stripe after a name", "key_\(Fake.stripe)!", "key_⟦secret:stripe⟧!"),
    SecretSample("Stripe after a digit", "v2\(Fake.stripe)", "v2⟦secret:stripe⟧"),
    SecretSample("Anthropic after a letter", "x\(Fake.anthropic)", "x⟦secret:anthropic⟧"),
    SecretSample("OpenAI after a word", "old\(Fake.openAI).", "old⟦secret:openai⟧."),
    SecretSample("GitHub after a letter", "x\(Fake.github)", "x⟦secret:github⟧"),
    SecretSample("Slack after a letter", "tok\(Fake.slack)", "tok⟦secret:slack⟧"),
    SecretSample("AWS after a letter", "id\(Fake.aws)", "id⟦secret:aws⟧"),
    SecretSample("AWS after a sign", "key_\(Fake.aws).", "key_⟦secret:aws⟧."),
    SecretSample("JSON web token after a letter", "jwt_\(Fake.jwt)", "jwt_⟦secret:jwt⟧"),
    SecretSample("Shopify after a letter", "x" + "shpat" + "_\(Fake.hex)\(Fake.hex)", "x⟦secret:shopify⟧"),
    SecretSample("Twilio key", "sid SK" + "\(Fake.hex)\(Fake.hex),", "sid ⟦secret:twilio⟧,"),
    SecretSample(
      "Twilio account and token",
      "curl -u AC" + "\(Fake.hex)\(Fake.hex):\(Fake.hex)\(Fake.hex) x",
      "curl -u AC\(Fake.hex)\(Fake.hex):⟦secret:twilio⟧ x"
    ),
  ]

  static let hooks = [
    SecretSample("Slack", "https://\(Fake.slackHook)?x=1", "https://hooks.slack.com/services/⟦secret:slack⟧?x=1"),
    SecretSample(
      "Slack in a sentence",
      "post to \(Fake.slackHook).",
      "post to hooks.slack.com/services/⟦secret:slack⟧."
    ),
    SecretSample(
      "Slack in JSON with escaped slashes",
      #"{"u":"https:\/\/\#(Fake.slackHook.replacing("/", with: #"\/"#))"}"#,
      #"{"u":"https:\/\/hooks.slack.com\/services\/⟦secret:slack⟧"}"#
    ),
    SecretSample(
      "Slack escaped",
      "u=https%3A%2F%2F\(Fake.slackHook.replacing("/", with: "%2F"))%3Fx",
      "u=https%3A%2F%2Fhooks.slack.com%2Fservices%2F⟦secret:slack⟧%3Fx"
    ),
    SecretSample(
      "Discord",
      "https://discord.com/api/webhooks/1183744059283746817/\(Fake.mixed)",
      "https://discord.com/api/webhooks/⟦secret:discord⟧"
    ),
    SecretSample(
      "Discord with a version",
      "https://ptb.discord.com/api/v10/webhooks/1183744059283746817/\(Fake.mixed)/slack",
      "https://ptb.discord.com/api/v10/webhooks/⟦secret:discord⟧"
    ),
    SecretSample(
      "Teams",
      "https://shop.webhook.office.com/webhookb2/\(Fake.uuid)@\(Fake.uuid)/IncomingWebhook/\(Fake.hex)/\(Fake.uuid)",
      "https://shop.webhook.office.com/webhookb2/⟦secret:teams⟧"
    ),
    SecretSample(
      "Azure",
      "https://prod-1.eu.logic.azure.com:443/workflows/\(Fake.hex)/run?sv=1.0&sig=\(Fake.mixed)",
      "https://prod-1.eu.logic.azure.com:443/workflows/\(Fake.hex)/run?sv=1.0&sig=⟦secret:value⟧"
    ),
  ]

  static let escaped = [
    SecretSample("query", "next=%2Fcb%3Ftoken%3Dabc%26x%3D1", "next=%2Fcb%3Ftoken%3D⟦secret:token⟧%26x%3D1"),
    SecretSample("start", "token%3Dabc", "token%3D⟦secret:token⟧"),
    SecretSample("small letters", "u=a%3faccess_token%3dabc%26b", "u=a%3faccess_token%3d⟦secret:token⟧%26b"),
    SecretSample("twice", "u=%252Fcb%253Ftoken%253Da%2526b&c=1", "u=%252Fcb%253Ftoken%253D⟦secret:token⟧%2526b&c=1"),
    SecretSample("value escaped once more", "token%3Da%2526b%26c", "token%3D⟦secret:token⟧%26c"),
    SecretSample("after a pair escaped twice", "?a=1%2526token=abc&b", "?a=1%2526token=⟦secret:token⟧&b"),
    SecretSample("nested name", "user%255Bpassword%255D%253Dabc", "user%255Bpassword%255D%253D⟦secret:password⟧"),
    SecretSample(
      "JSON",
      "q=%7B%22token%22%3A%22a%20b%22%2C%22n%22%3A1%7D",
      "q=%7B%22token%22%3A%22⟦secret:token⟧%22%2C%22n%22%3A1%7D"
    ),
    SecretSample(
      "header",
      "h=Authorization%3A%20Bearer%20\(Fake.hex)%0A",
      "h=Authorization%3A%20Bearer%20⟦secret:authorization⟧%0A"
    ),
    SecretSample("provider", "u=a%3Fk%3D\(Fake.aws)%26b", "u=a%3Fk%3D⟦secret:aws⟧%26b"),
    SecretSample("named, still by provider", "u=token%3D\(Fake.github)%26b", "u=token%3D⟦secret:github⟧%26b"),
    SecretSample("e-mail", "u=https%3A%2F%2Fx%3Fto%3Djane%40example.com%26", "u=https%3A%2F%2Fx%3Fto%3D⟦email⟧%26"),
    SecretSample("e-mail twice", "u=to%253Djane%2540example.com%2526", "u=to%253D⟦email⟧%2526"),
    SecretSample("e-mail with a plus", "to=jane%2Bx%40example.com", "to=⟦email⟧"),
    SecretSample("card", "n=a%3Dcard%20" + "4242424242" + "424242", "n=a%3Dcard%20⟦card:…4242⟧"),
    SecretSample("card of a form", "n=4242+4242+" + "4242+4242&x", "n=⟦card:…4242⟧&x"),
  ]

  static let all = providers + credentials + assignments + people + glued + hooks + escaped
}
