import Domain
import Find

/// The operation of a service, as the name of its series has it.
struct SlowOperation: Hashable {
  let service: String
  let name: String
  /// A flag and its variant, as `flag=variant`; empty for all runs.
  var variant = ""

  /// Reads it off a series of spans; nil for any other series.
  init?(_ series: SeriesID) {
    let isVariant = series.text.hasPrefix(SeriesID.variantPrefix)
    guard isVariant || series.text.hasPrefix(SeriesID.spanPrefix) else { return nil }
    let rest = series.text.dropFirst(isVariant ? SeriesID.variantPrefix.count : SeriesID.spanPrefix.count)
    guard let colon = rest.firstIndex(of: ":") else { return nil }
    service = String(rest[..<colon])
    let named = rest[rest.index(after: colon)...]
    guard isVariant else {
      name = String(named)
      return
    }
    guard let bar = named.ranges(of: SeriesID.variantMark).last else { return nil }
    name = String(named[..<bar.lowerBound])
    variant = String(named[bar.upperBound...])
  }

  /// The flag of the variant.
  var flag: Substring { variant.prefix { $0 != "=" } }

  var fingerprint: String { ["slow", service, name, variant].filter { !$0.isEmpty }.joined(separator: " ") }
  var checkedService: String { CheckedName.service(service) }
  var surface: String { CheckedName.surface(name.split(separator: " ").last.map(String.init) ?? name) }

  /// What is said of the group of its slow runs.
  var group: GroupLabel {
    GroupLabel(kind: .span, fingerprint: fingerprint, label: label, service: checkedService, surface: surface)
  }

  /// Words that may be shown, such as `GET /stock (inventory)`.
  var label: String {
    let operation = CheckedName.surface(name)
    var words = operation.isEmpty ? "an operation" : operation
    let arm = CheckedName.variant(variant)
    if !variant.isEmpty { words += " with \(arm.isEmpty ? "one variant of a flag" : arm)" }
    return checkedService.isEmpty ? words : "\(words) (\(checkedService))"
  }
}
