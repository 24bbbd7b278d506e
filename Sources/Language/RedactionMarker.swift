/// The text that stands where something was masked.
enum RedactionMarker: Equatable {
  case secret(SecretKind)
  case email
  /// Keeps the last four digits, as receipts do, so that a customer can be asked which card it was.
  case card(lastDigits: String)

  var text: String {
    switch self {
    case .secret(let kind): "⟦secret:\(kind.rawValue)⟧"
    case .email: "⟦email⟧"
    case .card(let lastDigits): "⟦card:…\(lastDigits)⟧"
    }
  }
}

extension RedactionMarker {
  /// The first byte of `⟦`, and of many other scalars.
  static let firstByte: UInt8 = 0xe2

  /// Returns the end of the marker at an offset, or nil where there is none.
  ///
  /// Only texts that `text` can give are markers: anything else in such brackets is masked like other text.
  static func end(in text: Span<UInt8>, at offset: Int) -> Int? {
    guard text.hasText("⟦", at: offset) else { return nil }
    let start = offset + "⟦".utf8.count
    if text.hasText("email⟧", at: start) { return start + "email⟧".utf8.count }
    if text.hasText("secret:", at: start) {
      let kindStart = start + "secret:".utf8.count
      let kindEnd = text.end(from: kindStart) { ByteClass.isLower($0) || $0 == UInt8(ascii: "-") }
      guard text.hasText("⟧", at: kindEnd),
        SecretKind.allCases.contains(where: {
          $0.rawValue.utf8.count == kindEnd - kindStart && text.hasText($0.rawValue, at: kindStart)
        })
      else { return nil }
      return kindEnd + "⟧".utf8.count
    }
    guard text.hasText("card:…", at: start) else { return nil }
    let digitsStart = start + "card:…".utf8.count
    let digitsEnd = text.end(from: digitsStart, while: ByteClass.isDigit)
    guard digitsEnd - digitsStart == 4, text.hasText("⟧", at: digitsEnd) else { return nil }
    return digitsEnd + "⟧".utf8.count
  }

  /// Reports whether a marker begins at an offset.
  static func begins(in text: Span<UInt8>, at offset: Int) -> Bool {
    offset < text.count && text[offset] == firstByte && end(in: text, at: offset) != nil
  }
}
