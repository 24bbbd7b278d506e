import Bytes

/// A published revision of the protocol, as a client names it.
enum Revision: String, CaseIterable, Sendable {
  case november2024 = "2024-11-05"
  case march2025 = "2025-03-26"
  case june2025 = "2025-06-18"
  case november2025 = "2025-11-25"
  case july2026 = "2026-07-28"

  static let legacy: [Revision] = allCases.filter { !$0.isStateless }

  var isStateless: Bool { self == .july2026 }
}
