/// What a record says of the setting in which it happened, as it was sent.
package struct RecordSetting: Sendable {
  private var texts = InlineArray<7, RecordText>(repeating: .none)
  /// Whether nothing is said.
  package private(set) var isEmpty = true

  /// What may be said.
  package enum Field: Int, CaseIterable, Sendable {
    case platform, browser, device, country, region, plan
    /// What a browser or a program calls itself, which tells platform and browser where nothing else does.
    case userAgent
  }

  package init() {}

  /// What is said; a text that is set twice stays what it was first.
  package subscript(field: Field) -> RecordText {
    get { texts[field.rawValue] }
    set {
      guard !newValue.isEmpty, texts[field.rawValue].isEmpty else { return }
      texts[field.rawValue] = newValue
      isEmpty = false
    }
  }
}

extension AttributeName {
  /// What an attribute says of a setting; nil where it says nothing of it.
  package var setting: RecordSetting.Field? {
    switch self {
    case .platform, .browserPlatform: .platform
    case .browserName: .browser
    case .userAgent: .userAgent
    case .device: .device
    case .country: .country
    case .region: .region
    case .plan: .plan
    default: nil
    }
  }

  /// The attributes that say something of a setting, which stand next to each other.
  package static let settings = AttributeName.platform.rawValue...AttributeName.plan.rawValue
}
