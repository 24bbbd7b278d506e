/// Finds addresses that whoever knows them can post to: the path is the password.
struct WebhookAddress {
  let host: String
  let path: [String]
  let kind: SecretKind

  /// Shortest path that counts; what stands in instructions for it is shorter.
  private static let shortest = 20

  private static let all = [
    WebhookAddress(host: "hooks.slack.com", path: ["services"], kind: .slack),
    WebhookAddress(host: "hooks.slack.com", path: ["workflows"], kind: .slack),
    WebhookAddress(host: "hooks.slack.com", path: ["triggers"], kind: .slack),
    WebhookAddress(host: "hooks.zapier.com", path: ["hooks", "catch"], kind: .zapier),
    WebhookAddress(host: "discord.com", path: ["api", "webhooks"], kind: .discord),
    WebhookAddress(host: "discordapp.com", path: ["api", "webhooks"], kind: .discord),
    WebhookAddress(host: "webhook.office.com", path: ["webhookb2"], kind: .teams),
    WebhookAddress(host: "outlook.office.com", path: ["webhook"], kind: .teams),
    WebhookAddress(host: "outlook.office365.com", path: ["webhook"], kind: .teams),
  ]

  static let beginnings = all.map(\.host)

  /// Returns the edit that masks the path of the address whose host begins at an offset, where a word begins.
  static func match(_ text: Span<UInt8>, at start: Int) -> RedactionEdit? {
    // Most words that begin like one differ in the fourth letter.
    guard start + 3 < text.count, isFourth(text[start + 3] | 0x20) else { return nil }
    for address in all where text.hasText(ignoringCase: address.host, at: start) {
      if let range = address.secret(text, from: start + address.host.utf8.count) {
        return RedactionEdit(range, .secret(address.kind))
      }
    }
    return nil
  }

  private static func isFourth(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "c") || byte == UInt8(ascii: "h") || byte == UInt8(ascii: "k") || byte == UInt8(ascii: "l")
  }

  private func secret(_ text: Span<UInt8>, from hostEnd: Int) -> Range<Int>? {
    var position = hostEnd
    for (index, part) in path.enumerated() {
      guard var next = Self.afterSlash(text, at: position) else { return nil }
      if index > 0, let later = Self.afterVersion(text, at: next) { next = later }
      guard text.hasText(part, at: next) else { return nil }
      position = next + part.utf8.count
    }
    guard let start = Self.afterSlash(text, at: position) else { return nil }
    position = start
    while position < text.count {
      if Self.belongs(text[position]) {
        position += 1
      } else if let next = Self.afterSlash(text, at: position), next < text.count, Self.belongs(text[next]) {
        position = next
      } else {
        break
      }
    }
    return position - start >= Self.shortest ? start..<position : nil
  }

  /// A part of a Teams address has an `@` in it.
  private static func belongs(_ byte: UInt8) -> Bool {
    ByteClass.isKey(byte) || byte == UInt8(ascii: "@")
  }

  /// Returns the offset after a slash, which may be escaped as in a URL or in JSON.
  private static func afterSlash(_ text: Span<UInt8>, at offset: Int) -> Int? {
    guard offset < text.count else { return nil }
    switch text[offset] {
    case UInt8(ascii: "/"): return offset + 1
    case UInt8(ascii: "\\"):
      let slash = text.end(from: offset) { $0 == UInt8(ascii: "\\") }
      return slash < text.count && slash - offset <= 7 && text[slash] == UInt8(ascii: "/") ? slash + 1 : nil
    case UInt8(ascii: "%"):
      guard let escape = PercentEscape(text, at: offset), escape.byte == UInt8(ascii: "/") else { return nil }
      return escape.end
    default: return nil
    }
  }

  /// Returns the offset after a version and its slash: `v10/`.
  private static func afterVersion(_ text: Span<UInt8>, at offset: Int) -> Int? {
    guard offset < text.count, text[offset] == UInt8(ascii: "v") else { return nil }
    let end = text.end(from: offset + 1, while: ByteClass.isDigit)
    return end > offset + 1 ? afterSlash(text, at: end) : nil
  }
}
