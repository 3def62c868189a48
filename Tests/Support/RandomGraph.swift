import Basics
import IR

/// A small network in the manner of the MobileNets, the same for the same seed.
///
/// Odd sizes, channels that are no multiples of 8, windows larger than the map, all paddings an op
/// accepts, blocks with and without expansion, residuals, squeeze-excite, every activation and batch
/// norm by themselves, now and then two inputs, two outputs, values read twice or not at all. Of forty
/// seeds the last ten have what heads add: maps that are joined, moved, resized, multiplied; in the ten
/// before and in half of these windows are dilated, and some of them pool.
package func randomGraph(seed: Int) throws -> Graph {
  var random = RandomGraph(seed: seed)
  return try random.make()
}

private struct RandomGraph {
  private var dice: Dice
  private var builder: GraphBuilder
  /// All values so far that a later op may go back to.
  private var values: [ValueID] = []
  private var count = 0
  private let hasHeads: Bool
  private let hasDilations: Bool

  init(seed: Int) {
    hasHeads = seed / 10 % 4 == 3
    hasDilations = seed / 10 % 4 == 2 || hasHeads && seed.isMultiple(of: 2)
    dice = Dice("random graph \(seed)")
    builder = GraphBuilder(name: "random\(seed)")
  }

  mutating func make() throws -> Graph {
    let shape = Shape(
      dice.number(in: 1...11), dice.number(in: dice.once(in: 5) ? 14...16 : 1...9),
      dice.pick([1, 3, 3, 4, 8, 9]))
    var x = builder.input("image", shape)
    if dice.once(in: 6) {
      let other = builder.input("second image", shape)
      x = try builder.add(x, other, name("both"))
      values.append(x)
    }
    if !dice.once(in: 4) { x = try conv(x, outputs: channels()) }
    for _ in 0..<dice.number(in: 1...3) { x = try piece(x) }
    if dice.once(in: 5) { _ = try builder.activate(x, name("unread"), activation()) }
    if !dice.once(in: 4) {
      x = try builder.pool(x, name("pool"))
      if dice.once(in: 2) {
        x = try builder.fullyConnected(
          x, name("hidden"), outputs: channels(), dice.once(in: 2) ? activation() : nil)
      }
      x = try builder.fullyConnected(x, name("classifier"), outputs: dice.number(in: 1...21))
    } else if builder.graph.values[x].producer == nil {
      x = try conv(x, outputs: channels())
    }
    if dice.once(in: 5), let other = values.filter({ $0 != x }).last {
      builder.graph.addOutput(other)
    }
    builder.graph.addOutput(x)
    return builder.graph
  }

  private mutating func piece(_ x: ValueID) throws -> ValueID {
    if hasHeads, dice.once(in: 2) {
      let result = try moved(x)
      values.append(result)
      return result
    }
    let result: ValueID
    switch dice.roll(12) {
    case 0...5: result = try block(x)
    case 6: result = try conv(x, outputs: channels())
    case 7: result = try depthwise(x)
    case 8: result = try builder.activate(x, name("activate"), activation())
    case 9: result = try builder.batchNorm(x, name("norm"))
    case 10: result = try builder.add(x, earlier(like: x), name("sum"))
    default:
      result = try builder.squeezeExcite(x, name("gate"), squeezed: dice.number(in: 1...9))
    }
    values.append(result)
    return result
  }

  /// What heads do with a map.
  private mutating func moved(_ x: ValueID) throws -> ValueID {
    let shape = builder.graph.shape(of: x)
    switch dice.roll(6) {
    case 0: return try builder.append(.subtract(Subtract()), [x, earlier(like: x)], name("less"))
    case 1: return try builder.append(.multiply(Multiply()), [x, earlier(like: x)], name("times"))
    case 2:
      var op = Concatenate()
      op.axis = dice.pick(Axis.allCases)
      let operands = (0..<dice.number(in: 1...3)).map { _ in earlier(like: x) } + [x]
      return try builder.append(.concatenate(op), operands, name("joined"))
    case 3: return try builder.append(.rearrange(rearranged(shape)), [x], name("moved"))
    case 4:
      var op = ResizeNearest()
      (op.size, op.rows, op.columns) = resized(shape)
      return try builder.append(.resizeNearest(op), [x], name("nearest"))
    default:
      var op = ResizeBilinear()
      (op.size, op.rows, op.columns) = resized(shape)
      return try builder.append(.resizeBilinear(op), [x], name("bilinear"))
    }
  }

  private mutating func rearranged(_ shape: Shape) -> Rearrange {
    switch dice.roll(4) {
    case 0: return Rearrange(as: Shape(shape.width, shape.channels, shape.height))
    case 1:
      let steps = elementSteps(of: shape.integers)
      let order = dice.pick([[1, 0, 2], [2, 0, 1], [0, 2, 1]])
      return Rearrange(axes: order.map { (shape.integers[$0], steps[$0]) }) ?? Rearrange(as: shape)
    case 2:
      let padding = Padding(
        top: dice.roll(3), left: dice.roll(3), bottom: dice.roll(3), right: dice.roll(3))
      return Rearrange(shape, padded: padding, with: Float(dice.roll(3)))
    default:
      // Each axis backwards.
      var op = Rearrange(as: shape)
      op.start = Rearrange.Element(shape.count - 1)
      op.steps = Rearrange.Steps(-shape.rowCount, -shape.channels, -1)
      return op
    }
  }

  private mutating func resized(
    _ shape: Shape
  ) -> (size: Stride, rows: SourceAxis, columns: SourceAxis) {
    let size = Stride(height: dice.number(in: 1...9), width: dice.number(in: 1...9))
    func axis(_ from: Int, _ to: Int) -> SourceAxis {
      switch dice.roll(3) {
      case 0: SourceAxis(factor: 2 * from, offset: from - to, divisor: 2 * to)
      case 1: SourceAxis(factor: from, divisor: to)
      default: SourceAxis(factor: from - 1, divisor: max(1, to - 1))
      }
    }
    return (size, axis(shape.height, size.height), axis(shape.width, size.width))
  }

  /// An inverted residual block (MobileNetV2, table 1; MobileNetV3, figure 4).
  private mutating func block(_ x: ValueID) throws -> ValueID {
    let inputs = builder.graph.shape(of: x).channels
    var y = x
    let isExpanded = !dice.once(in: 4)
    if isExpanded {
      y = try pointwise(y, outputs: inputs * dice.number(in: 2...6) + dice.roll(3))
    }
    let isResidual = dice.once(in: 2)
    y = try isResidual ? sameDepthwise(y) : depthwise(y)
    if dice.once(in: 4) {
      y = try builder.squeezeExcite(
        y, name("gate"), squeezed: dice.number(in: 1...12),
        gate: dice.pick([.hardSigmoid, .hardSigmoid(slope: 0.16667)]))
    }
    y = try pointwise(y, outputs: isResidual ? inputs : channels(), isLinear: true)
    guard isResidual else { return y }
    let operands = dice.once(in: 2) ? (x, y) : (y, x)
    return try builder.add(operands.0, operands.1, name("residual"))
  }

  /// A pointwise convolution, its norm and its activation fused or by themselves.
  private mutating func pointwise(
    _ x: ValueID, outputs: Int, isLinear: Bool = false
  ) throws -> ValueID {
    try finished(
      builder.conv(x, name("pointwise"), outputs: outputs, hasBias: dice.once(in: 2)), isLinear)
  }

  private mutating func conv(_ x: ValueID, outputs: Int) throws -> ValueID {
    let window = window(over: x)
    if hasDilations, dice.once(in: 4) { return try pool(x, window) }
    return try finished(
      builder.conv(
        x, name("conv"), outputs: outputs, kernel: window.kernel, stride: window.stride,
        dilation: window.dilation, padding: window.padding, hasBias: dice.once(in: 2)),
      dice.once(in: 4))
  }

  private mutating func depthwise(_ x: ValueID) throws -> ValueID {
    let window = window(over: x)
    return try finished(
      builder.depthwise(
        x, name("depthwise"), kernel: window.kernel, stride: window.stride,
        dilation: window.dilation, padding: window.padding, hasBias: dice.once(in: 2)),
      dice.once(in: 4))
  }

  private mutating func sameDepthwise(_ x: ValueID) throws -> ValueID {
    let kernel = dice.pick([1, 3, 3, 5, 7])
    let rate = kernel > 1 && hasDilations ? dice.number(in: 1...3) : 1
    let half = kernel / 2 * rate
    return try finished(
      builder.depthwise(
        x, name("depthwise"), kernel: (kernel, kernel),
        dilation: Stride(height: rate, width: rate),
        padding: Padding(top: half, left: half, bottom: half, right: half)), false)
  }

  private mutating func pool(_ x: ValueID, _ window: RandomWindow) throws -> ValueID {
    let kernel = Stride(height: window.kernel.0, width: window.kernel.1)
    if dice.once(in: 2) {
      var op = MaxPool2D()
      (op.kernel, op.stride, op.dilation) = (kernel, window.stride, window.dilation)
      op.padding = window.padding
      return try builder.append(.maxPool2D(op), [x], name("largest"))
    }
    var op = AveragePool2D()
    (op.kernel, op.stride, op.dilation) = (kernel, window.stride, window.dilation)
    op.padding = window.padding
    return try builder.append(.averagePool2D(op), [x], name("mean"))
  }

  private mutating func finished(_ x: ValueID, _ isLinear: Bool) throws -> ValueID {
    var x = x
    if dice.once(in: 2) { x = try builder.batchNorm(x, name("norm")) }
    return isLinear ? x : try builder.activate(x, name("activate"), activation())
  }

  private mutating func window(over x: ValueID) -> RandomWindow {
    RandomWindow(over: builder.graph.shape(of: x), &dice, isDilated: hasDilations)
  }

  private mutating func channels() -> Int {
    dice.once(in: 3) ? 8 * dice.number(in: 1...3) : dice.number(in: 1...21)
  }

  private mutating func activation() -> Activation {
    dice.pick([
      .relu, .relu6, .relu6, .hardSwish, .hardSwish, .hardSigmoid, .clamp(low: -1, high: 1),
      .clamp(low: -0.5, high: .infinity), .clamp(low: -.infinity, high: 0.75),
    ])
  }

  /// A value of the same type made before, or the value itself.
  private mutating func earlier(like x: ValueID) -> ValueID {
    let type = builder.graph.type(of: x)
    return dice.pick(values.filter { builder.graph.type(of: $0) == type } + [x])
  }

  private mutating func name(_ word: String) -> String {
    count += 1
    return "\(word)\(count)"
  }
}
