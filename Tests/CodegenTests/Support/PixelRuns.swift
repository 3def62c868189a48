import Basics
import IR
import Kernels
import Plan
import Targets
import TestSupport

/// The calls of kernels that make the result of a graph of one op, a few pixels at a time.
struct PixelRuns {
  private let graph: Graph
  private let node: NodeID
  private let inputs: [Tensor]
  private let expected: Tensor
  private let dice: Dice

  init(_ graph: Graph, dice name: String) {
    self.graph = graph
    precondition(graph.order.count == 1, "a graph of one op")
    node = graph.order[0]
    dice = Dice("\(graph.name) \(name)")
    inputs = graph.inputs.map { input in
      let numbers = SeededNumbers(name: "\(graph.name) \(graph.values[input].name)")
      let shape = graph.shape(of: input)
      return Tensor(
        shape: shape, values: (0..<shape.count).map { Double(Float(4 * numbers[$0] - 2)) })
    }
    let result = graph.nodes[node].result
    guard let expected = evaluate(graph, inputs: inputs)[result] else {
      preconditionFailure("the op has no result")
    }
    self.expected = expected
  }

  private func kernel(_ stage: Stage, _ pass: SlicePass) -> StageKernel {
    let memory = MemoryPlan(
      buffers: [], placements: SideTable(), arenaSize: 16, alignment: 16, regionSteps: [])
    let plan = Plan(graph: graph, schedule: Schedule(regions: []), memory: memory)
    return plan.kernel(for: stage, on: pass, target: .generic)
  }

  /// A run in steps of at most a grain, in any order, slice by slice.
  func run(
    grain: Grain, role: Stage.Role = .whole, slices: [Range<Int>]? = nil, isInPlace: Bool = false
  ) -> PixelProgram.Run {
    var dice = dice
    var run = PixelProgram.Run(
      name: "\(graph.nodes[node].op.mnemonic) \(graph.name)", inputs: inputs, isInPlace: isInPlace,
      expected: expected)
    let parts: [Range<Int>?] = slices ?? [nil]
    let stage = Stage(node, role, grain: grain)
    var isDoubled = false
    for (index, slice) in parts.enumerated() {
      let pass = SlicePass(
        channels: slice, isFirst: index == 0, isLast: index == parts.count - 1)
      var call = PixelProgram.Call(
        kernel: kernel(stage, pass), count: 0, tables: [], places: [])
      if case .channelScale = graph.nodes[node].op { call.scale = inputs[1].values.map(Float.init) }
      call.reads = role.readsSlice ? slice?.lowerBound ?? 0 : 0
      call.makes = role.makesSlice ? slice?.lowerBound ?? 0 : 0
      if let window, !window.isPixel {
        run.calls += windowCalls(window, grain.columns, call, &dice)
      } else {
        isDoubled = !isInPlace
        run.calls += pixelCalls(grain.rows * grain.columns, isDoubled, call, &dice)
      }
    }
    if isDoubled {
      let shape = expected.shape
      run.expected = Tensor(
        shape: Shape(2 * shape.height, shape.width, shape.channels),
        values: expected.values + expected.values)
    }
    return run
  }

  /// The window of the op, if it has one.
  private var window: Window? {
    guard case .window(let window) = graph.access(of: node)[0].space else { return nil }
    return window
  }

  // MARK: Calls

  /// Calls for pixels in any order; every pixel is made twice if `isDoubled`, at places of their own.
  private func pixelCalls(
    _ most: Int, _ isDoubled: Bool, _ call: PixelProgram.Call, _ dice: inout Dice
  ) -> [PixelProgram.Call] {
    let map = expected.shape.height * expected.shape.width
    // A product with a matrix has one pixel only, and makes it alone.
    let isMatrix = if case .fullyConnected = graph.nodes[node].op { true } else { false }
    let pixels = shuffled(Array(0..<(isDoubled ? 2 * map : map)), &dice)
    return pieces(pixels, most: isMatrix ? 1 : most, &dice).map { piece in
      var call = call
      call.count = piece.count
      // The scale is no table.
      let tables = graph.access(of: node).filter { $0.space != .single }.count
      let table = piece.map { $0 % map }
      call.tables = Array(repeating: table, count: tables)
      call.places = piece
      return call
    }
  }

  /// Calls for runs of neighbouring pixels of a row.
  ///
  /// Pointers that belong to no pixel that is made lead nowhere.
  private func windowCalls(
    _ window: Window, _ tile: Int, _ call: PixelProgram.Call, _ dice: inout Dice
  ) -> [PixelProgram.Call] {
    let input = inputs[0].shape
    let (rows, columns) = (window.rows, window.columns)
    let table = columns.table(of: tile)
    var calls: [PixelProgram.Call] = []
    for y in 0..<expected.shape.height {
      for piece in pieces(Array(0..<expected.shape.width), most: tile, &dice) {
        var call = call
        call.count = piece.count
        var seen: [Int?] = Array(repeating: nil, count: table.count)
        for (number, x) in piece.enumerated() {
          for tap in 0..<columns.kernel {
            seen[number * columns.stride + tap * table.tapDistance] =
              x * columns.stride + tap * columns.dilation - columns.before
          }
        }
        call.tables = [
          (0..<rows.kernel).flatMap { t in
            seen.map { column in
              guard let column else { return PixelProgram.Call.nothing }
              let row = y * rows.stride + t * rows.dilation - rows.before
              let isInside = (0..<input.height).contains(row) && (0..<input.width).contains(column)
              return isInside ? row * input.width + column : PixelProgram.Call.zeros
            }
          }
        ]
        call.places = piece.map { y * expected.shape.width + $0 }
        calls.append(call)
      }
    }
    return shuffled(calls, &dice)
  }

  /// Cuts a list into pieces of 1...`most`, most of them as long as they may be.
  private func pieces(_ list: [Int], most: Int, _ dice: inout Dice) -> [[Int]] {
    var rest = list[...]
    var pieces: [[Int]] = []
    while !rest.isEmpty {
      let count = dice.once(in: 3) ? dice.number(in: 1...most) : most
      pieces.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return pieces
  }

  private func shuffled<Element>(_ list: [Element], _ dice: inout Dice) -> [Element] {
    var list = list
    for index in list.indices.dropFirst() { list.swapAt(index, dice.roll(index + 1)) }
    return list
  }

  /// A run of an op that takes up its operand while that is made.
  func gathering(grain: Grain?) -> PixelProgram.Run {
    let input = inputs[0].shape
    let stage = Stage(node, .whole, grain: grain, gathers: true)
    let kernel = kernel(stage, SlicePass(channels: nil, isFirst: true, isLast: true))
    let grid = StepGrid(grain, height: input.height, columns: 0..<input.width)
    let calls = (0..<grid.count).map { step in
      let pixels = grid.rows(of: step).flatMap { y in
        grid.columns(of: step).map { y * input.width + $0 }
      }
      return PixelProgram.Call(
        kernel: kernel, count: pixels.count, step: step, tables: [pixels], places: [0])
    }
    return PixelProgram.Run(
      name: "gathering \(graph.name)", inputs: inputs, calls: calls, expected: expected)
  }
}

extension Window {
  /// Whether it is a single pixel that moves on by one.
  fileprivate var isPixel: Bool {
    rows.kernel == 1 && columns.kernel == 1 && rows.stride == 1 && columns.stride == 1
  }
}
