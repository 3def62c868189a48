import Basics
import IR

/// Random graphs small enough to try all their schedules.
struct BoundTinyNetworks {
  private var graph = Graph(name: "tiny")
  private let numbers: SeededNumbers
  private var drawn = 0
  private let hasDilations: Bool

  /// The seeds of graphs without dilated windows, which skip pixels.
  static let plainSeeds = 0..<150
  /// Those with dilated windows, too.
  static let seeds = 0..<180

  private init(seed: Int) {
    numbers = SeededNumbers(name: "tiny \(seed)")
    hasDilations = !Self.plainSeeds.contains(seed)
  }

  /// A chain of convolutions of all kinds, with skips over some of them and perhaps a pooled end.
  static func chain(_ seed: Int, height: Int, width: Int, length: Int) throws -> Graph {
    var builder = BoundTinyNetworks(seed: seed)
    let input = TensorType(.f32, Shape(height, width, builder.draw(1...3)))
    var values = [builder.graph.addInput("image", input)]
    for index in 1...length {
      let value = try builder.layer(values[values.count - 1], "layer\(index)")
      values.append(value)
      let type = builder.graph.type(of: value)
      let skips = values.dropLast().filter { builder.graph.type(of: $0) == type }
      if !skips.isEmpty, builder.draw(0...2) > 0 {
        let skip = skips[builder.draw(0...skips.count - 1)]
        values[values.count - 1] = try builder.append(.add(Add()), [value, skip], "add\(index)")
      }
    }
    if builder.draw(0...1) == 0 {
      values.append(
        try builder.append(
          .globalAveragePool(GlobalAveragePool()), [values[values.count - 1]], "pool"))
    }
    builder.graph.addOutput(values[values.count - 1])
    return builder.graph
  }

  /// A residual block with squeeze-excite; the gate may leave out the mixing of channels.
  static func squeezeExcite(_ seed: Int, height: Int, width: Int) throws -> Graph {
    var builder = BoundTinyNetworks(seed: seed)
    let shape = Shape(height, width, builder.draw(1...2))
    let image = builder.graph.addInput("image", TensorType(.f32, shape))
    let input = try builder.convolution(image, "input", 1, 1, Padding(), shape.channels)
    let wide = try builder.convolution(input, "expand", 1, 1, Padding(), builder.draw(1...2))
    let pool = try builder.append(.globalAveragePool(GlobalAveragePool()), [wide], "pool")
    var gate = pool
    if builder.draw(0...2) > 0 {
      var op = FullyConnected()
      let channels = builder.graph.shape(of: wide).channels
      op.weight = builder.weight([channels, channels])
      gate = try builder.append(.fullyConnected(op), [pool], "gate")
    }
    let scaled = try builder.append(.channelScale(ChannelScale()), [wide, gate], "scale")
    let narrow = try builder.convolution(scaled, "project", 1, 1, Padding(), shape.channels)
    let sum = try builder.append(.add(Add()), [narrow, input], "add")
    builder.graph.addOutput(
      try builder.append(.globalAveragePool(GlobalAveragePool()), [sum], "head"))
    return builder.graph
  }

  private mutating func draw(_ range: ClosedRange<Int>) -> Int {
    drawn += 1
    return range.lowerBound + Int(numbers.bits(drawn) % UInt64(range.count))
  }

  private mutating func weight(_ shape: [Int]) -> WeightID {
    graph.weights.add(
      Weight("w\(drawn)", shape: shape, values: Array(repeating: 0, count: shape.reduce(1, *))))
  }

  private mutating func append(_ op: Op, _ operands: [ValueID], _ name: String) throws -> ValueID {
    try graph.append(op, operands, name: name, origin: .unknown)
  }

  private mutating func convolution(
    _ input: ValueID, _ name: String, _ kernel: Int, _ stride: Int, _ padding: Padding,
    _ outputs: Int?, dilation: Int = 1
  ) throws -> ValueID {
    let channels = graph.shape(of: input).channels
    let stride = Stride(height: stride, width: stride)
    let dilation = Stride(height: dilation, width: dilation)
    guard let outputs else {
      var op = DepthwiseConv2D()
      op.weight = weight([kernel, kernel, channels])
      (op.stride, op.dilation, op.padding) = (stride, dilation, padding)
      return try append(.depthwiseConv2D(op), [input], name)
    }
    var op = Conv2D()
    op.weight = weight([outputs, kernel, kernel, channels])
    (op.stride, op.dilation, op.padding) = (stride, dilation, padding)
    return try append(.conv2D(op), [input], name)
  }

  /// Any window that fits, kernels smaller than their strides and odd paddings included.
  private mutating func layer(_ input: ValueID, _ name: String) throws -> ValueID {
    let shape = graph.shape(of: input)
    let outputs = draw(0...2) == 0 ? nil : draw(1...3)
    while true {
      let kernel = draw(1...3)
      let stride = draw(0...3) == 0 ? 2 : 1
      let dilation = hasDilations && kernel > 1 && draw(0...1) == 0 ? 2 : 1
      func side() -> Int { draw(0...(kernel - 1) * dilation) }
      let padding = Padding(top: side(), left: side(), bottom: side(), right: side())
      let window = Window(
        kernelHeight: kernel, kernelWidth: kernel, stride: Stride(height: stride, width: stride),
        dilation: Stride(height: dilation, width: dilation), padding: padding)
      guard let size = try? window.outputSize(over: shape), size.height <= shape.height,
        size.width <= shape.width
      else { continue }
      return try convolution(input, name, kernel, stride, padding, outputs, dilation: dilation)
    }
  }
}
