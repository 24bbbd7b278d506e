import Language
import Testing

@Suite struct SecretRedactionTests {
  @Test func `a value beside a secret name is masked whole, any other by what is in it`() {
    let value = SecretRedaction.mask("hunter2 and more", under: ["settings", "db_password", "value"])
    #expect(value == "⟦secret:value⟧" && SecretRedaction.mask(value) == value)
    #expect(SecretRedaction.mask("hunter2 and more", under: ["settings", "note"]) == "hunter2 and more")
    #expect(SecretRedaction.mask("ask ada@example.com", under: []) == "ask ⟦email⟧")
  }

  @Test(arguments: SecretSamples.all)
  func `a secret is replaced by a marker and nothing else changes`(_ sample: SecretSample) {
    #expect(SecretRedaction.mask(sample.text) == sample.masked)
  }

  @Test(arguments: HarmlessSamples.all)
  func `harmless text comes back as it is`(_ text: String) {
    #expect(SecretRedaction.mask(text) == text)
  }

  @Test(arguments: SecretSamples.all)
  func `what surrounds a secret does not hide it`(_ sample: SecretSample) {
    for (before, after) in [("", "\n"), ("\n", ""), ("é ", "\né"), ("⟦email⟧ ", "\n⟦email⟧"), ("⟦ ", "\n⟧")] {
      #expect(SecretRedaction.mask(before + sample.text + after) == before + sample.masked + after)
    }
  }

  @Test func `text that only looks like a marker protects nothing`() {
    for text in ["⟦secret:\(Fake.stripe)⟧", "⟦\(Fake.stripe)⟧", "⟦secret:none⟧\(Fake.stripe)", "⟦card:…\(Fake.stripe)"]
    {
      #expect(!SecretRedaction.mask(text).contains(Fake.stripe))
    }
  }
}

@Suite struct SecretNameTests {
  @Test(arguments: [
    "password", "Passwd", "user_password", "PASSWORD", "DB_PASSWORD", "mysqlPwd", "passphrase", "password_hash",
    "password2", "newPassword", "userpassword", "MYSQL_PWD", "secret", "client_secret", "clientSecret",
    "session_secret",
    "SECRET_KEY_BASE", "secret-key", "token", "access_token", "accessToken", "refresh-token", "X-Auth-Token",
    "github.token", "api_key", "apikey", "APIKey", "X-API-Key", "OPENAI_API_KEY", "aws_secret_access_key", "AccountKey",
    "private_key", "privateKey", "Authorization", "Proxy-Authorization", "http.request.header.authorization", "cookie",
    "Set-Cookie", "credentials", "auth", "jwt", "otp", "csrf", "connect.sid", "PHPSESSID", "card_number", "cvv", "cvc2",
    "ssn", "iban", "smtp_pass", "api_key_prod",
  ])
  func `the name of a secret is one`(_ name: String) {
    #expect(SecretRedaction.isSecretName(name))
  }

  @Test(arguments: [
    "", "-", "_", "é", "tokens", "max_tokens", "token_count", "tokenType", "token.type", "progressToken",
    "nextPageToken", "gen_ai.usage.input_tokens", "input_token", "eos_token", "cancellationToken", "session.id",
    "session_id", "sessionId", "user.id", "password_length", "passwordPolicy", "secret_name", "secrets_found",
    "token_expires_at", "authorization_endpoint", "author", "authenticated", "auth.method", "key", "primary_key",
    "cache_key", "keyboard", "pass", "passed", "passenger", "PWD", "OLDPWD", "cookie_policy", "tokenizer", "secretary",
    "compass", "number", "order_number", "status_code", "api_key_id", "monkey",
  ])
  func `a name beside the secret is not`(_ name: String) {
    #expect(!SecretRedaction.isSecretName(name))
  }
}
