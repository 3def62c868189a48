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
  /// The elements of each pixel that stands for all pixels outside of an image.
  private(set) var outside: [OutsidePixel: Int] = [:]

  let plan: Plan
  let graph: Graph
  let target: Target
  /// The function that is told all that is finished, nil in an ordinary program.
  let trace: String?
  private var known: Set<String> = []

  /// `prefetches` says whether kernels bring weights of others nearer where the target's do.
  init(_ plan: Plan, target: Target, trace: String?, prefetches: Bool = true) {
    self.plan = plan
    graph = plan.graph
    self.target = target
    self.trace = trace
    var drafts = plan.schedule.regions.map { draft($0) }
    weights.finish()
    if prefetches, let prefetch = target.prefetch { bringAhead(&drafts, prefetch) }
    for (index, draft) in drafts.enumerated() { add(draft, index) }
  }

  /// A region whose kernels are chosen and whose weights have their places.
  struct Draft {
    let region: Region
    let order: PullOrder
    let parts: [RegionPart]
    /// The kernels of each part's stages.
    var calls: [[KernelCall]]
    let weights: Range<Int>
  }

  private mutating func draft(_ region: Region) -> Draft {
    let order = PullOrder(region, graph)
    let parts = RegionPart.all(of: region, order)
    let start = weights.bytes.count
    let calls = parts.map { part in region.stages.map { call($0, of: region, in: part) } }
    return Draft(
      region: region, order: order, parts: parts, calls: calls,
      weights: start..<weights.bytes.count)
  }

  private mutating func add(_ draft: Draft, _ index: Int) {
    let number = String(repeating: "0", count: max(0, 2 - "\(index)".count)) + "\(index)"
    for call in draft.calls.joined() where known.insert(call.function.name).inserted {
      kernels.append(call.function)
    }
    let codes = draft.parts.indices.map { place in
      PartCode(
        draft.region, graph, number: number, parts: draft.parts, index: place, draft.order,
        calls: draft.calls[place])
    }
    regions.append(program(of: draft.region, number: number, codes))
  }

  // MARK: Kernels

  /// The kernel of a stage, and where its weights start on the first pass of a part.
  struct KernelCall {
    var function: Function
    let weights: Int?
    /// The parameter through which it gets them.
    let weightName: String
    /// The weights of a pass.
    let weightCount: Int
    /// The same of what a kernel of integers has of larger numbers.
    let factors: Int?
    let factorCount: Int
    /// The weights of others that it brings nearer; nil if it brings none.
    var ahead: Ahead? = nil

    /// The parameters of the kernel, by their names.
    var takes: Set<String> { Set(function.parameters.map(\.name)) }
  }

  private mutating func call(
    _ stage: Stage, of region: Region, in part: RegionPart
  ) -> KernelCall {
    // Stripes share the kernels of the one whole slice.
    let passes = region.slices == nil ? Array(part.passes.prefix(1)) : part.passes
    let kernels = passes.map { plan.kernel(for: stage, on: $0, target: target) }
    let floats = kernels.compactMap(\.weights)
    let int8s = kernels.compactMap(\.int8s)
    let int32s = kernels.compactMap(\.int32s)
    precondition(region.stripes == nil || stage.grain != nil, "stripes have no whole rows")
    if stage.grain != nil {
      let count = outsideNeeded(by: stage)
      if count > 0 { outside[outsidePixel(of: stage), default: 0].raise(to: count) }
    }
    let start: Int? =
      if !floats.isEmpty {
        weights.add(floats)
      } else if !int8s.isEmpty {
        weights.add(int8s)
      } else {
        nil
      }
    return KernelCall(
      function: kernels[0].kernel.function(for: target), weights: start,
      weightName: weightName(floats.isEmpty ? .int8 : .float),
      weightCount: floats.first?.count ?? int8s.first?.count ?? 0,
      factors: int32s.isEmpty ? nil : weights.add(int32s), factorCount: int32s.first?.count ?? 0)
  }

  // MARK: Parameters

  /// What a region can ask for, in the order of the arguments.
  var programParameters: [Function.Parameter] {
    let inputs = graph.inputs.indices.flatMap { index -> [Function.Parameter] in
      let scalar = scalar(of: graph.inputs[index])
      return switch plan.style(ofInput: index) {
      case .pointer: [.init(inputName(index), .pointer(scalar))]
      case .arena: []
      case .rows:
        [
          .init(rowName(index), .rowCallback(portScalar(ofInput: index))),
          .init(contextName(index), .context),
        ]
      }
    }
    return inputs
      + graph.outputs.indices.map {
        .init(outputName($0), .place(scalar(of: graph.outputs[$0])))
      }
      + views + (plan.schedule.parts > 1 ? [.init("part", .index)] : [])
  }

  /// The parameters that are not the caller's but views of the arena and of the weights.
  var views: [Function.Parameter] {
    [
      .init("arena", .place(mainScalar)), .init("floats", .place(.float)),
      .init("sums", .place(.int32)), .init("weights", .pointer(mainScalar)),
      .init("float_weights", .pointer(.float)), .init("factors", .pointer(.int32)),
    ]
  }

  /// The names under which a program has the arena and its weights as numbers of a kind.
  func arenaName(_ scalar: Scalar) -> String { scalar == mainScalar ? "arena" : "floats" }
  func weightName(_ scalar: Scalar) -> String { scalar == mainScalar ? "weights" : "float_weights" }

  /// What the elements of a value are.
  func scalar(of value: ValueID) -> Scalar {
    switch graph.type(of: value).elementType {
    case .f32: .float
    case .i8: .int8
    case .i32: .int32
    }
  }

  /// As what numbers weights are read.
  var weightViews: [Scalar] {
    guard graph.isQuantized else { return [.float] }
    return [.int8, .int32] + (uses("float_weights") ? [.float] : [])
  }

  /// What the elements in the arena are, or most of them: between integers there may be floats.
  var mainScalar: Scalar { graph.isQuantized ? .int8 : .float }

  /// What kernels know of numbers in memory: floats, integers, or both.
  var scalars: [Scalar] {
    let known = Set(kernels.flatMap(\.parameters).compactMap(\.type.element))
    return [.float, .int8, .int32].filter(known.contains)
  }

  /// Whether there are integers and floats in the arena.
  var isMixed: Bool { uses("floats") }

  /// Whether some region takes a parameter.
  func uses(_ parameter: String) -> Bool {
    regions.contains { $0.run.parameters.contains { $0.name == parameter } }
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

  /// The calls that make the rows of a stage, one each or all together.
  func height(of stage: Stage) -> Int {
    plan.makesMapAtOnce(stage, target)
      ? 1 : graph.shape(of: graph.nodes[stage.node].result).height
  }
}
