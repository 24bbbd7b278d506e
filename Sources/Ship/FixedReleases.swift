package import Bytes
import Domain

/// Which releases seen in telemetry have a change: what happens in the others says nothing of it.
///
/// Cached clients and slow rollouts send old releases for months; an environment that has the change while another has
/// not is no sign of its failing either.
package struct FixedReleases: Sendable {
  /// Where a signal stands to the change.
  package enum Place: Equatable, Sendable {
    /// Its release contains the change.
    case fixed
    /// Its release does not, as far as anybody knows.
    case old
    /// It names no release.
    case unnamed
    /// It comes from where the change is not.
    case elsewhere
  }

  private let production: Production
  private var fixed: Set<String> = []

  /// Places the releases that were seen, for a change that was deployed at a time.
  package init(_ change: ThreeClocks.Change, seen: [ThreeClocks.SeenRelease], deployed: Timestamp) {
    production = Production(stated: change.environment, seen: seen)
    for release in seen where ThreeClocks.reason(release, change) != nil { fixed.insert(release.key.release) }
    // Git has the last word where it knows any of them; else a later version has what an earlier one has.
    guard change.releases.isEmpty else { return }
    let known = ([change.release].compactMap(\.self) + fixed).compactMap(ReleaseVersion.init)
    let start = deployed.nanoseconds.subtractingReportingOverflow(ThreeClocks.tolerance).partialValue / 1_000
    for release in seen where release.first >= start {
      guard let version = ReleaseVersion(release.key.release) else { continue }
      if known.contains(where: version.follows) { fixed.insert(release.key.release) }
    }
  }

  /// Tells where a signal of a release and environment stands.
  package func place(release: String, environment: String) -> Place {
    guard production.contains(environment) else { return .elsewhere }
    if release.isEmpty { return .unnamed }
    return fixed.contains(release) ? .fixed : .old
  }
}

/// A release's name as far as it is a version: numbers with dots, behind the name of what it is a version of.
struct ReleaseVersion: Equatable {
  let product: Substring
  let numbers: [Int]

  /// Reads `shop@v1.2.3+7` as version 1.2.3 of shop; nil for what has no such form, and for versions before a release.
  init?(_ name: String) {
    let parts = name.split(separator: "@", maxSplits: 1)
    guard var version = parts.last else { return nil }
    product = parts.count > 1 ? parts[0] : ""
    if version.first == "v" || version.first == "V" { version = version.dropFirst() }
    version = version.prefix { $0 != "+" }
    let pieces = version.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = pieces.compactMap { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int($0) : nil }
    // One number alone may be a build, a date or the beginning of a hash.
    guard numbers.count == pieces.count, numbers.count > 1 else { return nil }
    self.numbers = numbers
  }

  /// Whether it is the same version of the same thing as another, or a later one.
  func follows(_ other: ReleaseVersion) -> Bool {
    product == other.product && !numbers.lexicographicallyPrecedes(other.numbers)
  }
}
