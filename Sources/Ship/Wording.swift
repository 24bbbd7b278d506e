import Bytes
import Domain

/// Numbers and names as a bundle writes them.
enum Wording {
  /// A share as a percentage: whole from ten per cent on, with one digit below.
  static func percent(_ share: Double) -> String {
    guard share.isFinite, share.magnitude < 1_000 else { return "?" }
    let tenths = (share * 1_000).rounded()
    if tenths.magnitude >= 100 || tenths.truncatingRemainder(dividingBy: 10) == 0 {
      return "\(Int((share * 100).rounded())) %"
    }
    return "\(decimal(tenths / 10)) %"
  }

  /// A number with at most one digit after the point.
  static func decimal(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return "?" }
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let rest = tenths.magnitude % 10
    return "\(sign)\(tenths.magnitude / 10)\(rest == 0 ? "" : ".\(rest)")"
  }

  /// Which way a metric has to go.
  static func direction(_ metric: Metric) -> String { metric.fewerIsGood ? "fewer" : "more" }

  /// A text of ours on one line, visible and of at most so many bytes; an ellipsis says that it was longer.
  static func line(_ text: String, bytes limit: Int = 160) -> String {
    // No scalar takes less than a byte, so that what is cut here would be cut below.
    let seen = VisibleText.escape(text, limit: limit)
    guard seen.utf8.count > limit else { return seen }
    return Fence.prefix(seen, bytes: limit - 3) + "…"
  }
}
