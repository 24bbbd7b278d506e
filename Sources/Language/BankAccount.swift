/// Finds international bank account numbers by country, length and check digits (ISO 13616).
enum BankAccount {
  /// Country and length, from the registry (https://www.swift.com/standards/data-standards/iban).
  private static let lengths: [UInt16: Int] = {
    let registry =
      "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 "
      + "FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IS26 IT27 JO30 KW30 KZ20 LB28 LI21 LT20 LU20 LV21 "
      + "MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 "
      + "TN24 TR26 UA29 VA22 XK20"
    var lengths: [UInt16: Int] = [:]
    for entry in registry.split(separator: " ") {
      let bytes = Array(entry.utf8)
      lengths[country(bytes[0], bytes[1])] = Int(entry.dropFirst(2))
    }
    return lengths
  }()

  /// Returns the edit that masks the number beginning at an offset, where a word begins.
  @inline(__always)
  static func match(_ text: Span<UInt8>, at start: Int) -> RedactionEdit? {
    guard start + 15 <= text.count, ByteClass.isUpper(text[start]), ByteClass.isUpper(text[start + 1]),
      ByteClass.isDigit(text[start + 2]), ByteClass.isDigit(text[start + 3])
    else { return nil }
    return end(text, from: start).map { RedactionEdit(start..<$0, .secret(.iban)) }
  }

  private static func end(_ text: Span<UInt8>, from start: Int) -> Int? {
    guard let length = lengths[country(text[start], text[start + 1])] else { return nil }
    let isGrouped = start + 4 < text.count && text[start + 4] == UInt8(ascii: " ")
    var characters: [UInt8] = []
    characters.reserveCapacity(length)
    var position = start
    while characters.count < length {
      if isGrouped, characters.count > 0, characters.count.isMultiple(of: 4) {
        guard position < text.count, text[position] == UInt8(ascii: " ") else { return nil }
        position += 1
      }
      guard position < text.count, ByteClass.isDigit(text[position]) || ByteClass.isUpper(text[position]) else {
        return nil
      }
      characters.append(text[position])
      position += 1
    }
    guard position == text.count || !ByteClass.isWord(text[position]) else { return nil }
    return hasCheckDigits(characters) ? position : nil
  }

  /// The check of ISO 7064, MOD 97-10, with the first four characters moved to the end and letters as 10 to 35.
  private static func hasCheckDigits(_ characters: [UInt8]) -> Bool {
    var remainder = 0
    for character in characters.dropFirst(4) + characters.prefix(4) {
      remainder =
        ByteClass.isDigit(character)
        ? (remainder * 10 + Int(character - UInt8(ascii: "0"))) % 97
        : (remainder * 100 + Int(character - UInt8(ascii: "A")) + 10) % 97
    }
    return remainder == 1
  }

  private static func country(_ first: UInt8, _ second: UInt8) -> UInt16 {
    UInt16(first) << 8 | UInt16(second)
  }
}
