import Basics
import IR
import Plan

/// Plans made without a planner: one region per op, a row per step, and the simplest placement.
enum Plans {
  /// Every value in a buffer of its own from its op to its last user, first fit in order.
  static func layerByLayer(_ graph: Graph) -> Plan {
    var steps: [Int] = []
    var spans: [NodeID: Range<Int>] = [:]
    var clock = 0
    for node in graph.order {
      let rows = graph.shape(of: graph.nodes[node].result).height
      spans[node] = clock..<clock + rows
      steps.append(rows)
      clock += rows
    }
    let users = graph.users()
    var buffers: [Buffer] = []
    var placements = SideTable<Value, Placement>()
    for node in graph.order {
      let value = graph.nodes[node].result
      guard let growth = spans[node] else { continue }
      let decay = users[value]?.last.flatMap { spans[$0] } ?? clock..<clock
      let buffer = Buffer(
        name: graph.values[value].name, offset: 0,
        byteCount: graph.shape(of: value).count * 4, growth: growth, decay: decay)
      placements[value] = .arena(buffer: buffers.count)
      buffers.append(placed(buffer, among: buffers))
    }
    let arena = buffers.map(\.bytes.upperBound).max() ?? 0
    return Plan(
      graph: graph,
      schedule: Schedule(regions: graph.order.map { Region(stages: [Stage($0, .whole)]) }),
      memory: MemoryPlan(
        buffers: buffers, placements: placements, arenaSize: arena, alignment: 16,
        regionSteps: steps))
  }

  /// The lowest offset at which a buffer meets no other that lives at the same time.
  private static func placed(_ buffer: Buffer, among others: [Buffer]) -> Buffer {
    var buffer = buffer
    let neighbours = others.filter { $0.life.overlaps(buffer.life) }
      .sorted { $0.offset < $1.offset }
    for other in neighbours where other.bytes.overlaps(buffer.bytes) {
      buffer.offset = other.bytes.upperBound
    }
    return buffer
  }

  /// An inverted residual block of 16 rows: expansion and depthwise in slices, the depthwise in
  /// place, partial sums in work space, the projection along the slope of the dying input.
  static func splitBlock(depthwise name: String = "block.depthwise") throws -> Plan {
    var builder = NetworkBuilder(name: "split block", fused: true)
    let image = builder.graph.addInput("image", TensorType(.f32, Shape(16, 16, 8)))
    let stem = try builder.conv(image, "stem", outputs: 8, kernel: 3, .relu6)
    let expand = try builder.conv(stem, "block.expand", outputs: 48, .relu6)
    let depthwise = try builder.depthwise(expand, name, stride: 1, .relu6)
    let project = try builder.conv(depthwise, "block.project", outputs: 8, nil)
    builder.graph.addOutput(project)
    let nodes = builder.graph.order
    let map = 16 * 16 * 4
    var placements = SideTable<Value, Placement>()
    placements[image] = .arena(buffer: 0)
    placements[stem] = .arena(buffer: 1)
    placements[expand] = .slice(buffer: 2)
    placements[depthwise] = .slice(buffer: 2)
    placements[project] = .arena(buffer: 4)
    return Plan(
      graph: builder.graph,
      schedule: Schedule(regions: [
        Region(stages: [Stage(nodes[0], .whole)]),
        Region(
          stages: [
            Stage(nodes[1], .produces), Stage(nodes[2], .carries), Stage(nodes[3], .reduces),
          ], slices: [0..<16, 16..<32, 32..<48]),
      ]),
      memory: MemoryPlan(
        buffers: [
          Buffer(name: "image", offset: 512, byteCount: 8 * map, growth: 0..<0, decay: 0..<16),
          Buffer(
            name: "stem", offset: 0, byteCount: 8 * map, growth: 0..<16, decay: 112..<128),
          Buffer(
            name: "block.expand = block.depthwise", offset: 512 + 8 * map, byteCount: 16 * map,
            growth: 16..<32, decay: 144..<160),
          Buffer(
            name: "partial sums", offset: 512 + 24 * map, byteCount: 8 * map, growth: 48..<64,
            decay: 144..<160),
          Buffer(
            name: "block.project", offset: 0, byteCount: 8 * map, growth: 144..<160,
            decay: 160..<160),
        ], placements: placements, arenaSize: 1024 + 32 * map, alignment: 16,
        regionSteps: [16, 144]))
  }

  /// A stem and a depthwise convolution pulled in two stripes of tiles, the stem in a ring of two
  /// lanes; then a block in slices inside of rows, and a convolution that is gathered by rows and
  /// again, in a second pass, by tiles.
  static func everyMode() throws -> Plan {
    var builder = NetworkBuilder(name: "every mode", fused: true)
    let image = builder.graph.addInput("image", TensorType(.f32, Shape(16, 16, 3)))
    let stem = try builder.conv(image, "stem", outputs: 8, kernel: 3, .relu6)
    let narrow = try builder.depthwise(stem, "narrow", stride: 2, .relu6)
    let expand = try builder.conv(narrow, "block.expand", outputs: 16, .relu6)
    let depthwise = try builder.depthwise(expand, "block.depthwise", stride: 1, .relu6)
    let project = try builder.conv(depthwise, "block.project", outputs: 8, nil)
    let head = try builder.conv(project, "head", outputs: 32, .relu6)
    let mean = try builder.append(.globalAveragePool(GlobalAveragePool()), [head], "mean")
    let again = try builder.append(.globalAveragePool(GlobalAveragePool()), [head], "again")
    builder.graph.addOutput(mean)
    builder.graph.addOutput(again)
    builder.graph.repeatNodes([builder.graph.order[5]], for: builder.graph.order[7])
    let nodes = builder.graph.order
    let repeated = builder.graph.nodes[nodes[7]].result
    var placements = SideTable<Value, Placement>()
    placements[image] = .input(0)
    placements[stem] = .ring(
      buffer: 0, Ring(lanes: [18, 12], firstRows: 1, width: 9), isSliced: false)
    placements[narrow] = .arena(buffer: 1)
    placements[expand] = .ring(buffer: 2, Ring(rows: 3, width: 8), isSliced: true)
    placements[depthwise] = .ring(buffer: 3, Ring(rows: 1, width: 8), isSliced: true)
    placements[project] = .arena(buffer: 4)
    placements[head] = .ring(buffer: 5, Ring(rows: 1, width: 8), isSliced: false)
    placements[repeated] = .ring(
      buffer: 6, Ring(lanes: [4], firstRows: 1, width: 8), isSliced: false)
    placements[mean] = .output(0)
    placements[again] = .output(1)
    let stem0 = Grain(rows: 2, columns: 4, firstRows: 1, firstColumns: 1)
    let four = Grain(rows: 1, columns: 4)
    return Plan(
      graph: builder.graph,
      schedule: Schedule(regions: [
        Region(
          stages: [
            Stage(nodes[0], .whole, grain: stem0),
            Stage(nodes[1], .whole, grain: Grain(rows: 1, columns: 2)),
          ], isPulled: true, stripes: [0..<4, 4..<8]),
        Region(
          stages: [
            Stage(nodes[2], .produces), Stage(nodes[3], .carries), Stage(nodes[4], .reduces),
          ], slices: [0..<8, 8..<16], splitsInside: true),
        Region(
          stages: [
            Stage(nodes[5], .whole), Stage(nodes[6], .whole, gathers: true),
          ], isPulled: true),
        Region(
          stages: [
            Stage(nodes[7], .whole, grain: four),
            Stage(nodes[8], .whole, grain: four, gathers: true),
          ], isPulled: true),
      ]),
      memory: MemoryPlan(
        buffers: [
          Buffer(name: "stem", offset: 0, byteCount: 960, growth: 0..<1, decay: 85..<86),
          Buffer(name: "narrow", offset: 960, byteCount: 2048, growth: 5..<86, decay: 110..<150),
          Buffer(
            name: "block.expand", offset: 0, byteCount: 768, growth: 86..<87, decay: 199..<200),
          Buffer(
            name: "block.depthwise", offset: 512, byteCount: 256, growth: 87..<88,
            decay: 199..<200),
          Buffer(
            name: "block.project", offset: 3008, byteCount: 2048, growth: 94..<200,
            decay: 216..<246),
          Buffer(name: "head", offset: 0, byteCount: 1024, growth: 200..<201, decay: 215..<216),
          Buffer(name: "head.2", offset: 0, byteCount: 512, growth: 216..<217, decay: 247..<248),
        ], placements: placements, arenaSize: 5056, alignment: 16, regionSteps: [86, 114, 16, 32]))
  }
}
