import Basics
import IR
import Kernels
import Plan
import Targets

/// The program of a plan as loop nests: one function for each kernel, one for each region.
struct RegionCode {
  /// Kernels in the order of their first use.
  private(set) var kernels: [Function] = []
  private(set) var regions: [Function] = []
  private(set) var weights = WeightBlob()

  private let plan: Plan
  private let graph: Graph
  private let target: Target
  /// The function that is told every finished row, nil in an ordinary program.
  private let trace: String?
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
    var body: [Statement] = []
    for group in passGroups(of: region) {
      let inside = group.passes.count == 1 ? nil : "s"
      var code: [Statement] = []
      for stage in region.stages { code += rows(of: stage, in: group, counter: inside) }
      if let inside {
        body.append(.loop(Loop(inside, to: .integer(group.passes.count), code)))
      } else {
        body += code
      }
    }
    let names = region.stages.map { graph.name(of: $0.node) }
    let number = String(repeating: "0", count: max(0, 2 - "\(index)".count)) + "\(index)"
    let slices = region.slices.map { ", \($0.count) slices of \($0[0].count) channels" } ?? ""
    regions.append(
      Function(
        "region_\(number)_\(CName.identifier(names.last ?? ""))",
        comment: names.joined(separator: ", ") + slices, parameters(of: region), body))
  }

  /// The caller's memory, the arena and the weights, as far as a region touches them.
  private func parameters(of region: Region) -> [Function.Parameter] {
    var names: Set<String> = []
    for stage in region.stages {
      let node = graph.nodes[stage.node]
      for value in node.operands + [node.result] { names.insert(base(of: value).name) }
      if !node.op.payload.weightIDs.isEmpty { names.insert("weights") }
    }
    return programParameters.filter { names.contains($0.name) }
  }

  /// What a region can ask for, in the order of the arguments.
  var programParameters: [Function.Parameter] {
    graph.inputs.indices.map { .init(inputName($0), .source) }
      + graph.outputs.indices.map { .init(outputName($0), .destination) }
      + [.init("arena", .destination), .init("weights", .source)]
  }

  func inputName(_ index: Int) -> String { graph.inputs.count == 1 ? "input" : "input\(index)" }
  func outputName(_ index: Int) -> String { graph.outputs.count == 1 ? "output" : "output\(index)" }

  // MARK: Slices

  /// Consecutive slices that the same kernels run on.
  private struct PassGroup {
    var passes: [SlicePass]

    var first: Int { passes[0].channels?.lowerBound ?? 0 }
    var width: Int { passes[0].channels?.count ?? 0 }
  }

  private func passGroups(of region: Region) -> [PassGroup] {
    guard let slices = region.slices else {
      return [PassGroup(passes: [SlicePass(channels: nil, isFirst: true, isLast: true)])]
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

  // MARK: Rows

  /// The loop over the rows of a stage, for the slices of a group; `counter` counts those.
  private mutating func rows(
    of stage: Stage, in group: PassGroup, counter: String?
  ) -> [Statement] {
    let node = graph.nodes[stage.node]
    let kernels = group.passes.map { plan.kernel(for: stage, on: $0, target: target) }
    let function = kernels[0].kernel.function(for: target)
    if known.insert(function.name).inserted { self.kernels.append(function) }

    let slice: Expression =
      .integer(group.first) + (counter.map { ref($0) * .integer(group.width) } ?? 0)
    let output = graph.shape(of: node.result)
    let code = loop("y", to: output.height) { y in
      var before: [Statement] = []
      var arguments: [Expression] = []
      for (operand, access) in zip(node.operands, graph.access(of: stage.node)) {
        let channel = stage.role.readsSlice && !isSliced(operand) ? slice : 0
        switch access.space {
        case .same: arguments.append(address(of: operand, row: y, channel: channel))
        case .everything, .single: arguments.append(address(of: operand, row: 0, channel: channel))
        case .window(let window):
          let rows = window.rows
          if rows == AxisWindow(kernel: 1, stride: 1, before: 0) {
            arguments.append(address(of: operand, row: y, channel: channel))
          } else {
            before += lookup(rows, of: operand, for: y, output.height, channel)
            arguments += [ref("rows"), ref("first"), ref("last")]
          }
        }
      }
      if kernels.allSatisfy({ $0.weights != nil }) {
        let pieces = kernels.compactMap(\.weights)
        let start = weights.add(pieces)
        let step = counter.map { ref($0) * .integer(pieces[0].count) } ?? 0
        arguments.append(ref("weights").advanced(by: .integer(start) + step))
      }
      let channel = stage.role.makesSlice && !isSliced(node.result) ? slice : 0
      let destination = address(of: node.result, row: y, channel: channel)
      arguments.append(destination)
      return before + [.call(function.name, arguments)]
        + traced(stage, group, y, from: slice, at: destination)
    }
    // A single row stands outside of a loop; it keeps its names to itself.
    return [.comment(description(of: stage))] + (output.height == 1 ? [.block(code)] : code)
  }

  /// Fills `rows` with the rows of the window of output row `y`, `first` and `last` with the taps
  /// that lie inside the image.
  private func lookup(
    _ window: AxisWindow, of operand: ValueID, for y: Expression, _ outputHeight: Int,
    _ channel: Expression
  ) -> [Statement] {
    let height = graph.shape(of: operand).height
    let start = y * .integer(window.stride)
    let isCutAbove = window.before > 0
    let isCutBelow =
      (outputHeight - 1) * window.stride - window.before + window.kernel > height
    let first: Expression = isCutAbove ? .excess(of: .integer(window.before), over: start) : 0
    let last: Expression =
      isCutBelow
      ? .least(.integer(height + window.before) - start, .integer(window.kernel))
      : .integer(window.kernel)
    let row = start + ref("t") - .integer(window.before)
    return [
      .array("rows", .source, count: window.kernel),
      .constant("first", .index, first),
      .constant("last", .index, last),
      .loop(
        Loop(
          "t", from: ref("first"), to: ref("last"),
          [.assign(ref("rows")[ref("t")], address(of: operand, row: row, channel: channel))])),
    ]
  }

  private func traced(
    _ stage: Stage, _ group: PassGroup, _ y: Expression, from slice: Expression,
    at destination: Expression
  ) -> [Statement] {
    guard let trace, let position = graph.order.firstIndex(of: stage.node) else { return [] }
    let isFinished = stage.role != .reduces || group.passes.allSatisfy(\.isLast)
    guard isFinished else { return [] }
    let channels = graph.shape(of: graph.nodes[stage.node].result).channels
    let isPart = stage.role.makesSlice
    return [
      .call(
        trace,
        [
          .integer(position), y, isPart ? slice : 0, .integer(isPart ? group.width : channels),
          .integer(plan.pitch(of: graph.nodes[stage.node].result)), destination,
        ])
    ]
  }

  // MARK: Addresses

  private func isSliced(_ value: ValueID) -> Bool {
    guard case .slice? = plan.memory.placements[value] else { return false }
    return true
  }

  /// The pointer a value is reached from, and the elements it lies after it.
  private func base(of value: ValueID) -> (name: String, offset: Int) {
    switch plan.memory.placements[value] {
    case .input(let index): (inputName(index), 0)
    case .output(let index): (outputName(index), 0)
    case .arena(let buffer), .slice(let buffer):
      ("arena", plan.memory.buffers[buffer].offset / graph.type(of: value).elementType.byteCount)
    case nil: preconditionFailure("%\(graph.values[value].name) has no place")
    }
  }

  private func address(of value: ValueID, row: Expression, channel: Expression) -> Expression {
    let (name, offset) = base(of: value)
    let rowCount = graph.shape(of: value).width * plan.pitch(of: value)
    return ref(name).advanced(by: .integer(offset) + channel + row * .integer(rowCount))
  }

  private func description(of stage: Stage) -> String {
    let node = graph.nodes[stage.node]
    let operands = node.operands.map { "\(graph.shape(of: $0))" }.joined(separator: ", ")
    return "\(graph.name(of: stage.node)): \(node.op.mnemonic) \(operands)"
      + " -> \(graph.shape(of: node.result)) (\(node.origin.withoutFolders))"
  }
}
