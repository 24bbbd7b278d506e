package import Domain
import Themes

/// What a loss is known and called by.
package enum LossLabel {
  /// Returns `Fewer people go from cart_viewed to order_completed: 31 % instead of 47 %`.
  ///
  /// `from` is nil where it is about all who did anything.
  package static func label(
    from: String?,
    to: String,
    isUnwanted: Bool,
    before: Loss.Passage,
    after: Loss.Passage
  ) -> GroupLabel {
    let more = isUnwanted ? "More" : "Fewer"
    let what = from.map { "go from \(shown($0)) to \(shown(to))" } ?? "get to \(shown(to))"
    let whole = from == nil ? " of a day's people" : ""
    return GroupLabel(
      kind: .event,
      fingerprint: GroupTally.lossFingerprint(from: from ?? "", to: to),
      label: "\(more) people \(what): \(percent(after.share))\(whole) instead of \(percent(before.share))",
      service: "",
      surface: ""
    )
  }

  /// Returns the name of a series of events where it may be shown.
  static func shown(_ series: SeriesID) -> String {
    shown(series.eventName)
  }

  /// Returns an event's name where it may be shown.
  package static func shown(_ name: String) -> String {
    let words = name.split(separator: " ").map { CheckedName.service(String($0)) }
    let isChecked = words.count <= 5 && !words.isEmpty && !words.contains("") && !Suspicion.isIn(name: name)
    return isChecked && name.utf8.count <= CheckedName.limit ? words.joined(separator: " ") : "an event"
  }

  /// Whole per cent, or one digit behind the point where there are few.
  static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1_000).rounded())
    return tenths >= 100 || tenths % 10 == 0 ? "\((tenths + 5) / 10) %" : "\(tenths / 10).\(tenths % 10) %"
  }

  /// Two digits behind the point.
  static func decimal(_ value: Double) -> String {
    let hundredths = Int((min(max(value, 0), 1e6) * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
