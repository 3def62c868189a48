import Basics
import IR
import Plan

/// Runs a plan with real numbers in a memory of its own, one element at a time: whether every pixel
/// is, when it is finished, what the graph says.
///
/// The criterion by which the planted faults are judged: written without the replay's ideas of
/// names and runs, from the definitions of the ops, of the steps and of the roles only.
struct Simulation {
  /// In which order a kernel writes the elements of a step; it may choose any.
  enum Order: CaseIterable { case ascending, descending, channelsFirst }

  private let plan: Plan
  private let graph: Graph
  private let order: Order
  /// What each value should be, by the indices of values.
  private let expected: [Tensor?]
  private let tolerances: [Double]
  private var memory: SimulatedMemory
  private var isSound = true

  static func agrees(_ plan: Plan, order: Order) -> Bool {
    let inputs = plan.graph.inputs.map { seededInput(plan.graph.shape(of: $0)) }
    return agrees(plan, evaluate(plan.graph, inputs: inputs), order: order)
  }

  static func agrees(_ plan: Plan, _ expected: SideTable<Value, Tensor>, order: Order) -> Bool {
    guard var simulation = Simulation(plan, expected, order) else { return false }
    simulation.run()
    return simulation.isSound
  }

  /// Nil when no program could have the memory of the plan.
  private init?(_ plan: Plan, _ expected: SideTable<Value, Tensor>, _ order: Order) {
    self.plan = plan
    graph = plan.graph
    self.order = order
    var tensors: [Tensor?] = []
    for value in graph.values.handles {
      while tensors.count <= value.index { tensors.append(nil) }
      tensors[value.index] = expected[value]
    }
    self.expected = tensors
    tolerances = tensors.map { 1e-9 * max(1, $0?.largestMagnitude ?? 0) }
    guard let memory = SimulatedMemory(plan, tensors) else { return nil }
    self.memory = memory
  }

  /// How far the stages of a region got in a pass, and how many rows of each input are there.
  private struct Progress {
    var stages: [SimulatedSteps] = []
    var delivered: [Int: Int] = [:]
  }

  private mutating func run() {
    let delivered = Set(plan.schedule.regions.flatMap(\.deliveries))
    for (index, input) in graph.inputs.enumerated() where !delivered.contains(index) {
      if case .input? = plan.memory.placements[input] { continue }
      for y in 0..<graph.shape(of: input).height { deliver(index, row: y) }
    }
    for region in plan.schedule.regions where isSound { run(region) }
    for (index, output) in graph.outputs.enumerated() where isSound {
      guard let tensor = expected[output.index] else { return isSound = false }
      let found = memory.output(index)
      let tolerance = tolerances[output.index]
      isSound = zip(found, tensor.values).allSatisfy { abs($0 - $1) <= tolerance }
    }
  }

  private mutating func run(_ region: Region) {
    guard graph.canRun(region), hasRowsForRowKernels(region),
      region.stages.allSatisfy({
        memory.hasLanesForBands(graph.nodes[$0.node].result, $0.grain)
      }),
      region.deliveries.filter(graph.inputs.indices.contains).allSatisfy({
        memory.hasLanesForBands(graph.inputs[$0], nil)
      })
    else { return isSound = false }
    if region.splitsInside {
      for row in graph.simulatedRows(splitInside: region) where isSound {
        make(row.pixels, region.stages[row.stage], region, row.slice)
      }
      return
    }
    let results = region.stages.map { graph.nodes[$0.node].result }
    var progress = Progress()
    for pass in 0..<region.passes {
      progress.stages = graph.simulatedSteps(of: region, pass: pass)
      if region.stripes != nil {
        for (value, steps) in zip(results, progress.stages) {
          memory.keep(value, fromColumn: steps.columns.lowerBound)
        }
      }
      // A pulled region makes the steps of its last stage first, and what they need.
      let order = (region.isPulled ? region.stages.indices.suffix(1) : []) + region.stages.indices
      for stage in order {
        while isSound, progress.stages[stage].done < progress.stages[stage].steps.count {
          makeStep(of: stage, region, pass, &progress)
        }
      }
    }
    for value in results { memory.keep(value, fromColumn: 0) }
    for input in region.deliveries where graph.inputs.indices.contains(input) {
      deliver(input, upTo: graph.shape(of: graph.inputs[input]).height, &progress)
    }
  }

  /// Whether all that makes or reads whole rows gets each row in one piece.
  ///
  /// A kernel of rows has one pointer for each, and rows that are made whole go around together.
  private func hasRowsForRowKernels(_ region: Region) -> Bool {
    var made = region.deliveries.filter { graph.inputs.indices.contains($0) }
      .map { graph.inputs[$0] }
    var read: [ValueID] = []
    for stage in region.stages where stage.grain == nil {
      made.append(graph.nodes[stage.node].result)
      read += graph.nodes[stage.node].operands
    }
    return (made + read).allSatisfy { memory.hasRowsInOnePiece($0) }
      && made.allSatisfy { memory.hasOneLane($0) }
  }

  private mutating func makeStep(
    of index: Int, _ region: Region, _ pass: Int, _ progress: inout Progress
  ) {
    let stage = region.stages[index]
    let node = graph.nodes[stage.node]
    let step = progress.stages[index].steps[progress.stages[index].done]
    for (position, operand) in node.operands.enumerated() {
      // An op that gathers counts its steps by the pixels of its operand.
      let needed = stage.gathers ? step : graph.pixels(of: position, for: step, node)
      if let maker = region.stages.firstIndex(where: { graph.nodes[$0.node].result == operand }) {
        guard maker < index, let count = progress.stages[maker].count(toMake: needed) else {
          return isSound = false
        }
        while isSound, progress.stages[maker].done < count {
          makeStep(of: maker, region, pass, &progress)
        }
      } else if let input = region.deliveries.first(where: {
        graph.inputs.indices.contains($0) && graph.inputs[$0] == operand
      }) {
        deliver(input, upTo: needed.rows.upperBound, &progress)
      }
    }
    guard isSound else { return }
    for (position, operand) in node.operands.enumerated() {
      let needed = stage.gathers ? step : graph.pixels(of: position, for: step, node)
      memory.lookAtBand(of: operand, thatEndsWith: needed.rows.upperBound - 1)
    }
    memory.lookAtBand(of: node.result, thatEndsWith: step.rows.upperBound - 1)
    if stage.gathers {
      let steps = progress.stages[index]
      gather(
        step, node, isFirst: steps.done == 0, isLast: steps.done == steps.steps.count - 1)
    } else {
      make(step, stage, region, pass)
    }
    progress.stages[index].done += 1
  }

  // MARK: Deliveries

  private mutating func deliver(_ input: Int, upTo count: Int, _ progress: inout Progress) {
    while isSound, progress.delivered[input, default: 0] < count {
      deliver(input, row: progress.delivered[input, default: 0])
      progress.delivered[input, default: 0] += 1
    }
  }

  private mutating func deliver(_ input: Int, row y: Int) {
    let value = graph.inputs[input]
    guard let tensor = expected[value.index], y < tensor.shape.height else {
      return isSound = false
    }
    for x in 0..<tensor.shape.width {
      for c in 0..<tensor.shape.channels {
        write(tensor.values[tensor.index(y, x, c)], value, y, x, c, nil)
      }
    }
  }

  // MARK: Steps

  private typealias Place = (y: Int, x: Int, c: Int)

  /// The elements of a step, in the order in which the kernel at hand takes them.
  private func places(_ pixels: PixelRectangle, _ channels: Range<Int>) -> [Place] {
    switch order {
    case .ascending: pixels.pixels.flatMap { (y, x) in channels.map { (y, x, $0) } }
    case .descending:
      pixels.pixels.reversed().flatMap { (y, x) in channels.reversed().map { (y, x, $0) } }
    case .channelsFirst: channels.flatMap { c in pixels.pixels.map { ($0.y, $0.x, c) } }
    }
  }

  private mutating func make(
    _ step: PixelRectangle, _ stage: Stage, _ region: Region, _ pass: Int?
  ) {
    // A copy for all of the step, not one for each element.
    let graph = graph
    let node = graph.nodes[stage.node]
    let weights = OpWeights(node.op, graph.weights)
    let shape = graph.shape(of: node.result)
    let slice = pass.flatMap { region.slices?[$0] }
    // A slice of channels that do not exist, in a plan that was damaged.
    let cut =
      (stage.role.readsSlice ? node.operands : []) + (stage.role.makesSlice ? [node.result] : [])
    if let slice,
      slice.lowerBound < 0
        || cut.contains(where: { slice.upperBound > graph.shape(of: $0).channels })
    {
      return isSound = false
    }
    let makes = stage.role.makesSlice ? slice ?? 0..<shape.channels : 0..<shape.channels
    let isReduced = stage.role == .reduces
    let (isFirst, isLast) = (pass == 0, pass == region.passes - 1)
    let hasSumsApart = isReduced && plan.memory.partialSums[node.result] != nil
    for (y, x, c) in places(step, makes) {
      // Slices inside of rows leave sums of one row at a time.
      let row = region.splitsInside ? 0 : y
      let element = (row * shape.width + x) * shape.channels + c
      var sum = 0.0
      if isReduced, !isFirst {
        sum =
          hasSumsApart
          ? memory.readSum(node.result, element: element)
          : memory.read(node.result, y, x, c, slice)
      }
      sum += graph.sum(
        of: node, weights, y, x, c, over: stage.role.readsSlice ? slice : nil,
        addsBias: !isReduced || isFirst
      ) { memory.read($0, $1, $2, $3, slice) }
      if !isReduced || isLast, let function = node.op.activation { sum = function(sum) }
      if hasSumsApart, !isLast {
        writeSum(sum, node.result, element: element)
      } else {
        write(sum, node.result, y, x, c, slice)
      }
    }
    if !isReduced || isLast { check(node.result, step, channels: makes, slice: slice) }
  }

  /// Takes up pixels of an operand in the sums that become its mean.
  private mutating func gather(
    _ step: PixelRectangle, _ node: Node, isFirst: Bool, isLast: Bool
  ) {
    let result = node.result
    let hasSumsApart = plan.memory.partialSums[result] != nil
    // Elements of four bytes hold their sums themselves, smaller ones only what one step sums.
    guard plan.elementBytes(of: result) == 4 ? !hasSumsApart : hasSumsApart || (isFirst && isLast)
    else { return isSound = false }
    switch (hasSumsApart, isLast) {
    case (true, true): finishSums(step, node, isFirst: isFirst)
    case (true, false): addToSums(step, node, isFirst: isFirst, areApart: true)
    case (false, _): addToSums(step, node, isFirst: isFirst, areApart: false)
    }
    guard isLast else { return }
    let channels = 0..<graph.shape(of: result).channels
    if !hasSumsApart {
      let count = pixelCount(of: node.operands[0])
      for c in channels {
        write(memory.read(result, 0, 0, c, nil) / count, result, 0, 0, c, nil)
      }
    }
    check(result, PixelRectangle(rows: 0..<1, columns: 0..<1), channels: channels, slice: nil)
  }

  private mutating func addToSums(
    _ step: PixelRectangle, _ node: Node, isFirst: Bool, areApart: Bool
  ) {
    let (operand, result) = (node.operands[0], node.result)
    let channels = 0..<graph.shape(of: result).channels
    var hasSum = channels.map { _ in !isFirst }
    for (y, x, c) in places(step, channels) {
      var sum = memory.read(operand, y, x, c, nil)
      if hasSum[c] {
        sum +=
          areApart ? memory.readSum(result, element: c) : memory.read(result, 0, 0, c, nil)
      }
      hasSum[c] = true
      if areApart {
        writeSum(sum, result, element: c)
      } else {
        write(sum, result, 0, 0, c, nil)
      }
    }
  }

  /// The last step over sums that lie apart: each becomes a mean when its last pixel is read.
  private mutating func finishSums(_ step: PixelRectangle, _ node: Node, isFirst: Bool) {
    let (operand, result) = (node.operands[0], node.result)
    let channels = 0..<graph.shape(of: result).channels
    var sums = channels.map { _ in 0.0 }
    var pixelsLeft = channels.map { _ in step.pixels.count }
    for (y, x, c) in places(step, channels) {
      sums[c] += memory.read(operand, y, x, c, nil)
      pixelsLeft[c] -= 1
      guard pixelsLeft[c] == 0 else { continue }
      let sum = isFirst ? sums[c] : sums[c] + memory.readSum(result, element: c)
      write(sum / pixelCount(of: operand), result, 0, 0, c, nil)
    }
  }

  private func pixelCount(of value: ValueID) -> Double {
    let shape = graph.shape(of: value)
    return Double(shape.height * shape.width)
  }

  private mutating func writeSum(_ sum: Double, _ value: ValueID, element: Int) {
    if !memory.writeSum(sum, value, element: element) { isSound = false }
  }

  private mutating func write(
    _ number: Double, _ value: ValueID, _ y: Int, _ x: Int, _ c: Int, _ slice: Range<Int>?
  ) {
    if !memory.write(number, value, y, x, c, slice) { isSound = false }
  }

  private mutating func check(
    _ value: ValueID, _ pixels: PixelRectangle, channels: Range<Int>, slice: Range<Int>?
  ) {
    guard let tensor = expected[value.index] else { return isSound = false }
    for y in pixels.rows {
      for x in pixels.columns {
        for c in channels {
          let found = memory.read(value, y, x, c, slice)
          let error = abs(found - tensor.values[tensor.index(y, x, c)])
          guard error <= tolerances[value.index] else { return isSound = false }
        }
      }
    }
  }
}
