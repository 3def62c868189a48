import Basics
import IR
import Plan

/// Runs a plan with real numbers in a memory of its own, one element at a time: whether every row
/// is, when it is finished, what the graph says.
///
/// The criterion by which the planted faults are judged: written without the replay's ideas of
/// names and runs, from the definitions of the ops and of the roles only.
struct Simulation {
  /// In which order a kernel writes the elements of a row; it may choose any.
  enum Order: CaseIterable { case ascending, descending, channelsFirst }

  private let plan: Plan
  private let graph: Graph
  private let order: Order
  // By the indices of values: what each is, what it should be, and where.
  private var shapes: [Shape] = []
  private var expected: [Tensor?] = []
  private var placements: [Placement?] = []
  /// The arena, then one memory for each output.
  private var memories: [[Double]]
  private var isSound = true

  static func agrees(_ plan: Plan, order: Order) -> Bool {
    let inputs = plan.graph.inputs.map { seededInput(plan.graph.shape(of: $0)) }
    return agrees(plan, evaluate(plan.graph, inputs: inputs), order: order)
  }

  static func agrees(_ plan: Plan, _ expected: SideTable<Value, Tensor>, order: Order) -> Bool {
    var simulation = Simulation(plan, expected, order)
    simulation.run()
    return simulation.isSound
  }

  private init(_ plan: Plan, _ expected: SideTable<Value, Tensor>, _ order: Order) {
    self.plan = plan
    graph = plan.graph
    self.order = order
    for value in graph.values.handles {
      while shapes.count <= value.index {
        shapes.append(Shape(0, 0, 0))
        self.expected.append(nil)
        placements.append(nil)
      }
      shapes[value.index] = graph.shape(of: value)
      self.expected[value.index] = expected[value]
      placements[value.index] = plan.memory.placements[value]
    }
    let sizes =
      [plan.memory.arenaSize / 4] + plan.graph.outputs.map { plan.graph.shape(of: $0).count }
    memories = sizes.map { Array(repeating: .nan, count: max(0, $0)) }
  }

  /// How many rows the stages of a region have made in a pass, and how many of each input are there.
  private struct Progress {
    var made: [Int]
    var delivered: [Int: Int] = [:]
  }

  private mutating func run() {
    let delivered = Set(plan.schedule.regions.flatMap(\.deliveries))
    for (index, input) in graph.inputs.enumerated() where !delivered.contains(index) {
      if case .input? = placements[input.index] { continue }
      for y in 0..<graph.shape(of: input).height { deliver(index, row: y) }
    }
    for region in plan.schedule.regions {
      var progress = Progress(made: [])
      for pass in 0..<region.passes {
        progress.made = region.stages.map { _ in 0 }
        // A pulled region makes the rows of its last stage first, and what they need.
        let order = (region.isPulled ? [region.stages.count - 1] : []) + region.stages.indices
        for stage in order {
          while isSound, progress.made[stage] < height(of: region.stages[stage]) {
            makeRow(of: stage, region, pass, &progress)
          }
        }
      }
      for input in region.deliveries where graph.inputs.indices.contains(input) {
        deliver(input, upTo: graph.shape(of: graph.inputs[input]).height, &progress)
      }
    }
    for output in graph.outputs {
      let shape = graph.shape(of: output)
      for y in 0..<shape.height where isSound {
        check(output, row: y, channels: 0..<shape.channels, slice: nil)
      }
    }
  }

  private func height(of stage: Stage) -> Int {
    graph.shape(of: graph.nodes[stage.node].result).height
  }

  private mutating func makeRow(
    of index: Int, _ region: Region, _ pass: Int, _ progress: inout Progress
  ) {
    let stage = region.stages[index]
    let node = graph.nodes[stage.node]
    let y = progress.made[index]
    for (position, operand) in node.operands.enumerated() {
      let count = rowsNeeded(of: position, node, row: y)
      if let maker = region.stages.firstIndex(where: { graph.nodes[$0.node].result == operand }) {
        guard maker < index else { return isSound = false }
        while isSound, progress.made[maker] < count { makeRow(of: maker, region, pass, &progress) }
      } else if let input = region.deliveries.first(where: {
        graph.inputs.indices.contains($0) && graph.inputs[$0] == operand
      }) {
        deliver(input, upTo: count, &progress)
      }
    }
    guard isSound else { return }
    runRow(y, stage, region, pass)
    progress.made[index] += 1
  }

  /// The rows of an operand, counted from the first, that row `y` of a result looks at.
  private func rowsNeeded(of operand: Int, _ node: Node, row y: Int) -> Int {
    let height = graph.shape(of: node.operands[operand]).height
    switch node.op {
    case .conv2D(let op):
      let kernel = graph.weights[op.weight].shape[1]
      return min(height, y * op.stride.height + kernel - op.padding.top)
    case .depthwiseConv2D(let op):
      let kernel = graph.weights[op.weight].shape[0]
      return min(height, y * op.stride.height + kernel - op.padding.top)
    case .globalAveragePool: return height
    case .channelScale where operand == 1: return 1
    case .fullyConnected, .activation, .add, .channelScale, .batchNorm: return y + 1
    }
  }

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
        self[value, y, x, c, nil] = tensor.values[tensor.index(y, x, c)]
      }
    }
  }

  private mutating func runRow(_ y: Int, _ stage: Stage, _ region: Region, _ pass: Int) {
    let node = graph.nodes[stage.node]
    let shape = graph.shape(of: node.result)
    let slice = region.slices?[pass]
    let makes: Range<Int>
    switch stage.role {
    case .whole, .reduces: makes = 0..<shape.channels
    case .produces, .carries: makes = slice ?? 0..<shape.channels
    }
    // A slice of channels that do not exist, in a plan that was damaged.
    let cut =
      (stage.role.readsSlice ? node.operands : []) + (stage.role.makesSlice ? [node.result] : [])
    if let slice, cut.contains(where: { slice.upperBound > graph.shape(of: $0).channels }) {
      return isSound = false
    }
    var places: [(x: Int, c: Int)]
    if order == .channelsFirst {
      places = makes.flatMap { c in (0..<shape.width).map { ($0, c) } }
    } else {
      places = (0..<shape.width).flatMap { x in makes.map { (x, $0) } }
      if order == .descending { places.reverse() }
    }
    let (isFirst, isLast) = (pass == 0, pass == region.passes - 1)
    for (x, c) in places {
      var sum = 0.0
      if stage.role == .reduces, !isFirst { sum = self[node.result, y, x, c, slice] }
      sum += raw(node, stage.role, slice, y, x, c, addsBias: stage.role != .reduces || isFirst)
      if stage.role != .reduces || isLast, let function = activation(of: node.op) {
        sum = function(sum)
      }
      self[node.result, y, x, c, slice] = sum
    }
    if stage.role != .reduces || isLast {
      check(node.result, row: y, channels: makes, slice: slice)
    }
  }

  private mutating func check(
    _ value: ValueID, row y: Int, channels: Range<Int>, slice: Range<Int>?
  ) {
    guard let tensor = expected[value.index] else { return isSound = false }
    let tolerance = 1e-9 * max(1, tensor.largestMagnitude)
    for x in 0..<tensor.shape.width {
      for c in channels {
        let error = abs(self[value, y, x, c, slice] - tensor.values[tensor.index(y, x, c)])
        guard error <= tolerance else { return isSound = false }
      }
    }
  }

  // MARK: Ops

  private func activation(of op: Op) -> Activation? {
    switch op {
    case .conv2D(let op): op.activation
    case .depthwiseConv2D(let op): op.activation
    case .fullyConnected(let op): op.activation
    case .activation(let op): op.function
    case .batchNorm, .add, .globalAveragePool, .channelScale: nil
    }
  }

  /// An element before its activation; of an op that sums, the sum over what the role reads.
  private func raw(
    _ node: Node, _ role: Stage.Role, _ slice: Range<Int>?, _ y: Int, _ x: Int, _ c: Int,
    addsBias: Bool
  ) -> Double {
    let operand = node.operands[0]
    let input = graph.shape(of: operand)
    let reads: Range<Int>
    switch role {
    case .whole, .produces: reads = 0..<input.channels
    case .carries, .reduces: reads = slice ?? 0..<input.channels
    }
    func bias(_ id: WeightID?) -> Double {
      addsBias ? id.map { Double(graph.weights[$0].values[c]) } ?? 0 : 0
    }
    /// The sum over the taps that lie inside the image.
    func windowed(
      _ height: Int, _ width: Int, _ stride: Stride, _ padding: Padding,
      _ tap: (_ y: Int, _ x: Int, _ index: Int) -> Double
    ) -> Double {
      var sum = 0.0
      for ky in 0..<height {
        for kx in 0..<width {
          let row = y * stride.height + ky - padding.top
          let column = x * stride.width + kx - padding.left
          guard row >= 0, row < input.height, column >= 0, column < input.width else { continue }
          sum += tap(row, column, ky * width + kx)
        }
      }
      return sum
    }
    switch node.op {
    case .conv2D(let op):
      let weight = graph.weights[op.weight]
      let (height, width) = (weight.shape[1], weight.shape[2])
      return bias(op.bias)
        + windowed(height, width, op.stride, op.padding) { row, column, tap in
          let first = (c * height * width + tap) * input.channels
          return reads.reduce(0) {
            $0 + self[operand, row, column, $1, slice] * Double(weight.values[first + $1])
          }
        }
    case .depthwiseConv2D(let op):
      let weight = graph.weights[op.weight]
      return bias(op.bias)
        + windowed(weight.shape[0], weight.shape[1], op.stride, op.padding) { row, column, tap in
          self[operand, row, column, c, slice]
            * Double(weight.values[tap * input.channels + c])
        }
    case .fullyConnected(let op):
      let weight = graph.weights[op.weight].values
      return reads.reduce(bias(op.bias)) {
        $0 + self[operand, 0, 0, $1, slice] * Double(weight[c * input.channels + $1])
      }
    case .activation: return self[operand, y, x, c, slice]
    case .add: return self[operand, y, x, c, slice] + self[node.operands[1], y, x, c, slice]
    case .channelScale:
      return self[operand, y, x, c, slice] * self[node.operands[1], 0, 0, c, slice]
    case .globalAveragePool:
      var sum = 0.0
      for row in 0..<input.height {
        for column in 0..<input.width { sum += self[operand, row, column, c, slice] }
      }
      return sum / Double(input.height * input.width)
    case .batchNorm: preconditionFailure("plans are made of lowered graphs")
    }
  }

  // MARK: Memory

  /// An element where the plan has it; not a number outside of all memory.
  private subscript(_ value: ValueID, _ y: Int, _ x: Int, _ c: Int, _ slice: Range<Int>?) -> Double
  {
    get {
      if case .input(let index)? = placements[value.index] {
        guard graph.inputs.indices.contains(index),
          let tensor = expected[graph.inputs[index].index],
          tensor.shape == shapes[value.index]
        else { return .nan }
        return tensor.values[tensor.index(y, x, c)]
      }
      guard let (memory, cell) = cell(value, y, x, c, slice) else { return .nan }
      return memories[memory][cell]
    }
    set {
      guard let (memory, cell) = cell(value, y, x, c, slice) else { return isSound = false }
      memories[memory][cell] = newValue
    }
  }

  private func cell(
    _ value: ValueID, _ y: Int, _ x: Int, _ c: Int, _ slice: Range<Int>?
  ) -> (memory: Int, cell: Int)? {
    let shape = shapes[value.index]
    let pixel = y * shape.width + x
    let memory: Int
    let cell: Int
    switch placements[value.index] {
    case .output(let index): (memory, cell) = (index + 1, pixel * shape.channels + c)
    case .arena(let buffer):
      guard plan.memory.buffers.indices.contains(buffer) else { return nil }
      memory = 0
      cell = plan.memory.buffers[buffer].offset / 4 + pixel * shape.channels + c
    case .slice(let buffer):
      guard plan.memory.buffers.indices.contains(buffer) else { return nil }
      let found = plan.memory.buffers[buffer]
      let pitch = found.byteCount / (4 * shape.height * shape.width)
      memory = 0
      cell = found.offset / 4 + pixel * pitch + c - (slice?.lowerBound ?? 0)
    case .ring(let buffer, let ring, let isSliced):
      let rows = ring.pixels / max(1, ring.width)
      guard plan.memory.buffers.indices.contains(buffer), rows > 0 else { return nil }
      let found = plan.memory.buffers[buffer]
      let pitch = found.byteCount / (4 * rows * shape.width)
      memory = 0
      cell =
        found.offset / 4 + ((y % rows) * shape.width + x) * pitch + c
        - (isSliced ? slice?.lowerBound ?? 0 : 0)
    case .input, nil: return nil
    }
    guard memories.indices.contains(memory), memories[memory].indices.contains(cell) else {
      return nil
    }
    return (memory, cell)
  }
}
