/// What people do where something does not work, as tools for product analytics tell it by an event's name.
///
/// PostHog sends `$rageclick` and `$dead_click`, Amplitude `[Amplitude] Rage Click` and `[Amplitude] Dead Click`, Mixpanel
/// `$mp_rage_click` and `$mp_dead_click`; others write the same words.
package enum Friction: String, CaseIterable, Sendable {
  case rage, dead, error

  /// Reads it off an event's name; nil for any other event.
  package init?(event name: String) {
    var letters: [UInt8] = []
    for byte in name.utf8.prefix(64) {
      switch byte {
      case 0x61...0x7a: letters.append(byte)
      case 0x41...0x5a: letters.append(byte | 0x20)
      default: break
      }
    }
    let found = Friction.allCases.first { friction in
      ["click", "clicks", "clicked", "tap", "taps"].contains { end in
        letters.ends(with: Array("\(friction.rawValue)\(end)".utf8))
      }
    }
    guard let found else { return nil }
    self = found
  }

  /// What it is called in a title.
  package var words: String {
    switch self {
    case .rage: "rage clicks"
    case .dead: "clicks without effect"
    case .error: "clicks that end in an error"
    }
  }
}

extension [UInt8] {
  fileprivate func ends(with end: [UInt8]) -> Bool {
    count >= end.count && self[(count - end.count)...].elementsEqual(end)
  }
}
