import Basics
import IR
import Kernels
import Plan
import Targets

/// The program of a plan as loop nests: one function for each kernel, one for each region.
///
/// The steps of a region are in `RegionCode+Steps`, those of rows and of tiles in files of their own.
struct RegionCode {
  /// Kernels in the order of their first use.
  private(set) var kernels: [Function] = []
  private(set) var regions: [Function] = []
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

  // MARK: Regions

  private mutating func add(_ region: Region, _ index: Int) {
    var body = region.deliveries.map { Statement.counter(deliveredName($0)) }
    let order = PullOrder(region, graph)
    let groups = passGroups(of: region)
    for group in groups {
      let counter = group.passes.count == 1 ? nil : "s"
      let code = steps(of: region, in: group, counter: counter, order)
      if let counter {
        body.append(.loop(Loop(counter, to: .integer(group.passes.count), code)))
      } else if groups.count > 1 {
        body.append(.block(code))
      } else {
        body += code
      }
    }
    for delivery in order.drainedDeliveries {
      let input = region.deliveries[delivery]
      body += deliver(input, upTo: .integer(graph.shape(of: graph.inputs[input]).height))
    }
    let names = region.stages.map { graph.name(of: $0.node) }
    let number = String(repeating: "0", count: max(0, 2 - "\(index)".count)) + "\(index)"
    let slices = region.slices.map { ", \($0.count) slices of \($0[0].count) channels" } ?? ""
    let isTiled = region.stages.contains { $0.grain != nil }
    let pulled = region.isPulled ? isTiled ? ", tile by tile" : ", row by row" : ""
    let stripes = region.stripes.map { ", \($0.count) stripes" } ?? ""
    regions.append(
      Function(
        "region_\(number)_\(CName.identifier(names.last ?? ""))",
        comment: names.joined(separator: ", ") + slices + stripes + pulled, parameters(of: region),
        body))
  }

  /// The caller's memory, the arena and the weights, as far as a region touches them.
  private func parameters(of region: Region) -> [Function.Parameter] {
    var names: Set<String> = []
    for stage in region.stages {
      let node = graph.nodes[stage.node]
      for value in node.operands + [node.result] { names.insert(base(of: value).name) }
      if !node.op.payload.weightIDs.isEmpty { names.insert("weights") }
    }
    for input in region.deliveries {
      names.formUnion([rowName(input), contextName(input), "arena"])
    }
    return programParameters.filter { names.contains($0.name) }
  }

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

  private func numbered(_ name: String, _ index: Int, of count: Int) -> String {
    count == 1 ? name : "\(name)\(index)"
  }

  func inputName(_ index: Int) -> String { numbered("input", index, of: graph.inputs.count) }
  func outputName(_ index: Int) -> String { numbered("output", index, of: graph.outputs.count) }
  func rowName(_ index: Int) -> String { numbered("next_row", index, of: graph.inputs.count) }
  func contextName(_ index: Int) -> String { numbered("context", index, of: graph.inputs.count) }
  func deliveredName(_ index: Int) -> String {
    numbered("delivered", index, of: graph.inputs.count)
  }

  // MARK: Slices

  /// Consecutive slices that the same kernels run on.
  struct PassGroup {
    var passes: [SlicePass]

    var first: Int { passes[0].channels?.lowerBound ?? 0 }
    var width: Int { passes[0].channels?.count ?? 0 }
  }

  private func passGroups(of region: Region) -> [PassGroup] {
    guard let slices = region.slices else {
      let whole = SlicePass(channels: nil, isFirst: true, isLast: true)
      return [PassGroup(passes: Array(repeating: whole, count: region.passes))]
    }
    // Only partial sums care whether a slice is the first or the last.
    let hasSums = region.stages.contains { $0.role == .reduces }
    var groups: [PassGroup] = []
    for (index, slice) in slices.enumerated() {
      let pass = SlicePass(
        channels: slice, isFirst: index == 0, isLast: index == slices.count - 1)
      if let last = groups.last?.passes.last, last.channels?.count == slice.count,
        !hasSums || (last.isFirst, last.isLast) == (pass.isFirst, pass.isLast)
      {
        groups[groups.count - 1].passes.append(pass)
      } else {
        groups.append(PassGroup(passes: [pass]))
      }
    }
    return groups
  }

  // MARK: Kernels

  /// The stages of a region on the slices of a group, and what their code shares.
  struct GroupCode {
    let region: Region
    let group: PassGroup
    /// The name of the loop over the slices or stripes.
    let counter: String?
    let order: PullOrder
    /// The steps of each stage.
    let spans: [Span]
    /// The function of each stage, and where its weights for the first slice start.
    var calls: [(function: String, weights: Expression?)] = []

    /// The first channel of the slice at hand.
    var slice: Expression {
      .integer(group.first)
        + (region.slices == nil ? 0 : counter.map { ref($0) * .integer(group.width) } ?? 0)
    }
  }

  private mutating func steps(
    of region: Region, in group: PassGroup, counter: String?, _ order: PullOrder
  ) -> [Statement] {
    let (spans, table) = Span.all(of: region, graph, stripe: counter) { stageName($0, region) }
    var code = GroupCode(
      region: region, group: group, counter: counter, order: order, spans: spans)
    for stage in region.stages {
      // Stripes share the kernels of the one whole slice.
      let passes = region.slices == nil ? Array(group.passes.prefix(1)) : group.passes
      let kernels = passes.map { plan.kernel(for: stage, on: $0, target: target) }
      let function = kernels[0].kernel.function(for: target)
      if known.insert(function.name).inserted { self.kernels.append(function) }
      let pieces = kernels.compactMap(\.weights)
      let start = pieces.isEmpty ? nil : weights.add(pieces)
      let step =
        region.slices == nil ? 0 : counter.map { ref($0) * .integer(pieces.first?.count ?? 0) } ?? 0
      code.calls.append((function.name, start.map { .integer($0) + step }))
      if stage.grain != nil { zeroCount = max(zeroCount, zerosNeeded(by: stage)) }
    }
    return table + steps(code)
  }

  func height(of stage: Stage) -> Int {
    graph.shape(of: graph.nodes[stage.node].result).height
  }

  /// The name of a stage in the names of its variables.
  func stageName(_ stage: Int, _ region: Region) -> String {
    let names = region.stages.map { CName.identifier(graph.name(of: $0.node)) }
    let isUnique = names.filter { $0 == names[stage] }.count == 1
    return names[stage] + (isUnique ? "" : "_\(stage)")
  }

  /// The name of the variable that counts the steps of a stage.
  func madeName(_ stage: Int, _ region: Region) -> String { "made_" + stageName(stage, region) }

  func description(of stage: Stage) -> String {
    let node = graph.nodes[stage.node]
    let operands = node.operands.map { "\(graph.shape(of: $0))" }.joined(separator: ", ")
    return "\(graph.name(of: stage.node)): \(node.op.mnemonic) \(operands)"
      + " -> \(graph.shape(of: node.result)) (\(node.origin.sources))"
  }
}
