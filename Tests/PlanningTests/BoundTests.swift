import IR
import Import
import Passes
import Plan
import Planning
import Targets
import TestSupport
import Testing

/// A network as the reference counts it, with the bound it is to have in bytes of one per element.
struct BoundCase: CustomTestStringConvertible, Sendable {
  let definition: String
  let width: Double
  let resolution: Int
  let dialect: Dialect
  let bytes: Int

  var testDescription: String { "\(definition) \(width)@\(resolution) \(dialect)" }

  init(_ definition: String, _ width: Double, _ resolution: Int, _ dialect: Dialect, _ bytes: Int) {
    self.definition = definition
    self.width = width
    self.resolution = resolution
    self.dialect = dialect
    self.bytes = bytes
  }

  func graph() throws -> Graph {
    try run(
      standardPipeline,
      on: importGraph(definition, width: width, resolution: resolution, dialect: dialect),
      verifyEach: false)
  }
}

@Suite struct BoundTests {
  /// Rows arrive, nothing is computed twice, nothing is kept unfinished.
  let strict = BoundMode(
    rowsDelivered: true, inputCounted: true, recomputeFactorIsOne: true, keepsPartialSums: false)

  /// `keras` pads more at the bottom, `torchvision` and `timm` at the top, so that rows wait longer.
  @Test(arguments: [
    BoundCase("v2", 1, 224, .keras, 69_888), BoundCase("v2", 1, 224, .torchvision, 70_784),
    BoundCase("v2", 1, 96, .keras, 21_216), BoundCase("v2", 1, 96, .torchvision, 21_504),
    BoundCase("v2", 0.35, 144, .keras, 16_704), BoundCase("v2", 0.35, 144, .torchvision, 16_992),
    BoundCase("v1", 1, 224, .keras, 105_728), BoundCase("v1", 1, 224, .timm, 109_312),
    BoundCase("v1", 0.25, 96, .keras, 8_640), BoundCase("v1", 0.25, 96, .timm, 9_024),
    BoundCase("v3-large", 1, 224, .keras, 85_344),
    BoundCase("v3-large", 1, 224, .torchvision, 86_016),
    BoundCase("v3-small", 1, 224, .keras, 52_864),
    BoundCase("v3-small", 1, 224, .torchvision, 53_760),
  ])
  func rowCut(_ network: BoundCase) throws {
    let graph = try network.graph()
    let bound = try #require(rowCutBound(graph, elementBytes: 1))
    #expect(bound.bytes == network.bytes)
    #expect(rowCutBound(graph, elementBytes: 4)?.bytes == 4 * network.bytes)
    let held = bound.held.reduce(0) { $0 + $1.rows * graph.shape(of: $1.value).rowCount }
    #expect(held == bound.bytes)
  }

  @Test(arguments: [
    BoundCase("v3-large", 1, 224, .keras, 153_664),
    BoundCase("v3-large", 1, 224, .torchvision, 153_664),
    BoundCase("v3-small", 1, 224, .keras, 54_880),
    BoundCase("v3-small", 1, 224, .torchvision, 54_880),
  ])
  func squeezeExciteBarrier(_ network: BoundCase) throws {
    let graph = try network.graph()
    let bound = try #require(barrierBound(graph, elementBytes: 1))
    #expect(bound.bytes == network.bytes)
    #expect(barrierBound(graph, elementBytes: 4)?.bytes == 4 * network.bytes)
    // All of the block's input and all of the gated tensor.
    #expect(bound.held.map(\.rows) == [14, 14])
    // The pooled vector as well, where the gate must read it at once.
    let gated = try #require(bound.held.last.map { graph.shape(of: $0.value).channels })
    let proved = try #require(provedBound(graph, elementBytes: 1, mode: strict))
    #expect(proved.bytes == network.bytes + gated)
    #expect(proved.held.map(\.rows) == [14, 14, 1])
  }

  @Test func noBarrierWithoutSqueezeExcite() throws {
    let graph = try BoundCase("v2", 1, 96, .keras, 0).graph()
    #expect(barrierBound(graph, elementBytes: 1) == nil)
    // The pooled vector before the classifier, and that is little.
    let strict = barrierBound(graph, elementBytes: 1, allowsPartialSums: false)
    #expect(strict?.bytes == 1280)
  }

  @Test func eachModeHasTheBoundsThatAreProvedForIt() throws {
    let v2 = try BoundCase("v2", 1, 96, .keras, 0).graph()
    let v3 = try BoundCase("v3-small", 1, 224, .keras, 0).graph()
    func bytes(_ graph: Graph, _ mode: BoundMode) -> Int? {
      provedBound(graph, elementBytes: 1, mode: mode)?.bytes
    }
    var mode = strict
    #expect(bytes(v2, mode) == 21_216)
    #expect(bytes(v3, mode) == 54_880 + 240)
    mode.keepsPartialSums = true
    #expect(bytes(v2, mode) == nil)
    #expect(bytes(v3, mode) == 54_880)
    mode.recomputeFactorIsOne = false
    #expect(bytes(v3, mode) == nil)

    // The image in memory that counts, then in the caller's, to be read again.
    mode = strict
    mode.rowsDelivered = false
    #expect(bytes(v2, mode) == 96 * 96 * 3)
    #expect(bytes(v3, mode) == 224 * 224 * 3)
    mode.inputCounted = false
    #expect(bytes(v2, mode) == 1280)
    #expect(bytes(v3, mode) == 54_880 + 240)
    mode.rowsDelivered = true
    #expect(bytes(v2, mode) == 1280)
  }

  /// Plans keep partial sums and leave the image to the caller.
  @Test(arguments: ["v3-small", "v3-large"])
  func plansRespectTheBound(_ definition: String) throws {
    let graph = try BoundCase(definition, 1, 224, .keras, 0).graph()
    var mode = strict
    (mode.rowsDelivered, mode.inputCounted, mode.keepsPartialSums) = (false, false, true)
    let bound = try #require(provedBound(graph, elementBytes: 4, mode: mode))
    let plan = try plan(graph, target: .generic, options: PlanOptions(objective: .ram))
    #expect(bound.bytes <= plan.memory.arenaSize)
  }

  @Test func explainsItself() throws {
    let graph = try BoundCase("v2", 1, 96, .keras, 0).graph()
    #expect(
      lowerBounds(graph, elementBytes: 1).map { $0.explanation(in: graph) } == [
        "27,648 bytes (the input arrives whole; what is kept of the input counts), set by the"
          + " input, with 96 of 96 rows of %input",
        "21,216 bytes (rows arrive once, one by one, in order; what is kept of the input"
          + " counts; no recomputation; no partial sums), set by input row 94, with 3 of 96 rows of %input,"
          + " 2 of 48 rows of %stem, 1 of 48 rows of %block2.expand, 22 of 24 rows of"
          + " %block2.project",
        "1,280 bytes (no recomputation; no partial sums), set by the barrier before %logits, with"
          + " 1 of 1 rows of %head.pool",
      ])
  }

  /// Of a very tall map not all moments are looked at; more rows than that have no bound.
  @Test func tallMapsAreBoundedInTime() throws {
    func bound(_ height: Int) throws -> Int? {
      var builder = GraphBuilder(name: "tall")
      let x = builder.graph.addInput("x", TensorType(.f32, Shape(height, 2, 3)))
      let padding = Padding(top: 1, left: 1, bottom: 1, right: 1)
      let y = try builder.depthwise(x, "y", kernel: (3, 3), padding: padding)
      let z = try builder.conv(y, "z", outputs: 5, kernel: (3, 3), padding: padding)
      builder.graph.addOutput(z)
      return rowCutBound(builder.graph, elementBytes: 1)?.bytes
    }
    #expect(try bound(12_000) == bound(60))
    #expect(try bound(1 << 19) == nil)
  }

  /// The search counts what is live when a row begins to arrive, as the bound does; for schedules by
  /// the row the bound is then exact but for windows that skip pixels.
  @Test(arguments: BoundExhaustiveSearch.Grain.allCases)
  func noScheduleOfATinyChainGoesBelowTheRowCut(_ grain: BoundExhaustiveSearch.Grain) throws {
    var (tried, attained) = (0, 0)
    for seed in BoundTinyNetworks.seeds {
      let graph =
        switch grain {
        case .rows: try BoundTinyNetworks.chain(seed, height: 3 + seed % 3, width: 2, length: 3)
        case .pixels: try BoundTinyNetworks.chain(seed, height: 3, width: 2, length: 2)
        case .elements: try BoundTinyNetworks.chain(seed, height: 2, width: 2, length: 2)
        }
      guard let search = BoundExhaustiveSearch(graph, grain, .inputArrives),
        let least = search.leastPeak(limit: 5_000)
      else { continue }
      let bound = rowCutBound(graph, elementBytes: 1)?.bytes ?? 0
      #expect(bound <= least, "seed \(seed)")
      guard BoundTinyNetworks.plainSeeds.contains(seed) else { continue }
      tried += 1
      if bound == least { attained += 1 }
    }
    #expect(tried >= 100)
    #expect(attained * 4 >= tried * 3)
  }

  /// One pixel is made from one pixel, its neighbour from three: a schedule keeps the cheaper of
  /// each pair, 1 + 2, which is less than either row as a whole, 4 and 4.
  @Test func nothingIsClaimedOfWindowsThatDivideARowUnevenly() throws {
    var graph = Graph(name: "uneven")
    func weight(_ shape: [Int]) -> WeightID {
      let zeros = [Float](repeating: 0, count: shape.reduce(1, *))
      return graph.weights.add(Weight("w\(shape[0])", shape: shape, values: zeros))
    }
    let image = graph.addInput("image", TensorType(.f32, Shape(2, 4, 1)))
    var across = Conv2D()
    across.weight = weight([2, 1, 3, 1])
    across.stride = Stride(height: 1, width: 3)
    across.padding = Padding(left: 2)
    let narrow = try graph.append(.conv2D(across), [image], name: "narrow", origin: .unknown)
    var down = Conv2D()
    down.weight = weight([1, 2, 1, 2])
    graph.addOutput(try graph.append(.conv2D(down), [narrow], name: "low", origin: .unknown))
    #expect(graph.shape(of: narrow) == Shape(2, 2, 2))
    func least(_ grain: BoundExhaustiveSearch.Grain) -> Int? {
      BoundExhaustiveSearch(graph, grain, .inputArrives)?.leastPeak(limit: 5_000)
    }
    #expect(least(.rows) == 4)
    #expect(least(.pixels) == 3)
    #expect(rowCutBound(graph, elementBytes: 1) == nil)
  }

  /// Partial sums are allowed in the search, where the bound says they may be.
  @Test(arguments: BoundExhaustiveSearch.Grain.allCases)
  func noScheduleOfATinyNetworkGoesBelowTheBarrier(_ grain: BoundExhaustiveSearch.Grain) throws {
    var (tried, bounded) = (0, 0)
    for seed in 0..<60 {
      let (height, width) = (grain == .rows ? 2 + seed % 2 : 2, grain == .rows ? 2 : 1)
      for graph in [
        try BoundTinyNetworks.squeezeExcite(seed, height: height, width: width),
        try BoundTinyNetworks.chain(seed, height: height, width: width, length: 3),
      ] {
        for allowsPartialSums in [false, true] {
          let search = BoundExhaustiveSearch(
            graph, grain, .inputIsThere(allowsPartialSums: allowsPartialSums))
          guard let least = search?.leastPeak(limit: 20_000) else { continue }
          let bound = barrierBound(
            graph, elementBytes: 1, allowsPartialSums: allowsPartialSums)
          #expect(bound?.bytes ?? 0 <= least, "seed \(seed)")
          tried += 1
          if bound != nil { bounded += 1 }
        }
      }
    }
    #expect(tried >= 100)
    #expect(bounded >= 50)
  }
}
