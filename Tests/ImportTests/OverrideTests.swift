import Basics
import IR
import Import
import TestSupport
import Testing

/// Whether the pixels of a network in a dialect lie between -1 and 1.
struct PixelRange: Sendable {
  var definition: String
  var dialect: Dialect?
  var isSymmetric: Bool
}

private let pixelRanges = [
  PixelRange(definition: "v2", dialect: nil, isSymmetric: false),
  PixelRange(definition: "v2", dialect: .timm, isSymmetric: false),
  PixelRange(definition: "v2", dialect: .keras, isSymmetric: true),
  PixelRange(definition: "v3-large", dialect: .slim, isSymmetric: true),
  PixelRange(definition: "v1", dialect: nil, isSymmetric: true),
  PixelRange(definition: "v1", dialect: .slimAll, isSymmetric: true),
  PixelRange(definition: "v3-small-minimalistic", dialect: nil, isSymmetric: true),
  PixelRange(definition: "v3-small-minimalistic", dialect: .torchvision, isSymmetric: false),
]

@Suite struct OverrideTests {
  @Test(arguments: [
    ("width", 0.0, 224, 224, 1000), ("width", -1, 224, 224, 1000), ("width", .nan, 1, 1, 1),
    ("width", .infinity, 224, 224, 1000), ("width", 1e9, 224, 224, 1000),
    ("resolution", 1, 0, 224, 1000), ("resolution", 1, 224, 1 << 40, 1000),
    ("classes", 1, 224, 224, 0), ("classes", 1, 224, 224, 1_000_000_000),
    ("classes", 1, 224, 224, .max), ("resolution", 1, .min, .max, 1000),
  ])
  func refusesWhatIsOutOfRange(
    what: String, width: Double, rows: Int, columns: Int, classes: Int
  ) throws {
    var overrides = Overrides()
    overrides.width = width
    overrides.resolution = (rows, columns)
    overrides.classes = classes
    let rejection = try rejection("v2", overrides)
    #expect(rejection.kind == .usage)
    #expect(rejection.diagnostics.map(\.id) == ["usage.\(what)"])
  }

  @Test func blamesTheCommandLineForWhatOnlyItCauses() throws {
    var overrides = Overrides()
    overrides.resolution = (1, 1)
    overrides.dialect = .keras
    let small = try rejection("v1", overrides)
    #expect(small.kind == .usage)
    #expect(small.diagnostics.map(\.id) == ["definition.size"])

    overrides.resolution = nil
    overrides.width = 0.01
    let narrow = try rejection("v1", overrides)
    #expect(narrow.kind == .usage)
    #expect(Set(narrow.diagnostics.map(\.id)) == ["definition.channels"])
    #expect(narrow.diagnostics[0].message.contains("found 0 at width 0.01"))

    overrides.width = 40
    overrides.dialect = nil
    #expect(try rejection("v2", overrides).diagnostics.map(\.id) == ["definition.weights"])
  }

  @Test func torchvisionHasNoV1() throws {
    var overrides = Overrides()
    overrides.dialect = .torchvision
    let rejection = try rejection("v1", overrides)
    #expect(rejection.kind == .usage)
    #expect(
      rejection.diagnostics.map(\.message) == [
        "torchvision has no MobileNet of family v1; the dialects that have one are:"
          + " timm, keras, slim, slim-all"
      ])
  }

  @Test(arguments: pixelRanges)
  func pixelsFollowTheDialect(range: PixelRange) throws {
    let graph = try importGraph(range.definition, width: 0.25, dialect: range.dialect)
    let preprocessing = try #require(graph.preprocessing)
    #expect(preprocessing.scale == (range.isSymmetric ? 1 / 127.5 : 1 / 255))
    #expect(preprocessing.mean == (range.isSymmetric ? [1, 1, 1] : [0.485, 0.456, 0.406]))
    #expect(preprocessing.std == (range.isSymmetric ? [1, 1, 1] : [0.229, 0.224, 0.225]))
    #expect(preprocessing.crop == 0.875)
  }

  /// Any resolution is legal that the arithmetic allows, down to a single pixel.
  @Test(arguments: [(1, 1), (2, 1), (32, 33), (31, 57), (224, 32)])
  func anyResolutionWorks(rows: Int, columns: Int) throws {
    for dialect in Dialect.allCases {
      for definition in ["v2", "v3-large"] {
        var overrides = Overrides()
        overrides.resolution = (rows, columns)
        overrides.width = 0.35
        overrides.dialect = dialect
        let graph = try importDefinition(
          try packageFile("Graphs/\(definition).json"), file: "d.json", overrides: overrides,
          weights: nil
        ).graph
        #expect(verify(graph).isEmpty)
        #expect(graph.shape(of: graph.inputs[0]) == Shape(rows, columns, 3))
      }
    }
  }

  private func rejection(_ definition: String, _ overrides: Overrides) throws -> Rejection {
    let bytes = try packageFile("Graphs/\(definition).json")
    return try #require(throws: Rejection.self) {
      _ = try importDefinition(bytes, file: "d.json", overrides: overrides, weights: nil)
    }
  }
}
