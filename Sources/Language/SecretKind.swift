/// What a masked secret was: the provider that issued it, or what it was called where it stood.
enum SecretKind: String, CaseIterable {
  // Issued by
  case anthropic, aws, digitalocean, discord, docker, github, gitlab, google, groq, huggingface, langsmith, linear,
    logfire, npm, openai, posthog, postman, pypi, rubygems, sendgrid, sentry, shopify, slack, square, stripe, teams,
    twilio, vault, xai, zapier
  // Recognised by shape
  case basic, bearer, iban, jwt
  case privateKey = "private-key"
  // Recognised by the name beside it
  case authorization, card, cookie, key, password, token, value
}
