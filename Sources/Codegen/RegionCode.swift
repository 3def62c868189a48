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
    let pulled = region.isPulled ? ", row by row" : ""
    regions.append(
      Function(
        "region_\(number)_\(CName.identifier(names.last ?? ""))",
        comment: names.joined(separator: ", ") + slices + pulled, parameters(of: region), body))
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
  private func deliveredName(_ index: Int) -> String {
    numbered("delivered", index, of: graph.inputs.count)
  }

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

  // MARK: Steps

  /// The stages of a region on the slices of a group, and what their code shares.
  private struct GroupCode {
    let region: Region
    let group: PassGroup
    /// The name of the loop over the slices.
    let counter: String?
    let order: PullOrder
    /// The function of each stage, and where its weights for the first slice start.
    var calls: [(function: String, weights: Expression?)] = []

    /// The first channel of the slice at hand.
    var slice: Expression {
      .integer(group.first) + (counter.map { ref($0) * .integer(group.width) } ?? 0)
    }
  }

  private mutating func steps(
    of region: Region, in group: PassGroup, counter: String?, _ order: PullOrder
  ) -> [Statement] {
    var code = GroupCode(region: region, group: group, counter: counter, order: order)
    for stage in region.stages {
      let kernels = group.passes.map { plan.kernel(for: stage, on: $0, target: target) }
      let function = kernels[0].kernel.function(for: target)
      if known.insert(function.name).inserted { self.kernels.append(function) }
      let pieces = kernels.compactMap(\.weights)
      let start = pieces.isEmpty ? nil : weights.add(pieces)
      let step = counter.map { ref($0) * .integer(pieces.first?.count ?? 0) } ?? 0
      code.calls.append((function.name, start.map { .integer($0) + step }))
    }
    guard region.isPulled else {
      return region.stages.indices.flatMap { stage -> [Statement] in
        let height = height(of: region.stages[stage])
        let rows = loop("y", to: height) { row(of: stage, at: $0, code) }
        // A single row stands outside of a loop; it keeps its names to itself.
        return height == 1 ? [.block(rows)] : rows
      }
    }
    let driver = region.stages.count - 1
    let counted = Set(order.makers.values).union(order.drained).subtracting([driver]).sorted()
    let counters = counted.map { Statement.counter(madeName($0, region)) }
    let pulled = loop("y", to: height(of: region.stages[driver])) { row(of: driver, at: $0, code) }
    let drained = order.drained.flatMap {
      ask($0, upTo: .integer(height(of: region.stages[$0])), code)
    }
    return counters + pulled + drained
  }

  private func height(of stage: Stage) -> Int {
    graph.shape(of: graph.nodes[stage.node].result).height
  }

  /// The name of the variable that counts the rows of a stage.
  private func madeName(_ stage: Int, _ region: Region) -> String {
    let names = region.stages.map { CName.identifier(graph.name(of: $0.node)) }
    let isUnique = names.filter { $0 == names[stage] }.count == 1
    return "made_" + names[stage] + (isUnique ? "" : "_\(stage)")
  }

  /// Makes rows of a stage until so many are there.
  private func ask(_ stage: Int, upTo count: Expression, _ code: GroupCode) -> [Statement] {
    let name = madeName(stage, code.region)
    return advance(name, to: count, row(of: stage, at: ref(name), code))
  }

  /// Counts on to a number, which gets a name of its own where it has to be chosen.
  private func advance(
    _ counter: String, to count: Expression, _ body: [Statement]
  ) -> [Statement] {
    guard case .select = count else { return [.advance(counter, to: count, body)] }
    let end = "end_of_" + counter
    return [.constant(end, .index, count), .advance(counter, to: ref(end), body)]
  }

  /// Has rows of an input delivered until so many are there.
  private func deliver(_ input: Int, upTo count: Expression) -> [Statement] {
    let name = deliveredName(input)
    let place = address(of: graph.inputs[input], row: ref(name), channel: 0)
    return advance(
      name, to: count,
      [
        .deliver(
          callback: rowName(input), context: contextName(input), row: ref(name), to: place)
      ])
  }

  /// The rows of an operand that must be there before row `y` of so many is made.
  private func needed(
    _ access: OperandAccess, _ height: Int, for y: Expression, of count: Int
  ) -> Expression {
    switch access.space {
    case .same: return y + 1
    case .everything: return .integer(height)
    case .single: return 1
    case .window(let window):
      let rows = window.rows
      let end = y * .integer(rows.stride) + .integer(rows.kernel - rows.before)
      if case .integer(let end) = end { return .integer(min(end, height)) }
      let isCut = (count - 1) * rows.stride + rows.kernel - rows.before > height
      return isCut ? .least(end, .integer(height)) : end
    }
  }

  /// Makes row `y` of a stage, after the rows that it asks for.
  private func row(of index: Int, at y: Expression, _ code: GroupCode) -> [Statement] {
    let stage = code.region.stages[index]
    let node = graph.nodes[stage.node]
    var before: [Statement] = []
    var lookups: [Statement] = [.comment(description(of: stage))]
    var arguments: [Expression] = []
    for (position, access) in graph.access(of: stage.node).enumerated() {
      let operand = node.operands[position]
      let request = PullOrder.Request(stage: index, operand: position)
      let end = needed(
        access, graph.shape(of: operand).height, for: y, of: height(of: stage))
      if let maker = code.order.makers[request] {
        before += ask(maker, upTo: end, code)
      } else if let delivery = code.order.deliveries[request] {
        before += deliver(code.region.deliveries[delivery], upTo: end)
      }
      let channel = stage.role.readsSlice && !isSliced(operand) ? code.slice : 0
      switch access.space {
      case .same: arguments.append(address(of: operand, row: y, channel: channel))
      case .everything, .single: arguments.append(address(of: operand, row: 0, channel: channel))
      case .window(let window):
        let rows = window.rows
        if rows == AxisWindow(kernel: 1, stride: 1, before: 0) {
          arguments.append(address(of: operand, row: y, channel: channel))
        } else {
          lookups += lookup(rows, of: operand, for: y, height(of: stage), channel)
          arguments += [ref("rows"), ref("first"), ref("last")]
        }
      }
    }
    if let start = code.calls[index].weights {
      arguments.append(ref("weights").advanced(by: start))
    }
    let channel = stage.role.makesSlice && !isSliced(node.result) ? code.slice : 0
    let destination = address(of: node.result, row: y, channel: channel)
    arguments.append(destination)
    return before + lookups + [.call(code.calls[index].function, arguments)]
      + traced(stage, code.group, y, from: code.slice, at: destination)
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
    plan.memory.placements[value]?.isSliced ?? false
  }

  /// The pointer a value is reached from, and the elements it lies after it.
  private func base(of value: ValueID) -> (name: String, offset: Int) {
    switch plan.memory.placements[value] {
    case .input(let index): (inputName(index), 0)
    case .output(let index): (outputName(index), 0)
    case .arena(let buffer), .slice(let buffer), .ring(let buffer, _, _):
      ("arena", plan.memory.buffers[buffer].offset / graph.type(of: value).elementType.byteCount)
    case nil: preconditionFailure("%\(graph.values[value].name) has no place")
    }
  }

  private func address(of value: ValueID, row: Expression, channel: Expression) -> Expression {
    let (name, offset) = base(of: value)
    let rowCount = graph.shape(of: value).width * plan.pitch(of: value)
    var slot = row
    if case .ring(_, let ring, _)? = plan.memory.placements[value] {
      slot = row % (ring.pixels / ring.width)
    }
    return ref(name).advanced(by: .integer(offset) + channel + slot * .integer(rowCount))
  }

  private func description(of stage: Stage) -> String {
    let node = graph.nodes[stage.node]
    let operands = node.operands.map { "\(graph.shape(of: $0))" }.joined(separator: ", ")
    return "\(graph.name(of: stage.node)): \(node.op.mnemonic) \(operands)"
      + " -> \(graph.shape(of: node.result)) (\(node.origin.sources))"
  }
}
