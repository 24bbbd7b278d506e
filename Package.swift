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
  products: [.executable(name: "reckon", targets: ["reckon"])],
  targets: [
    .systemLibrary(name: "CSQLite"),
    .systemLibrary(name: "CZlib"),
    .systemLibrary(name: "CBrotli"),
    .systemLibrary(name: "CZstd"),
    .target(name: "Bytes", dependencies: ["CBrotli", "CZlib", "CZstd"]),
    .target(name: "Language"),
    .target(name: "Numerics"),
    .target(name: "Templates", dependencies: ["Bytes"]),
    .target(name: "Conduct", dependencies: ["Bytes", "Numerics"]),
    .target(name: "Causes", dependencies: ["Numerics"]),
    .target(name: "Changes", dependencies: ["Numerics"]),
    .target(name: "Themes", dependencies: ["Bytes", "Language", "Numerics"]),
    .target(name: "MCP", dependencies: ["Bytes"]),
    .target(name: "HTTP", dependencies: ["Bytes"]),
    .target(name: "Formats", dependencies: ["Bytes"]),
    .target(name: "Domain", dependencies: ["Bytes"]),
    .target(name: "Store", dependencies: ["Bytes", "CSQLite", "Domain"]),
    .target(name: "Ledger", dependencies: ["Bytes", "Domain"]),
    .target(name: "Watch", dependencies: ["Bytes", "Domain", "Formats", "Language", "Numerics"]),
    .target(
      name: "Find",
      dependencies: ["Bytes", "Changes", "Domain", "Language", "Numerics", "Templates", "Themes"]
    ),
    .target(name: "Decide", dependencies: ["Bytes", "Domain", "Numerics"]),
    .target(name: "Ship", dependencies: ["Bytes", "Domain"]),
    .target(name: "Prove", dependencies: ["Bytes", "Domain", "Numerics"]),
    .target(name: "Host", dependencies: ["Bytes", "Domain"]),
    .target(
      name: "Loop",
      dependencies: [
        "Bytes", "Causes", "Conduct", "Decide", "Domain", "Find", "Formats", "Host", "Ledger", "Numerics", "Prove",
        "Ship", "Store", "Themes", "Watch",
      ]
    ),
    .target(name: "Tools", dependencies: ["Bytes", "Causes", "Domain", "Loop", "MCP", "Ship", "Store"]),
    .target(
      name: "Commands",
      dependencies: ["Bytes", "Domain", "Formats", "HTTP", "Host", "Language", "Loop", "MCP", "Tools"]
    ),
    .executableTarget(name: "reckon", dependencies: ["Commands", "Host"]),

    .target(name: "TestSupport", dependencies: ["Bytes"], path: "Tests/Support"),
    .executableTarget(name: "JSONBench", dependencies: ["Bytes"], path: "Benchmarks/JSONBench"),
    .executableTarget(
      name: "SignalBench",
      dependencies: ["Bytes", "Domain", "Store", "TestSupport"],
      path: "Benchmarks/SignalBench"
    ),
    .executableTarget(
      name: "ImpactBench",
      dependencies: ["Bytes", "Domain", "Numerics", "Prove"],
      path: "Benchmarks/ImpactBench"
    ),
    .executableTarget(
      name: "lab",
      dependencies: ["Bytes", "Causes", "Changes", "Conduct", "Numerics", "Templates", "Themes"],
      path: "Benchmarks/lab"
    ),
    .executableTarget(name: "SpanLoad", dependencies: ["Bytes"], path: "Benchmarks/SpanLoad"),

    .executableTarget(name: "ConformanceServer", dependencies: ["Bytes", "MCP"], path: "Tests/ConformanceServer"),
    .testTarget(name: "BytesTests", dependencies: ["Bytes", "TestSupport"]),
    .testTarget(name: "LanguageTests", dependencies: ["Language", "TestSupport"]),
    .testTarget(name: "MCPTests", dependencies: ["MCP", "Bytes", "TestSupport"]),
    .testTarget(name: "HTTPTests", dependencies: ["Bytes", "HTTP", "TestSupport"]),
    .testTarget(name: "TemplatesTests", dependencies: ["Templates", "TestSupport"]),
    .testTarget(name: "ConductTests", dependencies: ["Bytes", "Conduct", "TestSupport"]),
    .testTarget(name: "ChangesTests", dependencies: ["Changes", "Numerics", "TestSupport"]),
    .testTarget(name: "NumericsTests", dependencies: ["Numerics", "TestSupport"]),
    .testTarget(name: "CausesTests", dependencies: ["Causes", "Numerics"]),
    .testTarget(name: "FormatsTests", dependencies: ["Bytes", "Formats", "TestSupport"]),
    .testTarget(name: "DomainTests", dependencies: ["Bytes", "Domain", "TestSupport"]),
    .testTarget(name: "StoreTests", dependencies: ["Bytes", "Domain", "Store", "TestSupport"]),
    .testTarget(name: "LedgerTests", dependencies: ["Bytes", "Domain", "Ledger", "TestSupport"]),
    .testTarget(
      name: "WatchTests",
      dependencies: ["Bytes", "Domain", "Find", "Formats", "Language", "Numerics", "TestSupport", "Watch"]
    ),
    .testTarget(name: "ThemesTests", dependencies: ["Bytes", "Numerics", "TestSupport", "Themes"]),
    .testTarget(name: "FindTests", dependencies: ["Bytes", "Domain", "Find", "Numerics", "TestSupport", "Themes"]),
    .testTarget(name: "DecideTests", dependencies: ["Bytes", "Decide", "Domain", "Numerics", "TestSupport"]),
    .testTarget(
      name: "ShipTests",
      dependencies: ["Bytes", "Domain", "Host", "Ship", "TestSupport"],
      exclude: ["Snapshots"]
    ),
    .testTarget(name: "ProveTests", dependencies: ["Bytes", "Domain", "Numerics", "Prove", "TestSupport"]),
    .testTarget(name: "HostTests", dependencies: ["Bytes", "Domain", "Host", "TestSupport"]),
    .testTarget(
      name: "LoopTests",
      dependencies: [
        "Bytes", "Causes", "Domain", "Find", "Formats", "HTTP", "Host", "Language", "Ledger", "Loop", "Ship", "Store",
        "TestSupport", "Watch",
      ]
    ),
    .testTarget(
      name: "ToolsTests",
      dependencies: ["Bytes", "Domain", "Host", "Loop", "MCP", "Store", "TestSupport", "Tools"],
      exclude: ["Snapshots"]
    ),
    .testTarget(
      name: "CommandsTests",
      dependencies: ["Bytes", "Commands", "Host", "TestSupport", "reckon"],
      exclude: ["Snapshots"]
    ),
    .testTarget(
      name: "EndToEnd",
      dependencies: ["Bytes", "TestSupport", "reckon", "ConformanceServer"],
      exclude: ["Snapshots"]
    ),
  ],
  swiftLanguageModes: [.v6]
)
for target in package.targets where target.type != .system {
  target.swiftSettings = (target.swiftSettings ?? []) + settings
}

// `FUZZ=1 swift build` instruments every room and adds the fuzz targets; ordinary builds know nothing of them.
if Context.environment["FUZZ"] != nil {
  let instrument = ["-sanitize=fuzzer,address"]
  let parsers: [(target: String, rooms: [Target.Dependency])] = [
    ("FuzzJSON", ["Bytes"]),
    ("FuzzFraming", ["Bytes", "MCP"]),
    ("FuzzText", ["Bytes", "Language"]),
    ("FuzzPacked", ["Bytes"]),
    ("FuzzHTTP", ["Bytes", "Formats", "HTTP"]),
    ("FuzzFormats", ["Bytes", "Domain", "Formats", "Watch"]),
    ("FuzzBlocks", ["Bytes", "Domain", "Store"]),
  ]
  // Testing is enabled because a room's parsers are often its own business.
  for target in package.targets where target.type == .regular {
    target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(instrument + ["-enable-testing"])]
  }
  package.targets.append(
    .target(name: "FuzzDriver", path: "Fuzz/Driver", swiftSettings: settings + [.enableExperimentalFeature("Extern")])
  )
  for parser in parsers {
    package.targets.append(
      .executableTarget(
        name: parser.target,
        dependencies: parser.rooms + ["FuzzDriver"],
        path: "Fuzz/\(parser.target)",
        swiftSettings: settings,
        linkerSettings: [.unsafeFlags(instrument + ["-use-ld=lld"])]
      )
    )
  }
}

// `ONLY='StoreTests HTTPTests' swift build --build-tests` leaves these targets and what they stand on. A check that runs
// some has no need to compile all of them.
if let only = Context.environment["ONLY"] {
  var wanted = Set<String>()
  var next = only.split(separator: " ").map(String.init)
  while let name = next.popLast() {
    guard let target = package.targets.first(where: { $0.name == name }) else { fatalError("ONLY: no target \(name)") }
    guard wanted.insert(name).inserted else { continue }
    for case .byNameItem(let below, _) in target.dependencies { next.append(below) }
  }
  package.targets.removeAll { !wanted.contains($0.name) }
  package.products.removeAll { $0.name == "reckon" && !wanted.contains("reckon") }
}
