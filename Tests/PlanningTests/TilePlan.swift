import Basics
import IR
import Plan
import PlanCheck
import TestSupport

/// A plan of one region that is written out by hand, with the values that tests damage.
struct TilePlan {
  var plan: Plan
  /// By name.
  private(set) var values: [String: ValueID] = [:]

  /// Bytes between two buffers, so that rings can be tried that are longer than they must be.
  private static let gap = 64

  /// What of a value is kept.
  enum Kept {
    case whole
    case ring(Ring)
    /// A ring of slices of so many channels.
    case slices(Ring, channels: Int)
  }

  /// Puts the kept values side by side; inputs and outputs that are not kept are the caller's.
  init(_ graph: Graph, _ region: Region, steps: Int, keep: [(String, Kept)]) {
    var placements = SideTable<Value, Placement>()
    for value in graph.values.handles { values[graph.values[value].name] = value }
    for (index, input) in graph.inputs.enumerated() { placements[input] = .input(index) }
    for (index, output) in graph.outputs.enumerated() { placements[output] = .output(index) }
    var buffers: [Buffer] = []
    var end = 0
    for (name, kept) in keep {
      guard let value = values[name] else { preconditionFailure("no value \(name)") }
      let shape = graph.shape(of: value)
      let (pixels, channels): (Int, Int)
      switch kept {
      case .whole:
        (pixels, channels) = (shape.height * shape.width, shape.channels)
        placements[value] = .arena(buffer: buffers.count)
      case .ring(let ring):
        (pixels, channels) = (ring.pixels, shape.channels)
        placements[value] = .ring(buffer: buffers.count, ring, isSliced: false)
      case .slices(let ring, let widest):
        (pixels, channels) = (ring.pixels, widest)
        placements[value] = .ring(buffer: buffers.count, ring, isSliced: true)
      }
      let bytes = pixels * channels * 4
      buffers.append(
        Buffer(name: name, offset: end, byteCount: bytes, growth: 0..<1, decay: 0..<steps))
      end += (bytes + 15) / 16 * 16 + Self.gap
    }
    plan = Plan(
      graph: graph, schedule: Schedule(regions: [region]),
      memory: MemoryPlan(
        buffers: buffers, placements: placements, arenaSize: end, alignment: 16,
        regionSteps: [steps]))
  }

  /// The ids of what the replay finds, after some damage.
  func faults(_ damage: (inout TilePlan) -> Void = { _ in }) -> Set<String> {
    var copy = self
    damage(&copy)
    return Set(replay(copy.plan).map(\.id))
  }

  /// The stage that makes a value.
  subscript(stage name: String) -> Stage {
    get { plan.schedule.regions[0].stages[index(of: name)] }
    set { plan.schedule.regions[0].stages[index(of: name)] = newValue }
  }

  /// The ring of a value; its buffer follows.
  subscript(ring name: String) -> Ring {
    get {
      guard let value = values[name],
        case .ring(_, let ring, _)? = plan.memory.placements[value]
      else { preconditionFailure("%\(name) has no ring") }
      return ring
    }
    set {
      guard let value = values[name], let placement = plan.memory.placements[value],
        let buffer = placement.buffer
      else { preconditionFailure("%\(name) has no buffer") }
      let widest = plan.schedule.regions[0].slices?.map(\.count).max()
      let channels = placement.isSliced ? widest : nil
      plan.memory.placements[value] =
        .ring(buffer: buffer, newValue, isSliced: placement.isSliced)
      plan.memory.buffers[buffer].byteCount =
        newValue.pixels * (channels ?? plan.graph.shape(of: value).channels) * 4
    }
  }

  subscript(buffer name: String) -> Buffer {
    get { plan.memory.buffers[bufferIndex(of: name)] }
    set { plan.memory.buffers[bufferIndex(of: name)] = newValue }
  }

  /// Adds a buffer at the end of the arena, of elements of four bytes; its index.
  mutating func addBuffer(_ name: String, elements: Int) -> Int {
    let bytes = (elements * 4 + 15) / 16 * 16
    let steps = plan.memory.regionSteps.reduce(0, +)
    plan.memory.buffers.append(
      Buffer(
        name: name, offset: plan.memory.arenaSize, byteCount: bytes, growth: 0..<1,
        decay: 0..<steps))
    plan.memory.arenaSize += bytes
    return plan.memory.buffers.count - 1
  }

  private func bufferIndex(of name: String) -> Int {
    guard let index = plan.memory.buffers.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("no buffer \(name)")
    }
    return index
  }

  private func index(of name: String) -> Int {
    let stages = plan.schedule.regions[0].stages
    guard let index = stages.firstIndex(where: { plan.graph.name(of: $0.node) == name }) else {
      preconditionFailure("no stage \(name)")
    }
    return index
  }
}

extension Ring {
  /// A ring of one lane.
  static func lane(_ pixels: Int, width: Int) -> Ring {
    Ring(lanes: [pixels], firstRows: 1, width: width)
  }
}
