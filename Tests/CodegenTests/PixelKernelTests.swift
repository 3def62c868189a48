import Basics
import IR
import Kernels
import Plan
import Targets
import TestSupport
import Testing

/// Kernels of a few pixels compute what the definitions of their ops say, wherever the pixels lie.
@Suite struct PixelKernelTests {
  static let tiles = [1, 2, 3, 4, 7, 8]
  static let channels = [1, 3, 5, 17, 24, 40]
  static let activations: [Activation?] = [
    nil, .relu, .relu6, .hardSwish, .hardSigmoid, .hardSigmoid(slope: 0.16667),
    .clamp(low: -0.5, high: 0.25), .clamp(low: -.infinity, high: 0.125),
  ]

  /// Runs of one convolution for every kernel and stride in the columns; rows have their own.
  private func windows(tile: Int, isDepthwise: Bool) throws -> PixelProgram {
    var dice = Dice("windows of pixels \(tile) \(isDepthwise)")
    var program = PixelProgram()
    for kernel in [1, 3, 5, 7] {
      for stride in [1, 2] {
        let rows = dice.once(in: 3) ? dice.pick([1, 2, 3, 5]) : kernel
        let window = (rows, kernel)
        let strides = Stride(height: dice.once(in: 3) ? 3 - stride : stride, width: stride)
        let padding = Padding(
          top: dice.roll(rows), left: dice.roll(kernel), bottom: dice.roll(rows),
          right: dice.roll(kernel))
        let shape = Shape(
          rows + dice.roll(4), kernel + stride * (2 + tile + dice.roll(6)),
          dice.pick(Self.channels))
        let activation = dice.pick(Self.activations)
        let outputs = dice.pick(Self.channels + [33, 64])
        let hasBias = dice.once(in: 2)
        var b = GraphBuilder(name: "\(kernel)\(stride)")
        let x = b.input("x", shape)
        _ =
          try isDepthwise
          ? b.depthwise(
            x, "y", kernel: window, stride: strides, padding: padding, hasBias: hasBias, activation)
          : b.conv(
            x, "y", outputs: outputs, kernel: window, stride: strides, padding: padding,
            hasBias: hasBias, activation)
        program.add(
          PixelRuns(b.graph, dice: "\(tile)").run(grain: Grain(rows: 1, columns: tile)))
      }
    }
    return program
  }

  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence), arguments: tiles, [false, true])
  func windowsComputeWhatTheReferenceSays(tile: Int, isDepthwise: Bool) throws {
    try windows(tile: tile, isDepthwise: isDepthwise).expectResults(compiler: .gcc)
  }

  @Test(.enabled(if: Compiler.clang.exists, Compiler.clang.absence), arguments: [1, 4, 8])
  func clangAgreesAtHighestOptimisation(tile: Int) throws {
    for isDepthwise in [false, true] {
      try windows(tile: tile, isDepthwise: isDepthwise)
        .expectResults(compiler: .clang, flags: ["-O3"])
    }
  }

  /// Every number of channels, and every activation, of the pixels of whole bands.
  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence))
  func singlePixelsOfBands() throws {
    var program = PixelProgram()
    for (index, grain) in Self.grains.enumerated() {
      for (number, count) in Self.channels.enumerated() {
        var b = GraphBuilder(name: "\(index) \(number)")
        let x = b.input("x", Shape(3, 7, count))
        let outputs = Self.channels[(number + index) % Self.channels.count]
        let activation = Self.activations[(number + 3 * index) % Self.activations.count]
        _ = try b.conv(x, "y", outputs: outputs, activation)
        program.add(PixelRuns(b.graph, dice: "\(index) \(number)").run(grain: grain))
      }
    }
    try program.expectResults(compiler: .gcc)
  }

  static let grains = [
    Grain(rows: 1, columns: 1), Grain(rows: 2, columns: 1), Grain(rows: 1, columns: 3),
    Grain(rows: 2, columns: 2), Grain(rows: 1, columns: 7), Grain(rows: 2, columns: 4),
    Grain(rows: 2, columns: 7),
  ]

  /// Slices of inner channels: the first, the middle and the last ones of partial sums, slices that
  /// are made and slices that are carried on.
  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence), arguments: tiles)
  func slicesJoin(tile: Int) throws {
    let slices = [0..<16, 16..<33, 33..<40]
    let same = Padding(top: 1, left: 1, bottom: 1, right: 1)
    let grain = Grain(rows: 1, columns: tile)
    var program = PixelProgram()
    func add(
      _ role: Stage.Role, inputs: Int = 40, _ op: (inout GraphBuilder, ValueID) throws -> ValueID
    ) throws {
      var b = GraphBuilder(name: "\(role) \(program.runs.count)")
      let x = b.input("x", Shape(4, 9, inputs))
      _ = try op(&b, x)
      program.add(
        PixelRuns(b.graph, dice: "\(tile)").run(grain: grain, role: role, slices: slices))
    }
    for outputs in [5, 24, 40] {
      for activation: Activation? in [nil, .relu6, .hardSwish] {
        try add(.reduces) { try $0.conv($1, "y", outputs: outputs, activation) }
      }
      try add(.reduces) {
        try $0.conv($1, "y", outputs: outputs, kernel: (3, 3), padding: same, .relu6)
      }
    }
    for activation: Activation? in [nil, .relu6] {
      try add(.produces, inputs: 17) { try $0.conv($1, "y", outputs: 40, activation) }
      try add(.produces, inputs: 3) {
        try $0.conv($1, "y", outputs: 40, kernel: (3, 3), padding: same, activation)
      }
      try add(.carries) { try $0.depthwise($1, "y", kernel: (3, 3), padding: same, activation) }
    }
    try add(.carries) { try $0.activate($1, "y", .hardSwish) }
    try program.expectResults(compiler: .gcc)
  }

  /// Ops that look at the same pixel only, into pixels of their own and over those of their operand.
  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence), arguments: [false, true])
  func elementwise(isInPlace: Bool) throws {
    var program = PixelProgram()
    func add(_ name: String, _ build: (inout GraphBuilder) throws -> ValueID) throws {
      var b = GraphBuilder(name: name)
      _ = try build(&b)
      let runs = PixelRuns(b.graph, dice: name)
      program.add(runs.run(grain: Grain(rows: 2, columns: 4), isInPlace: isInPlace))
    }
    for (number, count) in Self.channels.enumerated() {
      let shape = Shape(3, 5, count)
      try add("add \(count)") { b in
        try b.add(b.input("left", shape), b.input("right", shape), "y")
      }
      try add("scale \(count)") { b in
        let operands = [b.input("x", shape), b.input("scale", Shape(1, 1, count))]
        return try b.append(.channelScale(ChannelScale()), operands, "y")
      }
      for (index, activation) in Self.activations.enumerated()
      where index % Self.channels.count == number {
        guard let activation else { continue }
        try add("\(activation)") { try $0.activate($0.input("x", shape), "y", activation) }
      }
    }
    try program.expectResults(compiler: .gcc)
  }

  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence))
  func matrixProducts() throws {
    var program = PixelProgram()
    for (number, inputs) in Self.channels.enumerated() {
      for outputs in [1, 10, 64, 65, 130] {
        var b = GraphBuilder(name: "\(inputs) to \(outputs)")
        let x = b.input("x", Shape(1, 1, inputs))
        _ = try b.fullyConnected(x, "y", outputs: outputs, Self.activations[number])
        program.add(PixelRuns(b.graph, dice: "fc").run(grain: Grain(rows: 1, columns: 1)))
      }
    }
    try program.expectResults(compiler: .gcc)
  }

  /// Means of maps in steps of rows, of tiles, of single pixels, and of everything at once.
  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence))
  func gatheredMeans() throws {
    var program = PixelProgram()
    let grains: [Grain?] = [
      nil, Grain(rows: 1, columns: 4), Grain(rows: 2, columns: 3, firstRows: 1, firstColumns: 2),
      Grain(rows: 1, columns: 1), Grain(rows: 7, columns: 7),
    ]
    for (number, count) in Self.channels.enumerated() {
      for grain in grains {
        var b = GraphBuilder(name: "mean of \(count)")
        let shapes = [Shape(1, 1, count), Shape(5, 7, count), Shape(11, 7, count)]
        _ = try b.pool(b.input("x", shapes[min(number, 2)]), "y")
        program.add(PixelRuns(b.graph, dice: "mean").gathering(grain: grain))
      }
    }
    try program.expectResults(compiler: .gcc)
  }
}
