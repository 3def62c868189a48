import Basics
import IR
import Plan
import Planning
import Visualize

/// What there is to know of a model and its plan before any code is generated.
public struct InspectReport: Codable, Sendable {
  public struct Layer: Codable, Sendable {
    public let name: String
    public let op: String
    public let input: String
    public let output: String
    public let multiplyAdds: Int
    /// Weights and biases, batch normalisation folded in.
    public let parameters: Int
  }

  public struct Region: Codable, Sendable {
    public let ops: [String]
    /// The channels of each slice; empty when the region is not split.
    public let slices: [Int]
    /// How many stripes of columns it is run in.
    public let stripes: Int
    /// How many rows, or channels, of its result each thread makes; empty where the first one does it all.
    public let sharedRows: [Int]
    public let sharedChannels: [Int]
    /// Whether all threads wait for each other before it.
    public let waits: Bool
    /// What its steps make: `layers`, `rows`, or tiles of some size.
    public let step: String
    /// The buffers that live while it runs.
    public let buffers: [String]
    /// The highest byte in use.
    public let peak: Int
  }

  public struct Buffer: Codable, Sendable {
    public let name: String
    public let offset: Int
    public let bytes: Int
    public let firstRegion: Int
    public let lastRegion: Int
  }

  /// Below what no plan of the same kind can go.
  public struct Bound: Codable, Sendable {
    public let bytes: Int
    /// What was proved, under which conditions, and what has to be held at the worst moment.
    public let explanation: String
  }

  public let model: String
  public let weights: String
  public let input: String
  /// How the network gets its input, and how that lies.
  public let inputMode: String
  public let inputLayout: String
  public let output: String
  /// By the conventions of the papers: convolutions and matrices, border taps counted.
  public let multiplyAdds: Int
  /// Those that the plan takes, what it does again included.
  public let plannedMultiplyAdds: Int
  /// Weights, biases, gamma and beta of the model as defined.
  public let parameters: Int
  public let layers: [Layer]
  public let regions: [Region]
  public let buffers: [Buffer]
  public let arenaSize: Int
  /// How many threads share the work, and how often all of them wait for each other.
  public let threads: Int
  public let barriers: Int
  /// The first region that needs all of the arena.
  public let peakRegion: Int
  /// The best bound that is proved for plans of this kind; nil if there is none.
  public let bound: Bound?
  public let notes: [String]
}

func report(_ model: LoadedModel, _ plan: Plan, _ input: InputMode) -> InspectReport {
  let graph = plan.graph
  let cost = model.graph.cost()
  func shapes(_ values: [ValueID]) -> String {
    values.map { graph.shape(of: $0).description }.joined(separator: ", ")
  }
  let layers = graph.order.map { id in
    let node = graph.nodes[id]
    let cost = graph.cost(of: id)
    return InspectReport.Layer(
      name: graph.name(of: id), op: node.op.mnemonic, input: shapes(node.operands),
      output: shapes([node.result]), multiplyAdds: cost.multiplyAdds, parameters: cost.parameters)
  }

  let spans = plan.regionSpans
  func region(at step: Int) -> Int {
    spans.firstIndex { $0.contains(step) } ?? max(0, spans.count - 1)
  }
  let regions = plan.schedule.regions.indices.map { index in
    let region = plan.schedule.regions[index]
    return InspectReport.Region(
      ops: region.stages.map { graph.name(of: $0.node) },
      slices: region.unshared.slices?.map(\.count) ?? [], stripes: region.stripes?.count ?? 1,
      sharedRows: region.sharedRows?.map(\.count) ?? [],
      sharedChannels: region.shares == .slices ? region.slices?.map(\.count) ?? [] : [],
      waits: region.waits,
      step: region.isPulled || region.splitsInside ? region.stepTerm : "layers",
      buffers: plan.memory.buffers.filter { $0.life.overlaps(spans[index]) }.map(\.name),
      peak: plan.peakOfRegions[index])
  }
  let buffers = plan.memory.buffers.map { buffer in
    InspectReport.Buffer(
      name: buffer.name, offset: buffer.offset, bytes: buffer.byteCount,
      firstRegion: region(at: buffer.life.lowerBound),
      lastRegion: region(at: buffer.life.upperBound - 1))
  }
  return InspectReport(
    model: model.graph.name, weights: model.weightsName, input: shapes(graph.inputs),
    inputMode: input.rawValue, inputLayout: plan.memory.inputLayout.rawValue,
    output: shapes(graph.outputs), multiplyAdds: cost.multiplyAdds,
    plannedMultiplyAdds: plan.schedule.multiplyAdds(in: graph), parameters: cost.parameters,
    layers: layers, regions: regions, buffers: buffers, arenaSize: plan.memory.arenaSize,
    threads: plan.schedule.parts, barriers: plan.schedule.barriers,
    peakRegion: plan.peakRegion ?? 0, bound: bound(of: plan, of: cost.multiplyAdds, input),
    notes: model.notes.map(\.description))
}

/// The bound for all plans that get their input as this one does, and keep partial sums only if it
/// does.
private func bound(
  of plan: Plan, of multiplyAdds: Int, _ input: InputMode
) -> InspectReport.Bound? {
  let keepsSums = plan.schedule.regions.contains { $0.stages.contains { $0.role == .reduces } }
  let mode = BoundMode(
    rowsDelivered: input == .rows, inputCounted: input != .caller,
    recomputeFactorIsOne: plan.schedule.multiplyAdds(in: plan.graph) <= multiplyAdds,
    keepsPartialSums: keepsSums)
  return provedBound(plan.graph, elementBytes: plan.memory.elementBytes, mode: mode).map {
    InspectReport.Bound(bytes: $0.bytes, explanation: $0.explanation(in: plan.graph))
  }
}
