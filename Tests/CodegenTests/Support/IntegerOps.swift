import IR
import TestSupport

/// A graph of some ops on integers that have nothing to do with each other, each with inputs and an
/// output of its own.
struct IntegerOps {
  private(set) var builder: GraphBuilder
  private var dice: Dice
  private var count = 0
  /// Whether inputs and outputs may be unsigned.
  var mayBeUnsigned = true

  init(name: String) {
    builder = GraphBuilder(name: name)
    dice = Dice(name)
  }

  var graph: Graph { builder.graph }

  static let activations: [Activation?] = [
    nil, .relu, .relu6, .clamp(low: -1, high: 1), .clamp(low: -.infinity, high: 0.5),
    .clamp(low: 0.25, high: 0.25),
  ]

  private mutating func name(_ word: String) -> String {
    count += 1
    return "\(word)\(count)"
  }

  private mutating func input(_ shape: Shape) -> ValueID {
    let value = builder.integerInput(name("x"), shape, &dice)
    if mayBeUnsigned, dice.once(in: 4) {
      builder.graph.unsignedInputs.insert(builder.graph.inputs.count - 1)
    }
    return value
  }

  private mutating func output(_ value: ValueID) {
    if mayBeUnsigned, builder.graph.type(of: value).elementType == .i8, dice.once(in: 4) {
      builder.graph.unsignedOutputs.insert(builder.graph.outputs.count)
    }
    builder.graph.addOutput(value)
  }

  private mutating func append(_ op: Op, _ operands: [ValueID]) throws {
    output(try builder.append(op, operands, name("y")))
  }

  /// Appends an op with random numbers; other ones where its scales lie too far apart.
  private mutating func append(
    _ operands: [ValueID], _ make: (inout Dice) -> Op
  ) throws {
    for _ in 0..<50 {
      do throws(IllegalOp) {
        return output(try builder.append(make(&dice), operands, name("y")))
      } catch {
        guard error.rule == "op.quantization" else { throw error }
      }
    }
    throw IllegalOp("test.scales", "no scales that fit")
  }

  private mutating func requantization() -> Requantization {
    Requantization(dice.quantization(), dice.pick([.double, .double, .single, .even]))
  }

  // MARK: Windows

  /// Of a map over which a window has room, with a tap of each inside.
  private mutating func extent(_ kernel: Int, _ dilation: Int, _ padding: Int) -> Int {
    max(kernel == 1 ? 1 : dilation, (kernel - 1) * dilation + 1 - padding) + dice.roll(5)
  }

  /// A convolution of a small map, or of one that is given.
  mutating func window(
    kernel: (Int, Int), stride: Stride, dilation: Stride = Stride(), padding: Padding,
    isDepthwise: Bool, of given: Shape? = nil, outputs count: Int? = nil
  ) throws {
    let shape =
      given
      ?? Shape(
        extent(kernel.0, dilation.height, padding.top + padding.bottom),
        extent(kernel.1, dilation.width, padding.left + padding.right),
        dice.pick([1, 2, 3, 5, 16, 17, 20]))
    let x = input(shape)
    let output = requantization()
    let taps = kernel.0 * kernel.1
    if isDepthwise {
      var op = DepthwiseConv2D()
      op.weight = builder.integerWeight(
        name("w"), [kernel.0, kernel.1, shape.channels], depth: taps, sums: shape.channels, from: x,
        to: output.result, &dice)
      op.bias = builder.integerBias(name("b"), shape.channels, depth: taps, &dice)
      (op.stride, op.dilation, op.padding) = (stride, dilation, padding)
      op.output = output
      op.activation = dice.pick(Self.activations)
      try append(.depthwiseConv2D(op), [x])
    } else {
      var op = Conv2D()
      let outputs = count ?? dice.pick([1, 3, 8, 16, 19, 33])
      let depth = taps * shape.channels
      op.weight = builder.integerWeight(
        name("w"), [outputs, kernel.0, kernel.1, shape.channels], depth: depth, sums: outputs,
        from: x, to: output.result, &dice)
      op.bias = builder.integerBias(name("b"), outputs, depth: depth, &dice)
      (op.stride, op.dilation, op.padding) = (stride, dilation, padding)
      op.output = output
      op.activation = dice.pick(Self.activations)
      try append(.conv2D(op), [x])
    }
  }

  mutating func matrix() throws {
    let (inputs, outputs) = (dice.number(in: 1...70), dice.number(in: 1...40))
    let x = input(Shape(1, 1, inputs))
    let output = requantization()
    var op = FullyConnected()
    op.output = output
    op.weight = builder.integerWeight(
      name("w"), [outputs, inputs], depth: inputs, sums: outputs, from: x,
      to: output.result, &dice)
    op.bias = builder.integerBias(name("b"), outputs, depth: inputs, &dice)
    op.activation = dice.pick(Self.activations)
    try append(.fullyConnected(op), [x])
  }

  // MARK: Pools

  mutating func pool(
    kernel: (Int, Int), stride: Stride, dilation: Stride, padding: Padding, isMax: Bool
  ) throws {
    let shape = Shape(
      extent(kernel.0, dilation.height, padding.top + padding.bottom),
      extent(kernel.1, dilation.width, padding.left + padding.right), dice.number(in: 1...20))
    let x = input(shape)
    let kernel = Stride(height: kernel.0, width: kernel.1)
    if isMax {
      var op = MaxPool2D()
      (op.kernel, op.stride) = (kernel, stride)
      (op.dilation, op.padding) = (dilation, padding)
      return try append(.maxPool2D(op), [x])
    }
    var op = AveragePool2D()
    (op.kernel, op.stride) = (kernel, stride)
    (op.dilation, op.padding) = (dilation, padding)
    guard let own = builder.graph.type(of: x).quantization else { return }
    let kind = dice.roll(padding == Padding() ? 3 : 2)
    if kind == 1 { op.output = Requantization(own, .single) }
    if kind == 2 {
      return try append([x]) { dice in
        op.output = Requantization(dice.quantization(), dice.pick([.double, .even]))
        return .averagePool2D(op)
      }
    }
    try append(.averagePool2D(op), [x])
  }

  mutating func mean() throws {
    let x = input(
      Shape(dice.number(in: 1...12), dice.number(in: 1...12), dice.number(in: 1...20)))
    try append([x]) { dice in
      var op = GlobalAveragePool()
      if !dice.once(in: 3) {
        op.output = Requantization(dice.quantization(), dice.pick(Rounding.allCases))
      }
      return .globalAveragePool(op)
    }
  }

  // MARK: Element by element

  /// An activation of each of the 256 integers.
  mutating func activate(_ function: Activation?, _ rounding: Rounding) throws {
    let x = input(Shape(16, 16, 1))
    try append([x]) { dice in
      var op = ActivationOp()
      op.function = function
      let isFixed = function == .logistic && rounding != .even
      op.output = Requantization(
        isFixed ? Quantization(scale: 1 / 256, zeroPoint: -128) : dice.quantization(), rounding)
      return .activation(op)
    }
  }

  mutating func add(_ rounding: Rounding) throws {
    let shape = Shape(dice.number(in: 1...4), 8, dice.number(in: 1...20))
    let (left, right) = (input(shape), input(shape))
    try append([left, right]) { dice in
      var op = Add()
      op.output = Requantization(dice.quantization(), rounding)
      return .add(op)
    }
  }

  mutating func scale(_ rounding: Rounding) throws {
    let shape = Shape(3, 5, dice.number(in: 1...20))
    let (map, gate) = (input(shape), input(Shape(1, 1, shape.channels)))
    try append([map, gate]) { dice in
      var op = ChannelScale()
      op.output = Requantization(dice.quantization(), rounding)
      return .channelScale(op)
    }
  }

  mutating func softmax(_ rounding: Rounding) throws {
    let x = input(Shape(2, 2, dice.pick([1, 2, 5, 10, 100])))
    try append([x]) { dice in
      var op = Softmax()
      op.beta = dice.pick([1, 1, 0.5, 2.5])
      op.output = Requantization(Quantization(scale: 1 / 256, zeroPoint: -128), rounding)
      return .softmax(op)
    }
  }

  mutating func quantize(_ rounding: Rounding) throws {
    let x = builder.input(name("x"), Shape(4, 4, 7))
    try append([x]) { dice in
      var op = Quantize()
      op.output = Requantization(
        Quantization(scale: dice.scale(from: 0.002, to: 0.1), zeroPoint: dice.zeroPoint()),
        rounding)
      return .quantize(op)
    }
  }

  mutating func dequantize() throws {
    let x = input(Shape(16, 16, 1))
    try append(.dequantize(Dequantize()), [x])
  }
}
