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

  /// %a -> %b 3x3 -> %c, all 6x8, in two stripes of four columns.
  static func striped(inTiles: Bool) throws -> TilePlan {
    var builder = GraphBuilder(name: "striped")
    let x = builder.input("x", Shape(6, 8, 2))
    let a = try builder.conv(x, "a", outputs: 3)
    let b = try builder.depthwise(a, "b", kernel: (3, 3), padding: padding)
    let c = try builder.conv(b, "c", outputs: 2)
    builder.graph.addOutput(c)
    let tile = Grain(rows: 1, columns: 2)
    let grains =
      inTiles ? ["a": Grain(rows: 1, columns: 2, firstColumns: 1), "b": tile, "c": tile] : [:]
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
      } == ["plan.overwritten"])
  }

  // MARK: A pixel short

  @Test(arguments: ["s", "a", "b", "c"]) func ringsAPixelShort(_ name: String) throws {
    let plan = try Self.residual()
    #expect(plan.faults { $0[ring: name].lanes[0] -= 1 } == ["plan.overwritten"])
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
        == ["plan.placement"])
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
    #expect(plan.faults { $0[ring: "a"].lanes[0] -= 1 } == ["plan.overwritten"])
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
}
