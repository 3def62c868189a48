import Basics
import IR
import Kernels
import Plan
import Targets

/// The program of a plan as loop nests: one function for each kernel, a few for each region.
///
/// The functions of a region are in `RegionCode+Functions`, their steps in `RegionCode+Steps`, those
/// of rows and of tiles in files of their own.
struct RegionCode {
  /// Kernels in the order of their first use.
  private(set) var kernels: [Function] = []
  private(set) var regions: [RegionProgram] = []
  private(set) var weights = WeightBlob()
  /// The elements of the pixel of zeros that stands for all pixels outside of an image.
  private(set) var zeroCount = 0

  let plan: Plan
  let graph: Graph
  private let target: Target
  /// The function that is told all that is finished, nil in an ordinary program.
  let trace: String?
  private var known: Set<String> = []

  init(_ plan: Plan, target: Target, trace: String?) {
    self.plan = plan
    graph = plan.graph
    self.target = target
    self.trace = trace
    for (index, region) in plan.schedule.regions.enumerated() { add(region, index) }
  }

  private mutating func add(_ region: Region, _ index: Int) {
    let order = PullOrder(region, graph)
    let parts = RegionPart.all(of: region, order)
    let number = String(repeating: "0", count: max(0, 2 - "\(index)".count)) + "\(index)"
    var codes: [PartCode] = []
    for (place, part) in parts.enumerated() {
      let calls = region.stages.map { call($0, of: region, in: part) }
      codes.append(
        PartCode(region, graph, number: number, parts: parts, index: place, order, calls: calls))
    }
    regions.append(program(of: region, number: number, codes))
  }

  // MARK: Kernels

  /// The kernel of a stage, and where its weights start on the first pass of a part.
  struct KernelCall {
    let function: String
    let weights: Int?
    /// The weights of a pass.
    let weightCount: Int
  }

  private mutating func call(
    _ stage: Stage, of region: Region, in part: RegionPart
  ) -> KernelCall {
    // Stripes share the kernels of the one whole slice.
    let passes = region.slices == nil ? Array(part.passes.prefix(1)) : part.passes
    let kernels = passes.map { plan.kernel(for: stage, on: $0, target: target) }
    let function = kernels[0].kernel.function(for: target)
    if known.insert(function.name).inserted { self.kernels.append(function) }
    let pieces = kernels.compactMap(\.weights)
    precondition(region.stripes == nil || stage.grain != nil, "stripes have no whole rows")
    if stage.grain != nil { zeroCount = max(zeroCount, zerosNeeded(by: stage)) }
    return KernelCall(
      function: function.name, weights: pieces.isEmpty ? nil : weights.add(pieces),
      weightCount: pieces.first?.count ?? 0)
  }

  // MARK: Parameters

  /// What a region can ask for, in the order of the arguments.
  var programParameters: [Function.Parameter] {
    let inputs = graph.inputs.indices.flatMap { index -> [Function.Parameter] in
      switch plan.style(ofInput: index) {
      case .pointer: [.init(inputName(index), .source)]
      case .arena: []
      case .rows: [.init(rowName(index), .rowCallback), .init(contextName(index), .context)]
      }
    }
    return inputs + graph.outputs.indices.map { .init(outputName($0), .destination) }
      + [.init("arena", .destination), .init("weights", .source)]
  }

  func numbered(_ name: String, _ index: Int, of count: Int) -> String {
    count == 1 ? name : "\(name)\(index)"
  }

  func inputName(_ index: Int) -> String { numbered("input", index, of: graph.inputs.count) }
  func outputName(_ index: Int) -> String { numbered("output", index, of: graph.outputs.count) }
  func rowName(_ index: Int) -> String { numbered("next_row", index, of: graph.inputs.count) }
  func contextName(_ index: Int) -> String { numbered("context", index, of: graph.inputs.count) }
  func deliveredName(_ index: Int) -> String {
    numbered("delivered", index, of: graph.inputs.count)
  }

  func height(of stage: Stage) -> Int {
    graph.shape(of: graph.nodes[stage.node].result).height
  }
}
