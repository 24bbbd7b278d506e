// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

// One line per room, lowest first: a target may name only targets above it in this file.
let package = Package(
  name: "reckon",
  targets: [
    .target(name: "Bytes"),

    .executableTarget(name: "JSONBench", dependencies: ["Bytes"], path: "Benchmarks/JSONBench"),

    .testTarget(name: "BytesTests", dependencies: ["Bytes"]),
  ],
  swiftLanguageModes: [.v6]
)
for target in package.targets where target.type != .system {
  target.swiftSettings = (target.swiftSettings ?? []) + settings
}
