// swift-tools-version: 6.2
import PackageDescription

/// Applies to every target: a warning is an error, in debug and in release.
let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

/// One room of the house: what it is called and which rooms it may look into.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of one room, named after it; `exclude` lists folders of data beside them.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + dependencies,
    exclude: exclude, swiftSettings: settings)
}

/// The fuzzer of the importers, which takes a build of its own: Scripts/fuzz.sh.
let fuzzer: [Target] =
  Context.environment["MNCC_FUZZ"] == nil
  ? []
  : [
    .executableTarget(
      name: "Fuzz", dependencies: ["CLibFuzzer", "Fuzzing", "TestSupport"],
      path: "Tests/Fuzz",
      swiftSettings: settings),
    .systemLibrary(name: "CLibFuzzer", path: "Tests/CLibFuzzer"),
  ]

let package = Package(
  name: "mncc",
  products: [
    .executable(name: "mncc", targets: ["mncc"]),
    .library(name: "Driver", targets: ["Driver"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Only its runtime; without its default traits it is smaller.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
  ],
  targets: [
    // In the order in which a model passes through them; arrows point up only.
    room("Basics", []),
    room("IR", ["Basics"]),
    room(
      "Formats",
      [
        "Basics", "CPNG", "CTurboJPEG", "CZip",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    room("Import", ["Basics", "IR", "Formats"]),
    room("Passes", ["Basics", "IR"]),
    room("PostTraining", ["Basics", "IR"]),
    room("Targets", ["Basics"]),
    room("Plan", ["Basics", "IR"]),
    room("Planning", ["Basics", "IR", "Plan", "Targets"]),
    room("PlanCheck", ["Basics", "IR", "Plan"]),
    room("Kernels", ["Basics", "IR", "Plan", "Targets"]),
    room("Codegen", ["Basics", "IR", "Plan", "Targets", "Kernels"]),
    room("Visualize", ["Basics", "IR", "Plan", "CGraphviz"]),
    room(
      "Driver",
      [
        "Basics", "IR", "Formats", "Import", "Passes", "PostTraining", "Targets", "Plan",
        "Planning",
        "PlanCheck", "Kernels", "Codegen", "Visualize",
      ]),
    .executableTarget(
      name: "mncc",
      dependencies: [
        "Basics", "Driver", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    .target(
      name: "TestSupport", dependencies: ["Basics", "Formats", "IR", "Import", "Passes"],
      path: "Tests/Support", swiftSettings: settings),
    .target(
      name: "Fuzzing",
      dependencies: ["Basics", "Codegen", "Driver", "Formats", "IR", "Import", "Targets"],
      path: "Tests/Fuzzing", swiftSettings: settings),
    tests("Basics", ["IR"]),
    tests("IR", ["Basics", "TestSupport"]),
    tests("Formats", ["Basics", "TestSupport"], exclude: ["Fixtures"]),
    tests("Import", ["Basics", "Formats", "IR", "TestSupport"]),
    tests("Passes", ["Basics", "Import", "IR", "TestSupport"]),
    tests("PostTraining", ["Basics", "IR", "TestSupport"]),
    tests(
      "Planning",
      [
        "Basics", "Formats", "Import", "IR", "Passes", "Plan", "PlanCheck", "Targets",
        "TestSupport",
      ]),
    tests(
      "Codegen",
      [
        "Basics", "Formats", "IR", "Kernels", "Plan", "Planning", "PlanCheck", "Targets",
        "TestSupport",
      ],
      exclude: ["Board", "Golden"]),
    tests("Fuzzing", ["TestSupport"]),
    tests("Visualize", ["Basics", "IR", "Plan"]),
    tests(
      "Driver",
      [
        "Basics", "Codegen", "Formats", "IR", "Import", "Passes", "Plan", "PostTraining", "Targets",
        "TestSupport",
      ]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["mncc", "Driver", "Basics", "Formats", "TestSupport"], exclude: ["Fixtures"],
      swiftSettings: settings),

    .systemLibrary(
      name: "CGraphviz", pkgConfig: "libgvc", providers: [.apt(["libgraphviz-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(
      name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
  ] + fuzzer
)
