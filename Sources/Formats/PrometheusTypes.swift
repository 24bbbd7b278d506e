/// What is known of how the samples of Prometheus's metrics go together.
///
/// A type belongs to a family of samples; where nobody has said it, the ends of names do, on which OpenMetrics insists:
/// https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md#suffixes.
struct PrometheusTypes: Sendable {
  /// The types that matter here.
  enum Kind: Sendable {
    case counter, histogram, summary
    /// Gauges, and what else is a state.
    case level

    init?(word: String) {
      switch word {
      case "counter": self = .counter
      case "gauge", "gaugehistogram", "info", "stateset": self = .level
      case "histogram": self = .histogram
      case "summary": self = .summary
      // "untyped" and "unknown" say nothing.
      default: return nil
      }
    }

    /// Takes the number that remote write has for it.
    init?(number: UInt64) {
      switch number {
      case 1: self = .counter
      case 2, 4, 6, 7: self = .level
      case 3: self = .histogram
      case 5: self = .summary
      default: return nil
      }
    }
  }

  private var kinds: [String: Kind] = [:]
  /// Families remembered; of more, the names have to say it.
  private static let limit = 10_000

  /// Remembers the type of a family.
  mutating func learn(_ family: String, _ kind: Kind?) {
    if kinds.count < PrometheusTypes.limit || kinds[family] != nil { kinds[family] = kind }
  }

  /// Returns how the samples of a name go together.
  func form(of name: String) -> MetricRecord.Form {
    if let kind = kinds[name] { return kind == .counter ? .cumulative : .level }
    guard let suffix = PrometheusTypes.suffix(of: name) else { return .level }
    switch kinds[String(name.dropLast(suffix.count))] {
    case .level?: return .level
    case .counter?, .histogram?, .summary?, nil: return .cumulative
    }
  }

  /// Returns how the samples of a name go together, where the type of their family came along.
  static func form(of name: String, _ kind: Kind?) -> MetricRecord.Form {
    switch kind {
    case .counter?: .cumulative
    case .level?: .level
    // A histogram's or summary's quantiles are states, its counts and sums grow.
    case .histogram?, .summary?, nil: suffix(of: name) == nil ? .level : .cumulative
    }
  }

  private static func suffix(of name: String) -> String? {
    ["_total", "_bucket", "_count", "_sum"].first { name.hasSuffix($0) && name.utf8.count > $0.utf8.count }
  }
}
