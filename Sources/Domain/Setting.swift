/// In which setting something happened: what people, their devices and their plans are told apart by.
///
/// A row keeps all of it as one text, because few combinations stand for all rows: a line for each part that is known, such
/// as `platform=iOS`, in the order of the parts.
package struct Setting: Equatable, Sendable {
  private var values = [String](repeating: "", count: Part.allCases.count)

  /// What is told of a setting.
  package enum Part: Int, CaseIterable, Sendable {
    /// The system of whom it happened to.
    case platform
    case browser, device, country
    /// Where it ran.
    case region
    /// What is paid for it.
    case plan

    /// The word for it in texts and answers.
    package var word: String {
      switch self {
      case .platform: "platform"
      case .browser: "browser"
      case .device: "device"
      case .country: "country"
      case .region: "region"
      case .plan: "plan"
      }
    }
  }

  /// The most bytes of a value; what is longer is no name of any of these.
  package static let valueLimit = 64
  /// The most bytes of the text: that of all parts at their longest.
  package static let textLimit = Part.allCases.count * (valueLimit + 10)
  /// What stands for every value of a part that has too many.
  package static let other = "other"

  package init() {}

  /// Reads a text; a line that names no part says nothing.
  package init(_ text: String) {
    for line in text.split(separator: "\n") {
      guard let sign = line.firstIndex(of: "="), let part = Part.allCases.first(where: { $0.word == line[..<sign] })
      else { continue }
      self[part] = String(line[line.index(after: sign)...])
    }
  }

  /// The value of a part; empty where it is not known.
  package subscript(part: Part) -> String {
    get { values[part.rawValue] }
    set { values[part.rawValue] = newValue.utf8.count <= Setting.valueLimit ? newValue : "" }
  }

  /// What a row keeps.
  package var text: String {
    Part.allCases.filter { !self[$0].isEmpty }.map { "\($0.word)=\(self[$0])" }.joined(separator: "\n")
  }
}
