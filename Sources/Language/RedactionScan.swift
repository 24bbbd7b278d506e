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
  private var runs = RunEnds()
  private let beginnings = Self.beginnings

  /// What the words begin with that a rule looks for.
  private static let beginnings = Trigrams(
    beginnings: ProviderKey.beginnings + HTTPCredential.schemes + SpokenPassword.words
  )

  mutating func run(_ text: Span<UInt8>) {
    while position < text.count {
      switch text[position] {
      case RedactionMarker.firstByte:
        skipMarker(text)
      case UInt8(ascii: ":"):
        if text.hasText("://", at: position) {
          scanURL(text)
        } else {
          apply(SecretAssignment.match(text, separator: position, floor: floor, runs: &runs))
        }
      case UInt8(ascii: "="):
        apply(SecretAssignment.match(text, separator: position, floor: floor, runs: &runs))
      case UInt8(ascii: "@"):
        scanMailbox(text, separatorLength: 1)
      case UInt8(ascii: "%"):
        if text.hasText("%40", at: position) {
          scanMailbox(text, separatorLength: 3)
        } else {
          position += 1
        }
      case UInt8(ascii: "-"):
        if let option = SecretOption.match(text, at: position, floor: floor) {
          scanKeys(text, until: option.range.lowerBound)
          apply(option)
        } else {
          apply(PrivateKeyBlock.match(text, at: position))
        }
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        applyToWord(text, PaymentCard.match(text, at: position, floor: floor))
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
      applyToWord(
        text,
        ProviderKey.match(text, at: position, runs: &runs) ?? HTTPCredential.match(text, at: position)
          ?? SpokenPassword.match(text, at: position)
      )
    } else {
      applyToWord(text, BankAccount.match(text, at: position))
    }
  }

  /// Goes on after the whole word if there is nothing to mask: no rule looks for anything that begins within one.
  @inline(__always)
  private mutating func applyToWord(_ text: Span<UInt8>, _ edit: RedactionEdit?) {
    if edit == nil {
      position = text.end(from: position, while: ByteClass.isWord)
    } else {
      apply(edit)
    }
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

  /// Reports whether a word begins here; the letter of an escape such as `\n` is no part of a word.
  @inline(__always)
  private func isWordStart(_ text: Span<UInt8>) -> Bool {
    guard position > floor else { return true }
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
