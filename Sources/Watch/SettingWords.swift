import Domain

/// Makes one of the many ways in which senders write the parts of a setting.
enum SettingWords {
  private static let platforms: [String: String] = [
    "ios": "iOS", "iphone os": "iOS", "ipados": "iOS", "iphone": "iOS", "ipad": "iOS", "android": "Android",
    "windows": "Windows", "windows nt": "Windows", "win": "Windows", "win32": "Windows", "mac": "macOS",
    "mac os x": "macOS", "mac os": "macOS", "macos": "macOS", "os x": "macOS", "darwin": "macOS", "macintosh": "macOS",
    "macintel": "macOS", "linux": "Linux", "chrome os": "ChromeOS", "chromeos": "ChromeOS", "cros": "ChromeOS",
    "web": "Web",
  ]

  /// Returns a value as it is kept; empty for what says nothing.
  static func value(_ part: Setting.Part, _ text: String) -> String {
    var value = text.split { $0.isWhitespace || $0 == "=" }.joined(separator: " ")
    guard value.utf8.count <= Setting.valueLimit, value.contains(where: { $0.isLetter || $0.isNumber }) else {
      return ""
    }
    if part == .platform || part == .browser { value = withoutVersion(value) }
    switch part {
    case .platform: return platforms[value.lowercased()] ?? value
    // Some call that in which a program runs its system, wherever that is.
    case .browser: return platforms[value.lowercased()] == nil ? value : ""
    case .country: return value.utf8.count == 2 ? value.uppercased() : value
    case .plan: return value.lowercased()
    case .device, .region: return value
    }
  }

  /// Returns `Windows` of `Windows 10`, `Chrome Mobile` of `Chrome Mobile 120.0.1`.
  private static func withoutVersion(_ value: String) -> String {
    let words = value.split(separator: " ")
    let name = words.prefix { !($0.first?.isNumber ?? false) }
    return name.isEmpty ? value : name.joined(separator: " ")
  }
}
