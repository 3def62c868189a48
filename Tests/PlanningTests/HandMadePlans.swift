import Basics
import IR
import Plan
import TestSupport

/// Small sound plans with steps of tiles, slices inside of rows, or bands that overlap, made by hand;
/// no ring in them has a pixel too many.
enum HandMadePlans {
  static func all() throws -> [Plan] {
    try [strideOne(), strideTwo(), gathered(), gatheredInBytes(), gated(), striped(), summed()]
      + [insideStrideOne(), insideStrideTwo(), insideSummed()]
      + TilePlan.overlapping().map(\.plan.plan)
  }

  /// A piece of the arena: its name, its bytes, and the steps in which it grows and decays.
  private typealias Piece = (name: String, bytes: Int, growth: Range<Int>, decay: Range<Int>)

  /// The pieces one after the other.
  private static func memory(
    _ pieces: [Piece], _ placements: [(ValueID, Placement)], steps: [Int], elementBytes: Int = 4
  ) -> MemoryPlan {
    var buffers: [Buffer] = []
    var end = 0
    for piece in pieces {
      buffers.append(
        Buffer(
          name: piece.name, offset: end, byteCount: piece.bytes, growth: piece.growth,
          decay: piece.decay))
      end += (piece.bytes + 15) / 16 * 16
    }
    var table = SideTable<Value, Placement>()
    for (value, placement) in placements { table[value] = placement }
    return MemoryPlan(
      buffers: buffers, placements: table, arenaSize: end, alignment: 16, regionSteps: steps,
      elementBytes: elementBytes)
  }

  private static func ring(
    _ buffer: Int, _ lanes: [Int], firstRows: Int = 1, width: Int, isSliced: Bool = false
  ) -> Placement {
    .ring(
      buffer: buffer, Ring(lanes: lanes, firstRows: firstRows, width: width), isSliced: isSliced)
  }

  /// An inverted residual block in tiles of three pixels; of the wide map 2 rows and 5 pixels are kept.
  ///
  /// The tiles of the wide map end a column behind those of its reader, where its windows end.
  static func strideOne() throws -> Plan {
    var builder = GraphBuilder(name: "stride one")
    let x = builder.input("x", Shape(6, 7, 2))
    let a = try builder.conv(x, "a", outputs: 3, .hardSwish)
    let b = try builder.depthwise(a, "b", kernel: (3, 3), padding: ones, .hardSwish)
    let c = try builder.conv(b, "c", outputs: 2)
    let d = try builder.add(c, x, "d")
    builder.graph.addOutput(d)
    let tile = Grain(rows: 1, columns: 3)
    let region = Region(
      stages: try stages(
        builder,
        [(a, Grain(rows: 1, columns: 3, firstColumns: 1)), (b, tile), (c, tile), (d, tile)]),
      isPulled: true)
    let memory = memory(
      [
        ("a", 19 * 3 * 4, 0..<57, 17..<70), ("b", 3 * 3 * 4, 5..<70, 6..<71),
        ("c", 3 * 2 * 4, 6..<71, 7..<72),
      ],
      [
        (x, .input(0)), (a, ring(0, [19], width: 7)), (b, ring(1, [3], width: 7)),
        (c, ring(2, [3], width: 7)), (d, .output(0)),
      ], steps: [72])
    return Plan(graph: builder.graph, schedule: Schedule(regions: [region]), memory: memory)
  }

  /// A block of stride 2, its image delivered; the wide map is made in bands of two rows.
  ///
  /// Its even rows die with the row that looks at them and have a lane of 5 pixels, the odd ones are
  /// looked at by the next row too and have one of 13.
  static func strideTwo() throws -> Plan {
    var builder = GraphBuilder(name: "stride two")
    let x = builder.input("x", Shape(7, 8, 2))
    let a = try builder.conv(x, "a", outputs: 3, .hardSwish)
    let b = try builder.depthwise(
      a, "b", kernel: (3, 3), stride: Stride(height: 2, width: 2), padding: ones, .hardSwish)
    let c = try builder.conv(b, "c", outputs: 2)
    builder.graph.addOutput(c)
    let tile = Grain(rows: 1, columns: 2)
    let region = Region(
      stages: try stages(builder, [(a, Grain(rows: 2, columns: 4)), (b, tile), (c, tile)]),
      isPulled: true, deliveries: [0])
    let memory = memory(
      [
        ("x", 16 * 2 * 4, 0..<25, 2..<29), ("a", 18 * 3 * 4, 2..<29, 3..<30),
        ("b", 2 * 3 * 4, 3..<30, 4..<31),
      ],
      [
        (x, ring(0, [16], width: 8)), (a, ring(1, [5, 13], firstRows: 2, width: 8)),
        (b, ring(2, [2], width: 4)), (c, .output(0)),
      ], steps: [31])
    return Plan(graph: builder.graph, schedule: Schedule(regions: [region]), memory: memory)
  }

  /// A pool that takes up its operand in tiles of two rows, which are made from whole rows.
  static func gathered() throws -> Plan {
    var builder = GraphBuilder(name: "gathered")
    let x = builder.input("x", Shape(5, 6, 2))
    let a = try builder.conv(x, "a", outputs: 3, .hardSwish)
    let b = try builder.depthwise(a, "b", kernel: (3, 3), padding: ones, .hardSwish)
    let pool = try builder.pool(b, "pool")
    let classes = try builder.fullyConnected(pool, "classes", outputs: 4)
    builder.graph.addOutput(classes)
    let tile = Grain(rows: 2, columns: 3)
    var pulled = Region(
      stages: try stages(builder, [(a, nil), (b, tile), (pool, tile)]), isPulled: true)
    pulled.stages[2].gathers = true
    let last = Region(stages: try stages(builder, [(classes, nil)]))
    let memory = memory(
      [
        ("a", 24 * 3 * 4, 0..<9, 3..<16), ("b", 6 * 3 * 4, 3..<16, 4..<17),
        ("pool", 3 * 4, 4..<5, 17..<18),
      ],
      [
        (x, .input(0)), (a, ring(0, [24], width: 6)),
        (b, ring(1, [3, 3], firstRows: 2, width: 6)), (pool, .arena(buffer: 2)),
        (classes, .output(0)),
      ], steps: [17, 1])
    return Plan(graph: builder.graph, schedule: Schedule(regions: [pulled, last]), memory: memory)
  }

  /// The same with elements of one byte, which do not hold the sums.
  static func gatheredInBytes() throws -> Plan {
    var plan = try gathered()
    plan.graph.name = "gathered in bytes"
    let placements = plan.graph.values.handles.compactMap { value in
      plan.memory.placements[value].map { (value, $0) }
    }
    plan.memory = memory(
      [
        ("a", 24 * 3, 0..<9, 3..<16), ("b", 6 * 3, 3..<16, 4..<17), ("pool", 3, 16..<17, 17..<18),
        ("sums of pool", 3 * 4, 4..<5, 16..<17),
      ], placements, steps: plan.memory.regionSteps, elementBytes: 1)
    plan.memory.partialSums[plan.graph.nodes[plan.graph.order[2]].result] = 3
    return plan
  }

  /// A squeeze-excite gate in one region: the pool gathers what the scaling needs whole.
  static func gated() throws -> Plan {
    var builder = GraphBuilder(name: "gated")
    let x = builder.input("x", Shape(3, 5, 2))
    let a = try builder.conv(x, "a", outputs: 4, .hardSwish)
    let scaled = try builder.squeezeExcite(a, "gate", squeezed: 3)
    builder.graph.addOutput(scaled)
    let made = builder.graph.order.map { builder.graph.nodes[$0].result }
    let (pool, squeeze, excite) = (made[1], made[2], made[3])
    let tile = Grain(rows: 1, columns: 3)
    var region = Region(
      stages: try stages(
        builder, [(a, tile), (pool, tile), (squeeze, nil), (excite, nil), (scaled, tile)]),
      isPulled: true)
    region.stages[1].gathers = true
    let memory = memory(
      [
        ("a", 15 * 4 * 4, 0..<11, 14..<20), ("pool", 4 * 4, 1..<2, 12..<13),
        ("squeeze", 3 * 4, 12..<13, 13..<14), ("excite", 4 * 4, 13..<14, 19..<20),
      ],
      [
        (x, .input(0)), (a, .arena(buffer: 0)), (pool, .arena(buffer: 1)),
        (squeeze, .arena(buffer: 2)), (excite, .arena(buffer: 3)), (scaled, .output(0)),
      ], steps: [20])
    return Plan(graph: builder.graph, schedule: Schedule(regions: [region]), memory: memory)
  }

  /// A block in two stripes of four columns, which need five of the wide map, in tiles of two.
  static func striped() throws -> Plan {
    var builder = GraphBuilder(name: "striped")
    let x = builder.input("x", Shape(6, 8, 2))
    let a = try builder.conv(x, "a", outputs: 3, .hardSwish)
    let b = try builder.depthwise(a, "b", kernel: (3, 3), padding: ones, .hardSwish)
    let c = try builder.conv(b, "c", outputs: 2)
    builder.graph.addOutput(c)
    let tile = Grain(rows: 1, columns: 2)
    let region = Region(
      stages: try stages(
        builder, [(a, Grain(rows: 1, columns: 2, firstColumns: 1)), (b, tile), (c, tile)]),
      isPulled: true, stripes: [0..<4, 4..<8])
    let memory = memory(
      [("a", 14 * 3 * 4, 0..<78, 12..<83), ("b", 2 * 3 * 4, 5..<83, 6..<84)],
      [
        (x, .input(0)), (a, ring(0, [14], width: 5)), (b, ring(1, [2], width: 4)),
        (c, .output(0)),
      ], steps: [84])
    return Plan(graph: builder.graph, schedule: Schedule(regions: [region]), memory: memory)
  }

  /// A block in two slices of channels and tiles of two pixels, elements of one byte, its partial sums
  /// in a buffer of their own.
  static func summed() throws -> Plan {
    var builder = GraphBuilder(name: "summed")
    let x = builder.input("x", Shape(4, 5, 2))
    let a = try builder.conv(x, "a", outputs: 8, .hardSwish)
    let b = try builder.depthwise(a, "b", kernel: (3, 3), padding: ones, .hardSwish)
    let c = try builder.conv(b, "c", outputs: 3)
    let d = try builder.activate(c, "d", .hardSwish)
    builder.graph.addOutput(d)
    let tile = Grain(rows: 1, columns: 2)
    var split = Region(
      stages: try stages(
        builder, [(a, Grain(rows: 1, columns: 2, firstColumns: 1)), (b, tile), (c, tile)]),
      slices: [0..<4, 4..<8], isPulled: true)
    for (stage, role) in [Stage.Role.produces, .carries, .reduces].enumerated() {
      split.stages[stage].role = role
    }
    let last = Region(stages: try stages(builder, [(d, nil)]))
    var memory = memory(
      [
        ("a", 14 * 4, 0..<62, 14..<71), ("b", 2 * 4, 5..<71, 6..<72),
        ("c", 20 * 3, 42..<72, 72..<76),
        ("sums of c", 20 * 3 * 4, 6..<36, 42..<72),
      ],
      [
        (x, .input(0)), (a, ring(0, [14], width: 5, isSliced: true)),
        (b, ring(1, [2], width: 5, isSliced: true)), (c, .arena(buffer: 2)), (d, .output(0)),
      ], steps: [72, 4], elementBytes: 1)
    memory.partialSums[c] = 3
    return Plan(graph: builder.graph, schedule: Schedule(regions: [split, last]), memory: memory)
  }

  // MARK: Slices inside of rows

  /// An inverted residual block whose sum grows into its input, a row before it.
  ///
  /// When a row is finished, the next one still needs the same row of the input, but none above.
  static func insideStrideOne() throws -> Plan {
    var builder = GraphBuilder(name: "inside stride one")
    let x = builder.input("x", Shape(5, 4, 2))
    let a = try builder.conv(x, "a", outputs: 8, .hardSwish)
    let b = try builder.depthwise(a, "b", kernel: (3, 3), padding: ones, .hardSwish)
    let c = try builder.conv(b, "c", outputs: 2)
    let d = try builder.add(c, x, "d")
    let e = try builder.activate(d, "e", .hardSwish)
    builder.graph.addOutput(e)
    let split = try splitInside(
      builder, [a, b, c], tail: [d], slices: [0..<4, 4..<8])
    let last = Region(stages: try stages(builder, [(e, nil)]))
    let row = 4 * 2 * 4
    var memory = memory(
      [
        ("a", 3 * 4 * 4 * 4, 0..<48, 2..<49), ("b", 4 * 4 * 4, 2..<49, 3..<50),
        ("c", row, 3..<50, 8..<51), ("d", 5 * row, 8..<51, 51..<56),
        ("x", 5 * row, 0..<1, 14..<51),
      ],
      [
        (x, .arena(buffer: 4)), (a, ring(0, [12], width: 4, isSliced: true)),
        (b, ring(1, [4], width: 4, isSliced: true)), (c, ring(2, [4], width: 4)),
        (d, .arena(buffer: 3)), (e, .output(0)),
      ], steps: [51, 5])
    memory.buffers[4].offset = memory.buffers[3].offset + row
    memory.arenaSize = memory.buffers[4].offset + 5 * row
    return Plan(graph: builder.graph, schedule: Schedule(regions: [split, last]), memory: memory)
  }

  /// A block of stride 2 in slices of 3 and 5 channels, its image in the arena; its sums lie in the
  /// caller's output.
  static func insideStrideTwo() throws -> Plan {
    var builder = GraphBuilder(name: "inside stride two")
    let x = builder.input("x", Shape(7, 6, 2))
    let a = try builder.conv(x, "a", outputs: 8, .hardSwish)
    let b = try builder.depthwise(
      a, "b", kernel: (3, 3), stride: Stride(height: 2, width: 2), padding: ones, .hardSwish)
    let c = try builder.conv(b, "c", outputs: 3, .hardSwish)
    builder.graph.addOutput(c)
    let region = try splitInside(builder, [a, b, c], tail: [], slices: [0..<3, 3..<8])
    let memory = memory(
      [
        ("a", 3 * 6 * 5 * 4, 0..<34, 2..<35), ("b", 3 * 5 * 4, 2..<35, 3..<36),
        ("x", 7 * 6 * 2 * 4, 0..<1, 4..<34),
      ],
      [
        (x, .arena(buffer: 2)), (a, ring(0, [18], width: 6, isSliced: true)),
        (b, ring(1, [3], width: 3, isSliced: true)), (c, .output(0)),
      ], steps: [36])
    return Plan(graph: builder.graph, schedule: Schedule(regions: [region]), memory: memory)
  }

  /// Elements of one byte, partial sums in a buffer of their own, and two stages behind them.
  static func insideSummed() throws -> Plan {
    var builder = GraphBuilder(name: "inside summed")
    let x = builder.input("x", Shape(4, 5, 2))
    let a = try builder.conv(x, "a", outputs: 8, .hardSwish)
    let b = try builder.depthwise(a, "b", kernel: (3, 3), padding: ones, .hardSwish)
    let c = try builder.conv(b, "c", outputs: 3)
    let d = try builder.activate(c, "d", .hardSwish)
    let e = try builder.add(d, c, "e")
    builder.graph.addOutput(e)
    let region = try splitInside(
      builder, [a, b, c], tail: [d, e], slices: [0..<4, 4..<8])
    var memory = memory(
      [
        ("a", 3 * 5 * 4, 0..<40, 2..<41), ("b", 4 * 5 * 4, 2..<41, 3..<42),
        ("c", 5 * 3, 7..<42, 9..<44), ("d", 5 * 3, 8..<43, 9..<44),
        ("sums of c", 5 * 3 * 4, 3..<38, 7..<42),
      ],
      [
        (x, .input(0)), (a, ring(0, [15], width: 5, isSliced: true)), (b, .slice(buffer: 1)),
        (c, ring(2, [5], width: 5)), (d, ring(3, [5], width: 5)), (e, .output(0)),
      ], steps: [44], elementBytes: 1)
    memory.partialSums[c] = 4
    return Plan(graph: builder.graph, schedule: Schedule(regions: [region]), memory: memory)
  }

  /// A region that runs its slices inside of its rows; the last value of the head is reduced.
  private static func splitInside(
    _ builder: GraphBuilder, _ head: [ValueID], tail: [ValueID], slices: [Range<Int>]
  ) throws -> Region {
    var region = Region(
      stages: try stages(builder, (head + tail).map { ($0, nil) }), slices: slices,
      splitsInside: true)
    for stage in head.indices { region.stages[stage].role = .carries }
    region.stages[0].role = .produces
    region.stages[head.count - 1].role = .reduces
    return region
  }

  private static let ones = Padding(top: 1, left: 1, bottom: 1, right: 1)

  private struct NoProducer: Error {}

  private static func stages(
    _ builder: GraphBuilder, _ made: [(ValueID, Grain?)]
  ) throws -> [Stage] {
    try made.map { value, grain in
      guard let node = builder.graph.values[value].producer else { throw NoProducer() }
      return Stage(node, .whole, grain: grain)
    }
  }
}
