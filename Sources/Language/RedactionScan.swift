/// One walk over a text from left to right, collecting what to replace.
///
/// Two rules keep masking idempotent, and every new rule has to follow them. Nothing looks left of `floor`, the end of
/// the last match, and a marker met in the text moves `floor` exactly as the match did that it stands for. And looking
/// right, a marker may end a match or forbid it, but never allows one that the original text would not have allowed.
///
/// Time is linear because whatever looks ahead without a bound either consumes what it saw, or stops at a byte that
/// begins the next look.
struct RedactionScan {
  private(set) var edits: [RedactionEdit] = []
  private var position = 0
  private var floor = 0
  /// Where the next mailbox may begin at the earliest: after the last match or `@`.
  private var mailboxFloor = 0
  /// The end of the last escape of a URL, where a word begins whatever stands before it.
  private var escapeEnd = -1
  private var runs = RunEnds()
  private let beginnings = Self.beginnings

  /// What the words begin with that a rule looks for, and what keys have before their first sign, in one set for both.
  private static let beginnings = Trigrams(
    beginnings: ProviderKey.beginnings + ProviderKey.firstSigns + WebhookAddress.beginnings + HTTPCredential.schemes
      + SpokenPassword.words
  )

  mutating func run(_ text: Span<UInt8>) {
    while position < text.count {
      switch text[position] {
      case RedactionMarker.firstByte:
        skipMarker(text)
      case UInt8(ascii: ":"):
        if text.hasText("://", at: position) {
          scanURL(text)
        } else if position >= floor + 34, text[position - 34] == UInt8(ascii: "A"),
          let edit = ProviderKey.matchTwilio(text, colon: position)
        {
          apply(edit)
        } else {
          apply(SecretAssignment.match(text, separator: position, floor: floor, runs: &runs))
        }
      case UInt8(ascii: "="):
        apply(SecretAssignment.match(text, separator: position, floor: floor, runs: &runs))
      case UInt8(ascii: "@"):
        scanMailbox(text, separatorLength: 1)
      case UInt8(ascii: "%"):
        scanEscape(text)
      case UInt8(ascii: "-"):
        if let option = SecretOption.match(text, at: position, floor: floor) {
          scanKeys(text, until: option.range.lowerBound)
          apply(option)
        } else if mayEndPrefix(text), let key = ProviderKey.matchGlued(text, hyphen: position, floor: floor) {
          apply(key)
        } else {
          apply(PrivateKeyBlock.match(text, at: position))
        }
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        applyToWord(text, PaymentCard.match(text, at: position, floor: max(floor, escapeEnd)))
      case let byte where ByteClass.isLetter(byte):
        scanWord(text)
      default:
        position += 1
      }
    }
  }

  @inline(__always)
  private mutating func scanWord(_ text: Span<UInt8>) {
    guard isWordStart(text) else {
      position += 1
      return
    }
    if mayBegin(text) {
      applyToWord(text, ProviderKey.match(text, at: position, runs: &runs) ?? matchWords(text))
    } else {
      applyToWord(text, BankAccount.match(text, at: position))
    }
  }

  /// Looks for what words announce, by the letter that they begin with.
  private func matchWords(_ text: Span<UInt8>) -> RedactionEdit? {
    switch text[position] | 0x20 {
    case UInt8(ascii: "b"): HTTPCredential.match(text, at: position)
    case UInt8(ascii: "p"): SpokenPassword.match(text, at: position)
    case UInt8(ascii: "d"), UInt8(ascii: "h"), UInt8(ascii: "o"), UInt8(ascii: "w"):
      WebhookAddress.match(text, at: position)
    default: nil
    }
  }

  /// Goes on after the whole word if there is nothing to mask: only keys of providers are looked for within one.
  @inline(__always)
  private mutating func applyToWord(_ text: Span<UInt8>, _ edit: RedactionEdit?) {
    guard edit == nil else { return apply(edit) }
    let start = position
    let end = text.end(from: start, while: ByteClass.isWord)
    position = end
    guard end - start >= ProviderKey.shortestGlued else { return }
    applyGlued(text, start..<end)
  }

  /// Looks for a key within a word; below the usual way, because few words are as long.
  @inline(never)
  private mutating func applyGlued(_ text: Span<UInt8>, _ word: Range<Int>) {
    if let key = ProviderKey.matchGlued(text, in: word, signs: beginnings, runs: &runs) { apply(key) }
  }

  @inline(__always)
  private mutating func apply(_ edit: RedactionEdit?) {
    guard let edit else {
      position += 1
      return
    }
    edits.append(edit)
    moveFloor(to: edit.range.upperBound)
  }

  /// Looks for keys of providers, and mailboxes if asked, in what a longer match passes over, and for nothing else.
  private mutating func scanKeys(_ text: Span<UInt8>, until end: Int, andMailboxes: Bool = false) {
    while position < end {
      if text[position] == RedactionMarker.firstByte {
        skipMarker(text)
      } else if andMailboxes, text[position] == UInt8(ascii: "@") {
        scanMailbox(text, separatorLength: 1)
      } else if isWordStart(text), mayBegin(text) {
        apply(ProviderKey.match(text, at: position, runs: &runs))
      } else {
        position += 1
      }
    }
  }

  private mutating func moveFloor(to offset: Int) {
    position = offset
    floor = offset
    mailboxFloor = max(mailboxFloor, offset)
  }

  private mutating func skipMarker(_ text: Span<UInt8>) {
    guard let end = RedactionMarker.end(in: text, at: position) else {
      position += 1
      return
    }
    moveFloor(to: end)
  }

  /// Reports whether a word that a rule looks for may begin here.
  @inline(__always)
  private func mayBegin(_ text: Span<UInt8>) -> Bool {
    position + 3 <= text.count && beginnings.contains(text[position], text[position + 1], text[position + 2])
  }

  /// Reports whether a prefix of a provider may end with the sign here.
  @inline(__always)
  private func mayEndPrefix(_ text: Span<UInt8>) -> Bool {
    position > floor + 2 && beginnings.contains(text[position - 2], text[position - 1], text[position])
  }

  /// Reports whether a word begins here; the letter of an escape such as `\n` is no part of a word.
  @inline(__always)
  private func isWordStart(_ text: Span<UInt8>) -> Bool {
    guard position > floor, position != escapeEnd else { return true }
    let before = text[position - 1]
    if before == UInt8(ascii: "\\") { return !ByteClass.isEscapeLetter(text[position]) }
    guard ByteClass.isWord(before) else { return true }
    return ByteClass.isEscapeLetter(before) && position - 2 >= floor && text[position - 2] == UInt8(ascii: "\\")
  }
}

// MARK: - Addresses

extension RedactionScan {
  private mutating func scanURL(_ text: Span<UInt8>) {
    let userinfo = URLUserinfo(text, afterScheme: position + 3)
    position += 3
    if let user = userinfo.user {
      scanKeys(text, until: user.upperBound, andMailboxes: userinfo.password != nil)
      position = user.upperBound + 1
    }
    if let password = userinfo.password {
      edits.append(RedactionEdit(password, .secret(.password)))
      moveFloor(to: password.upperBound)
    }
    // `https://key@host` and `ssh://git@host` are no mailboxes; a key in the place is found by its shape.
    mailboxFloor = max(mailboxFloor, userinfo.end)
  }

  /// Looks at an escape of a URL, whose sign may be one that rules look for; what follows it is a word of its own.
  private mutating func scanEscape(_ text: Span<UInt8>) {
    guard let escape = PercentEscape(text, at: position) else {
      position += 1
      return
    }
    escapeEnd = escape.end
    switch escape.byte {
    case UInt8(ascii: "@"):
      scanMailbox(text, separatorLength: escape.end - position)
    case UInt8(ascii: "="), UInt8(ascii: ":"):
      if let edit = EncodedAssignment.match(text, escape, at: position, floor: floor, runs: &runs) {
        apply(edit)
      } else {
        position = escape.end
      }
    default:
      position = escape.end
    }
  }

  private mutating func scanMailbox(_ text: Span<UInt8>, separatorLength: Int) {
    let separator = position..<(position + separatorLength)
    if let range = EmailAddress.match(text, separator: separator, floor: mailboxFloor) {
      edits.append(RedactionEdit(range, .email))
      moveFloor(to: range.upperBound)
    } else {
      position = separator.upperBound
      mailboxFloor = max(mailboxFloor, position)
    }
  }
}
