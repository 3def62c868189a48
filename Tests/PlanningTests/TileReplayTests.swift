import Basics
import IR
import Plan
import PlanCheck
import TestSupport
import Testing

/// Plans in tiles, written by hand: the replay accepts them, and nothing that is a pixel short.
@Suite struct TileReplayTests {
  // MARK: Plans

  private static let padding = Padding(top: 1, left: 1, bottom: 1, right: 1)

  /// The stages of all nodes of a graph, with grains by name.
  private static func stages(_ graph: Graph, _ grains: [String: Grain] = [:]) -> [Stage] {
    graph.order.map { Stage($0, .whole, grain: grains[graph.name(of: $0)]) }
  }

  /// %s -> %a -> %b 3x3 -> %c, %d = %c + %s; all 6x8, in tiles of 4 pixels.
  static func residual(deliversInput: Bool = false) throws -> TilePlan {
    var builder = GraphBuilder(name: "residual")
    let x = builder.input("x", Shape(6, 8, 2))
    let s = try builder.conv(x, "s", outputs: 2)
    let a = try builder.conv(s, "a", outputs: 3)
    let b = try builder.depthwise(a, "b", kernel: (3, 3), padding: padding)
    let c = try builder.conv(b, "c", outputs: 2)
    let d = try builder.add(c, s, "d")
    builder.graph.addOutput(d)
    let tile = Grain(rows: 1, columns: 4)
    // What %b reads reaches one pixel further than its tile.
    let halo = Grain(rows: 1, columns: 4, firstColumns: 1)
    let grains = ["s": halo, "a": halo, "b": tile, "c": tile, "d": tile]
    let region = Region(
      stages: stages(builder.graph, grains), isPulled: true, deliveries: deliversInput ? [0] : [])
    // Tiles of %s and %a end after 1, 5 and 8 columns.
    let steps = 6 * (3 + 3 + 2 + 2 + 2) + (deliversInput ? 6 : 0)
    // The oldest pixel that %b needs lies two rows and at most five pixels back; %d needs %s where
    // %b has its middle.
    return TilePlan(
      builder.graph, region, steps: steps,
      keep: [
        ("s", .ring(.lane(13, width: 8))), ("a", .ring(.lane(21, width: 8))),
        ("b", .ring(.lane(4, width: 8))), ("c", .ring(.lane(4, width: 8))),
      ] + (deliversInput ? [("x", .ring(.lane(8, width: 8)))] : []))
  }

  /// %a -> %b 3x3 with stride 2 -> %c, from 8x8 to 4x4, in bands of two rows.
  static func strided() throws -> TilePlan {
    var builder = GraphBuilder(name: "strided")
    let x = builder.input("x", Shape(8, 8, 2))
    let a = try builder.conv(x, "a", outputs: 3)
    let b = try builder.depthwise(
      a, "b", kernel: (3, 3), stride: Stride(height: 2, width: 2), padding: padding)
    let c = try builder.conv(b, "c", outputs: 2)
    builder.graph.addOutput(c)
    let grains = [
      "a": Grain(rows: 2, columns: 2), "b": Grain(rows: 1, columns: 1),
      "c": Grain(rows: 1, columns: 1),
    ]
    // Even rows are the middle and odd rows the bottom of one window and the top of the next.
    return TilePlan(
      builder.graph, Region(stages: stages(builder.graph, grains), isPulled: true), steps: 48,
      keep: [
        ("a", .ring(Ring(lanes: [3, 11], firstRows: 2, width: 8))),
        ("b", .ring(.lane(1, width: 4))),
      ])
  }

  /// The mean %p of %a, taken up while %a is made, and %f of it; the input in the arena.
  static func gathered(
    _ shape: Shape = Shape(6, 8, 2), tile: Grain = Grain(rows: 1, columns: 4)
  ) throws -> TilePlan {
    var builder = GraphBuilder(name: "gathered")
    let x = builder.input("x", shape)
    let a = try builder.conv(x, "a", outputs: 3)
    let p = try builder.pool(a, "p")
    let f = try builder.fullyConnected(p, "f", outputs: 2)
    builder.graph.addOutput(f)
    var region = Region(stages: stages(builder.graph, ["a": tile, "p": tile]), isPulled: true)
    region.stages[1].gathers = true
    return TilePlan(
      builder.graph, region, steps: 2 * shape.height * (shape.width / tile.columns) + 1,
      keep: [
        ("x", .whole), ("a", .ring(.lane(tile.columns, width: shape.width))), ("p", .whole),
      ])
  }

  /// %a -> %b 3x3 -> %c, all 6x8, in two stripes of four columns: in tiles of two columns, or of all
  /// that the stripe needs.
  static func striped(inTiles: Bool) throws -> TilePlan {
    var builder = GraphBuilder(name: "striped")
    let x = builder.input("x", Shape(6, 8, 2))
    let a = try builder.conv(x, "a", outputs: 3)
    let b = try builder.depthwise(a, "b", kernel: (3, 3), padding: padding)
    let c = try builder.conv(b, "c", outputs: 2)
    builder.graph.addOutput(c)
    let tile = Grain(rows: 1, columns: inTiles ? 2 : 8)
    let grains = [
      "a": inTiles ? Grain(rows: 1, columns: 2, firstColumns: 1) : tile, "b": tile, "c": tile,
    ]
    return TilePlan(
      builder.graph,
      Region(
        stages: stages(builder.graph, grains), isPulled: true, stripes: [0..<4, 4..<8]),
      steps: inTiles ? 6 * 2 * (3 + 2 + 2) : 6 * 2 * 3,
      keep: [
        ("a", .ring(.lane(inTiles ? 14 : 15, width: 5))),
        ("b", .ring(.lane(inTiles ? 2 : 4, width: 4))),
      ])
  }

  /// %e -> %d 3x3 -> %r in three slices, int8, the partial sums of %r in a buffer of their own.
  static func split() throws -> TilePlan {
    var builder = GraphBuilder(name: "split")
    let x = builder.input("x", Shape(4, 4, 2))
    let e = try builder.conv(x, "e", outputs: 6)
    let d = try builder.depthwise(e, "d", kernel: (3, 3), padding: padding)
    let r = try builder.conv(d, "r", outputs: 3)
    let y = try builder.activate(r, "y", .relu)
    builder.graph.addOutput(y)
    let graph = builder.graph
    let roles: [Stage.Role] = [.produces, .carries, .reduces]
    let region = Region(
      stages: zip(graph.order, roles).map { Stage($0, $1) }, slices: [0..<2, 2..<4, 4..<6])
    var made = TilePlan(graph, region, steps: 40, keep: [("r", .whole)])
    made.plan.schedule.regions.append(Region(stages: [Stage(graph.order[3], .whole)]))
    made.plan.memory.regionSteps = [36, 4]
    made.plan.memory.elementBytes = 1
    func buffer(_ name: String, _ offset: Int, _ bytes: Int) -> Buffer {
      Buffer(name: name, offset: offset, byteCount: bytes, growth: 0..<1, decay: 0..<40)
    }
    made.plan.memory.buffers = [
      buffer("r", 0, 48), buffer("e", 48, 32), buffer("d", 80, 32), buffer("sums", 112, 192),
    ]
    made.plan.memory.arenaSize = 304
    made.plan.memory.placements[e] = .slice(buffer: 1)
    made.plan.memory.placements[d] = .slice(buffer: 2)
    made.plan.memory.partialSums[r] = 3
    return made
  }

  /// What is found where a buffer lies on another.
  private static let readFaults: Set<String> = ["plan.overwritten", "plan.overlap"]

  // MARK: Right plans

  @Test func rightPlansPass() throws {
    #expect(try replay(Self.residual().plan) == [])
    #expect(try replay(Self.residual(deliversInput: true).plan) == [])
    #expect(try replay(Self.strided().plan) == [])
    #expect(try replay(Self.gathered().plan) == [])
    #expect(try replay(Self.striped(inTiles: false).plan) == [])
    #expect(try replay(Self.striped(inTiles: true).plan) == [])
    #expect(try replay(Self.split().plan) == [])
    #expect(try replay(TilePlan.innerSlices(stride: 1).plan) == [])
    #expect(try replay(TilePlan.innerSlices(stride: 2).plan) == [])
  }

  /// All maps whole, so that only the steps matter.
  @Test func wholeNetworkInTiles() throws {
    let graph = try loweredGraph("v2", resolution: 224)
    let grain = Grain(rows: 1, columns: 4)
    var stages = graph.order.map { Stage($0, .whole, grain: grain) }
    var steps = 0
    for (index, node) in graph.order.enumerated() {
      var walked = graph.shape(of: graph.nodes[node].result)
      if case .globalAveragePool = graph.nodes[node].op {
        stages[index].gathers = true
        walked = graph.shape(of: graph.nodes[node].operands[0])
      }
      steps += walked.height * ((walked.width + 3) / 4)
    }
    let outputs = Set(graph.outputs)
    let plan = TilePlan(
      graph, Region(stages: stages, isPulled: true), steps: steps,
      keep: graph.order.map { graph.nodes[$0].result }.filter { !outputs.contains($0) }
        .map { (graph.values[$0].name, .whole) })
    #expect(replay(plan.plan) == [])
  }

  /// Of a kernel smaller than its stride the pixels between windows need not be kept.
  @Test func gapsBetweenWindows() throws {
    var builder = GraphBuilder(name: "gaps")
    let x = builder.input("x", Shape(4, 4, 2))
    let a = try builder.conv(x, "a", outputs: 3)
    let b = try builder.conv(a, "b", outputs: 2, stride: Stride(height: 2, width: 2))
    builder.graph.addOutput(b)
    let pixel = Grain(rows: 1, columns: 1)
    let stages = Self.stages(builder.graph, ["a": pixel, "b": pixel])
    let plan = TilePlan(
      builder.graph, Region(stages: stages, isPulled: true), steps: 16 + 4,
      keep: [("a", .ring(.lane(1, width: 4)))])
    #expect(replay(plan.plan) == [])
    // Two windows a step: the first pixel must outlive the one in the gap and the second window.
    let pair = Grain(rows: 1, columns: 2)
    func faults(keeping pixels: Int) -> Set<String> {
      plan.faults {
        $0[stage: "b"].grain = pair
        $0.plan.memory.regionSteps[0] -= 2
        $0[ring: "a"].lanes = [pixels]
      }
    }
    #expect(faults(keeping: 3) == [])
    #expect(faults(keeping: 2) == ["plan.overwritten"])
    // A tile of a pixel in the gap and one that is read, in one place: either may be left there.
    #expect(
      plan.faults {
        $0[stage: "a"].grain = Grain(rows: 1, columns: 2, firstColumns: 1)
        $0.plan.memory.regionSteps[0] -= 4
      } == ["plan.overlap"])
  }

  // MARK: A pixel short

  @Test(arguments: ["s", "a", "b", "c"]) func ringsAPixelShort(_ name: String) throws {
    let plan = try Self.residual()
    // Where a tile is all that is kept, it is written over itself.
    let isTile = ["b", "c"].contains(name)
    #expect(
      plan.faults { $0[ring: name].lanes[0] -= 1 }
        == [isTile ? "plan.overlap" : "plan.overwritten"])
    #expect(plan.faults { $0[ring: name].lanes[0] += 1 } == [])
  }

  @Test func lanesAPixelShort() throws {
    let plan = try Self.strided()
    for lane in 0..<2 {
      #expect(plan.faults { $0[ring: "a"].lanes[lane] -= 1 } == ["plan.overwritten"])
      #expect(plan.faults { $0[ring: "a"].lanes[lane] += 1 } == [])
    }
    #expect(plan.faults { $0[ring: "a"].lanes.swapAt(0, 1) } == ["plan.overwritten"])
  }

  @Test func firstRows() throws {
    let plan = try Self.strided()
    #expect(plan.faults { $0[ring: "a"].firstRows = 1 } == ["plan.overwritten"])
    #expect(plan.faults { $0[ring: "a"].firstRows = 3 } == ["plan.placement"])
    // Rows 0, 1 and 2, 3 must be made together for the lanes to be long enough.
    #expect(
      plan.faults {
        $0[stage: "a"].grain?.firstRows = 1
        $0.plan.memory.regionSteps[0] += 4
      } == ["plan.overwritten"])
  }

  @Test func haloAPixelShort() throws {
    let plan = try Self.residual()
    // Tiles that end where those of %b do make it wait for one more.
    #expect(
      plan.faults {
        $0[stage: "a"].grain?.firstColumns = 4
        $0.plan.memory.regionSteps[0] -= 6
      } == ["plan.overwritten"])
    for inTiles in [false, true] {
      let striped = try Self.striped(inTiles: inTiles)
      #expect(striped.faults { $0[ring: "a"].width -= 1 } == ["plan.placement"])
      #expect(striped.faults { $0[ring: "a"].width += 1 } == ["plan.placement"])
    }
    #expect(
      try Self.striped(inTiles: true).faults { $0[ring: "a"].lanes[0] -= 1 }
        == ["plan.overwritten"])
    #expect(
      try Self.striped(inTiles: false).faults { $0[ring: "a"].lanes[0] -= 5 }
        == ["plan.overwritten"])
    #expect(
      try Self.striped(inTiles: false).faults { $0[ring: "a"].lanes[0] -= 1 }
        == ["plan.overwritten"])
    for stage in ["a", "b", "c"] {
      #expect(
        try Self.striped(inTiles: false).faults { $0[stage: stage].grain = nil }
          == ["plan.stripes"])
    }
  }

  @Test func deliveredRows() throws {
    let plan = try Self.residual(deliversInput: true)
    #expect(plan.faults { $0[ring: "x"].lanes = [7] } == ["plan.placement"])
    #expect(
      plan.faults { $0[ring: "x"] = Ring(lanes: [8, 8], firstRows: 1, width: 8) }
        == ["plan.placement"])
  }

  // MARK: In the wrong place

  @Test func offsetMoved() throws {
    let plan = try Self.residual()
    for name in ["s", "a", "b"] {
      // Far enough to reach into the next one.
      let found = plan.faults { $0[buffer: name].offset += 80 }
      #expect(!found.isEmpty && found.isSubset(of: Self.readFaults), "\(name)")
    }
  }

  @Test func gatheredOverWhatIsStillRead() throws {
    let plan = try Self.gathered()
    // The first tile of %x is used up before %p begins, its second row is not.
    #expect(plan.faults { $0[buffer: "p"].offset = $0[buffer: "x"].offset } == [])
    #expect(
      plan.faults { $0[buffer: "p"].offset = $0[buffer: "x"].offset + 64 } == ["plan.overwritten"])
    #expect(plan.faults { $0[buffer: "p"].offset = $0[buffer: "a"].offset } == ["plan.overlap"])
    #expect(plan.faults { $0[ring: "a"].lanes[0] -= 1 } == ["plan.overlap"])
    // Not gathered, it waits for all of a map of which a tile is kept.
    #expect(
      plan.faults {
        $0[stage: "p"].gathers = false
        $0.plan.memory.regionSteps[0] -= 11
      } == ["plan.overwritten"])
    #expect(plan.faults { $0[stage: "a"].gathers = true } == ["plan.schedule"])
  }

  @Test func sumsOverlapped() throws {
    let plan = try Self.split()
    for name in ["e", "d", "r"] {
      let found = plan.faults { $0[buffer: "sums"].offset = $0[buffer: name].offset }
      #expect(!found.isEmpty && found.isSubset(of: Self.readFaults), "\(name)")
    }
    #expect(plan.faults { $0[buffer: "r"].offset = $0[buffer: "sums"].offset } == ["plan.overlap"])
    #expect(plan.faults { $0[buffer: "sums"].byteCount -= 1 } == ["plan.placement"])
    #expect(plan.faults { $0[buffer: "sums"].decay = 0..<30 } == ["plan.life"])
    // The finished value is written by the last slice only.
    #expect(plan.faults { $0[buffer: "r"].growth = 32..<33 } == [])
    let r = try #require(plan.values["r"])
    #expect(plan.faults { $0.plan.memory.partialSums[r] = nil } == ["plan.placement"])
    #expect(plan.faults { $0.plan.memory.elementBytes = 4 } == ["plan.placement"])
  }

  @Test func sumsOfGathering() throws {
    var plan = try Self.gathered()
    let p = try #require(plan.values["p"])
    let x = try #require(plan.values["x"])
    let sums = plan.addBuffer("sums", elements: 3)
    #expect(plan.faults { $0.plan.memory.partialSums[p] = sums } == ["plan.placement"])
    plan.plan.memory.elementBytes = 1
    #expect(plan.faults() == ["plan.placement"])
    plan.plan.memory.partialSums[p] = sums
    #expect(plan.faults() == [])
    #expect(plan.faults { $0.plan.memory.elementBytes = 2 } == [])
    #expect(plan.faults { $0.plan.memory.partialSums[x] = sums } == ["plan.placement"])
    #expect(plan.faults { $0[buffer: "sums"].byteCount = 11 } == ["plan.placement"])
    for name in ["x", "a", "p"] {
      let found = plan.faults { $0[buffer: "sums"].offset = $0[buffer: name].offset }
      #expect(!found.isEmpty && found.isSubset(of: Self.readFaults), "\(name)")
    }
    // The mean is written by the last of its 12 steps only, the sums are gone with it.
    #expect(plan.faults { $0[buffer: "p"].growth = 23..<24 } == [])
    #expect(plan.faults { $0[buffer: "p"].growth = 24..<25 } == ["plan.life"])
    #expect(plan.faults { $0[buffer: "sums"].decay = 0..<24 } == [])
    #expect(plan.faults { $0[buffer: "sums"].decay = 0..<23 } == ["plan.life"])
    // Of a single step there are no sums.
    func inOneStep(_ damage: (inout TilePlan) -> Void) -> Set<String> {
      plan.faults {
        $0[stage: "p"].grain = Grain(rows: 6, columns: 8)
        $0[ring: "a"].lanes = [48]
        $0[buffer: "a"].offset = $0.plan.memory.arenaSize
        $0.plan.memory.arenaSize += $0[buffer: "a"].byteCount
        $0.plan.memory.regionSteps[0] -= 11
        damage(&$0)
      }
    }
    #expect(inOneStep { $0.plan.memory.partialSums[p] = nil } == [])
    #expect(inOneStep { _ in } == ["plan.placement"])
  }

  // MARK: Slices inside of rows

  @Test(arguments: [1, 2]) func innerRings(stride: Int) throws {
    let plan = try TilePlan.innerSlices(stride: stride)
    #expect(plan.faults { $0[ring: "e"].lanes[0] -= 8 } == ["plan.overwritten"])
    #expect(plan.faults { $0[ring: "e"].lanes[0] -= 1 } == ["plan.placement"])
    #expect(
      plan.faults {
        $0.plan.memory.arenaSize += 128
        $0[ring: "e"].lanes[0] += 8
      } == [])
    for name in ["d", "p"] {
      #expect(plan.faults { $0[ring: name].lanes[0] -= 1 } == ["plan.placement"])
      #expect(plan.faults { $0[ring: name].lanes += [8] } == ["plan.placement"])
    }
    for name in ["e", "d", "p"] {
      // Far enough to reach into the next one, or out of the arena.
      let found = plan.faults { $0[buffer: name].offset += 80 }
      let expected: Set<String> = name == "e" ? ["plan.bounds"] : Self.readFaults
      #expect(!found.isEmpty && found.isSubset(of: expected), "\(name)")
      #expect(plan.faults { $0[buffer: name].decay = 0..<8 } == ["plan.life"])
    }
  }

  @Test func innerResultInItsOperand() throws {
    // The next row needs the row before it, so with stride 1 the result is one row behind.
    let plan = try TilePlan.innerSlices(stride: 1)
    #expect(
      plan.faults { $0[buffer: "x"].offset = $0[buffer: "y"].offset } == ["plan.overwritten"])
    #expect(plan.faults { $0[buffer: "x"].offset -= 16 } == ["plan.overlap"])
    let strided = try TilePlan.innerSlices(stride: 2)
    #expect(strided.faults { $0[buffer: "y"].offset += 16 } == ["plan.overwritten"])
  }

  @Test(arguments: [1, 2]) func innerSteps(stride: Int) throws {
    let plan = try TilePlan.innerSlices(stride: stride)
    for change in [-1, 1] {
      #expect(plan.faults { $0.plan.memory.regionSteps[0] += change } == ["plan.schedule"])
    }
    func faults(slices: [Range<Int>]?) -> Set<String> {
      plan.faults { $0.plan.schedule.regions[0].slices = slices }
    }
    #expect(faults(slices: [0..<2]) == ["plan.schedule"])
    #expect(faults(slices: [0..<6]) == ["plan.slices"])
    #expect(faults(slices: nil) == ["plan.slices"])
    #expect(faults(slices: [0..<2, 2..<4]) == ["plan.schedule"])
    #expect(faults(slices: [0..<2, 3..<6]) == ["plan.slices"])
    // One more makes more steps, a wider one needs more room.
    #expect(faults(slices: [0..<2, 2..<4, 4..<6]) == ["plan.schedule"])
    #expect(faults(slices: [0..<1, 1..<6]) == ["plan.placement"])
    #expect(faults(slices: [0..<3, 3..<6]) == [])
  }

  @Test func innerStages() throws {
    let plan = try TilePlan.innerSlices(stride: 1)
    func faults(_ change: (inout [Stage]) -> Void) -> Set<String> {
      plan.faults { change(&$0.plan.schedule.regions[0].stages) }
    }
    // %e, %d, %p, %y.
    #expect(faults { $0.swapAt(2, 3) } == ["plan.schedule"])
    #expect(faults { $0.insert($0.removeLast(), at: 0) } == ["plan.schedule"])
    #expect(faults { $0.swapAt(0, 1) } == ["plan.schedule"])
    for (index, role) in [(0, .whole), (1, .produces), (2, .carries), (3, .carries)]
      as [(Int, Stage.Role)]
    { #expect(faults { $0[index].role = role } == ["plan.schedule"]) }
    #expect(plan.faults { $0.plan.schedule.regions[0].splitsInside = false } == ["plan.schedule"])
    #expect(
      plan.faults {
        $0.plan.schedule.regions.swapAt(0, 1)
        $0.plan.memory.regionSteps.swapAt(0, 1)
      } == ["plan.overwritten"])
  }

  @Test(arguments: ["e", "d"]) func headReadElsewhere(_ name: String) throws {
    #expect(try TilePlan.innerSlices(stride: 1, tail: .adds(name)).faults() == ["plan.schedule"])
    #expect(
      try TilePlan.innerSlices(stride: 1, tail: .adds("x"), later: name).faults()
        == ["plan.schedule"])
    let plan = try TilePlan.innerSlices(stride: 1)
    let value = try #require(plan.values[name])
    #expect(plan.faults { $0.plan.graph.addOutput(value) } == ["plan.schedule"])
  }

  @Test func innerTails() throws {
    #expect(try TilePlan.innerSlices(stride: 1, tail: .windows).faults() == ["plan.schedule"])
    // Sums of which a row is kept are read by this region only.
    let read = try TilePlan.innerSlices(stride: 1, tail: .adds("x"), later: "p")
    #expect(read.faults() == ["plan.placement"])
    let p = try #require(read.values["p"])
    func keepAll(_ plan: inout TilePlan) {
      plan.plan.memory.placements[p] = .arena(buffer: plan.addBuffer("all", elements: 6 * 8 * 6))
    }
    #expect(read.faults(keepAll) == [])

    // The op behind the region as its second tail stage, with a row of %y in between.
    var longer = try TilePlan.innerSlices(stride: 1)
    let second = longer.plan.schedule.regions.remove(at: 1).stages[0]
    longer.plan.schedule.regions[0].stages.append(second)
    longer.plan.memory.regionSteps = [longer.plan.memory.regionSteps.reduce(0, +)]
    #expect(longer.faults() == [])
    let y = try #require(longer.values["y"])
    func keepRow(_ plan: inout TilePlan) {
      let buffer = plan.addBuffer("row", elements: 8 * 6)
      plan.plan.memory.placements[y] = .ring(
        buffer: buffer, Ring(rows: 1, width: 8), isSliced: false)
    }
    #expect(longer.faults(keepRow) == [])
    #expect(
      longer.faults {
        keepRow(&$0)
        $0.plan.schedule.regions[0].stages.swapAt(3, 4)
      } == ["plan.schedule"])
  }

  @Test func innerPlacements() throws {
    let plan = try TilePlan.innerSlices(stride: 1)
    func faults(_ name: String, elements: Int, _ placement: (Int) -> Placement) throws
      -> Set<String>
    {
      let value = try #require(plan.values[name])
      return plan.faults {
        $0.plan.memory.placements[value] = placement($0.addBuffer("new", elements: elements))
      }
    }
    let row = Ring(rows: 1, width: 8)
    for name in ["e", "d"] {
      #expect(try faults(name, elements: 48 * 4) { .slice(buffer: $0) } == [])
      #expect(try faults(name, elements: 48 * 4 - 4) { .slice(buffer: $0) } == ["plan.placement"])
      #expect(try faults(name, elements: 48 * 6) { .arena(buffer: $0) } == ["plan.placement"])
      let ring = Ring(rows: 3, width: 8)
      #expect(
        try faults(name, elements: 24 * 6) { .ring(buffer: $0, ring, isSliced: false) }
          == ["plan.placement"])
    }
    #expect(try faults("p", elements: 48 * 6) { .arena(buffer: $0) } == [])
    #expect(try faults("p", elements: 48 * 6) { .slice(buffer: $0) } == ["plan.placement"])
    #expect(
      try faults("p", elements: 48) { .ring(buffer: $0, row, isSliced: true) }
        == ["plan.placement"])
    // %y is read by the next region.
    #expect(
      try faults("y", elements: 48) { .ring(buffer: $0, row, isSliced: false) }
        == ["plan.placement"])
  }

  @Test func innerSumsOfTheirOwn() throws {
    var plan = try TilePlan.innerSlices(stride: 1)
    let p = try #require(plan.values["p"])
    plan.plan.memory.elementBytes = 1
    #expect(plan.faults() == ["plan.placement"])
    plan.plan.memory.partialSums[p] = plan.addBuffer("sums", elements: 8 * 6)
    #expect(plan.faults() == [])
    #expect(plan.faults { $0[buffer: "sums"].byteCount -= 1 } == ["plan.placement"])
    for name in ["e", "d", "p"] {
      let found = plan.faults { $0[buffer: "sums"].offset = $0[buffer: name].offset }
      #expect(!found.isEmpty && found.isSubset(of: Self.readFaults), "\(name)")
    }
  }

  /// The same stages may run all slices for each row, in more steps.
  @Test func splitOfRows() throws {
    let plan = try Self.split()
    func isInside(_ plan: inout TilePlan) {
      plan.plan.schedule.regions[0].splitsInside = true
      for buffer in plan.plan.memory.buffers.indices {
        plan.plan.memory.buffers[buffer].decay = 0..<58
      }
    }
    #expect(plan.faults(isInside) == ["plan.schedule"])
    #expect(
      plan.faults {
        isInside(&$0)
        $0.plan.memory.regionSteps[0] = 3 * (10 + 4 + 4)
      } == [])
  }
}
