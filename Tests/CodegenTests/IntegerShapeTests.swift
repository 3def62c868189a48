import IR
import Plan
import Planning
import Targets
import TestSupport
import Testing

/// Every small shape of every op on integers: compiled C equals the reference, element by element.
@Suite struct IntegerShapeTests {
  private static let opsPerGraph = 8

  /// What pads an axis: nothing, TensorFlow's SAME, all there may be, and one side alone.
  enum Frame: CaseIterable {
    case none, same, full, before, after

    func padding(_ reach: Int) -> (before: Int, after: Int) {
      switch self {
      case .none: (0, 0)
      case .same: ((reach - 1) / 2, reach / 2)
      case .full: (reach - 1, reach - 1)
      case .before: (reach - 1, 0)
      case .after: (0, reach - 1)
      }
    }
  }

  struct WindowCase {
    var kernel: (Int, Int)
    var stride: Stride
    var dilation: Stride
    var padding: Padding
    var isDense: Bool

    init(_ kernel: (Int, Int), stride: Int, dilation: Int, _ frame: Frame, isDense: Bool) {
      self.kernel = kernel
      self.isDense = isDense
      let isSquare = kernel.0 == kernel.1
      self.stride = Stride(height: isSquare ? stride : 4 - stride, width: stride)
      self.dilation = Stride(height: dilation, width: isSquare || stride > 1 ? dilation : 1)
      let (top, bottom) = frame.padding((kernel.0 - 1) * self.dilation.height + 1)
      let (left, right) = frame.padding((kernel.1 - 1) * self.dilation.width + 1)
      padding = Padding(top: top, left: left, bottom: bottom, right: right)
    }
  }

  /// All windows there are, in an order in which any stretch has something of everything.
  static let windows: [WindowCase] = {
    var cases: [WindowCase] = []
    for height in 1...8 {
      for width in 1...8 {
        for stride in 1...3 {
          for frame in Frame.allCases {
            for isDense in [false, true] {
              cases += [1, 2].map {
                WindowCase(
                  (height, width), stride: stride, dilation: $0, frame, isDense: isDense)
              }
            }
          }
        }
      }
    }
    // 1009 has no factor in common with their number.
    return cases.indices.map { cases[$0 * 1009 % cases.count] }
  }()

  private static let roundings = Rounding.allCases

  private static func options(
    _ dice: inout Dice, hasPixels: Bool
  ) -> PlanOptions {
    var options =
      hasPixels
      ? dice.pick(RandomNetworkTests.options)
      : dice.pick([PlanOptions(), PlanOptions(input: .rows), PlanOptions(input: .arena)])
    if !hasPixels { options.rings = .none }
    return options
  }

  private func expectOutputs(
    _ word: String, graphs: Int, hasPixels: Bool = true, target: Target = .generic,
    compiler: Compiler = .gcc, flags: [String] = Compiler.quicklyWatched,
    _ fill: (inout IntegerOps, Int) throws -> Void
  ) throws {
    var dice = Dice("options of \(word)")
    let models = try (0..<graphs).map { index in
      var ops = IntegerOps(name: "\(word) \(index)")
      try fill(&ops, index)
      return try Model(
        ops.graph, name: "net\(index)", Self.options(&dice, hasPixels: hasPixels),
        target: target)
    }
    try CodegenTests.expectOutputs(of: models, compiler: compiler, flags: flags)
  }

  @Test(
    .enabled(if: Compiler.gcc.exists, Compiler.gcc.absence),
    arguments: 0..<(isLongRun ? windows.count / 96 : 2))
  func windowsOfEveryForm(part: Int) throws {
    try expectOutputs("windows \(part)", graphs: 12) { ops, index in
      for place in 0..<Self.opsPerGraph {
        let window = Self.windows[(part * 12 + index) * Self.opsPerGraph + place]
        try ops.window(
          kernel: window.kernel, stride: window.stride, dilation: window.dilation,
          padding: window.padding, isDepthwise: !window.isDense)
      }
    }
  }

  /// Tiles of more sums than leave registers for all weights: windows of which parts lie outside, columns that lie
  /// apart, depths of some steps and of a few, panels of vectors of both lengths.
  @Test(arguments: Machine.ofIntegers)
  func fullTiles(_ machine: Machine) throws {
    for compiler in machine.compilers {
      try expectOutputs(
        "full tiles on \(machine.target.name)", graphs: 1, hasPixels: false, target: machine.target,
        compiler: compiler, flags: ["-O2"]
      ) { ops, _ in
        for (inputs, outputs, dilation) in [
          (16, 64, 1), (9, 120, 1), (16, 56, 4), (6, 64, 9), (24, 128, 9),
        ] {
          try ops.window(
            kernel: (3, 3), stride: Stride(), dilation: Stride(height: dilation, width: dilation),
            padding: Padding(top: dilation, left: dilation, bottom: dilation, right: dilation),
            isDepthwise: false, of: Shape(3, 7, inputs), outputs: outputs)
        }
        try ops.window(
          kernel: (1, 1), stride: Stride(), padding: Padding(), isDepthwise: false,
          of: Shape(2, 15, 44), outputs: 184)
      }
    }
  }

  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence), arguments: [false, true])
  func poolsOfEveryForm(isPadded: Bool) throws {
    let graphs = isLongRun ? 60 : 6
    var dice = Dice("pools \(isPadded)")
    try expectOutputs("pools \(isPadded)", graphs: graphs, hasPixels: !isPadded) { ops, _ in
      for place in 0..<Self.opsPerGraph {
        let window = dice.pick(Self.windows)
        try ops.pool(
          kernel: window.kernel, stride: window.stride, dilation: window.dilation,
          padding: isPadded ? window.padding : Padding(), isMax: place.isMultiple(of: 3))
      }
    }
  }

  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence))
  func matricesMeansAndSoftmax() throws {
    try expectOutputs("heads", graphs: isLongRun ? 60 : 6) { ops, index in
      for _ in 0..<3 { try ops.matrix() }
      for _ in 0..<3 { try ops.mean() }
      for _ in 0..<2 { try ops.softmax(index.isMultiple(of: 2) ? .double : .single) }
    }
  }

  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence))
  func elementByElement() throws {
    try expectOutputs("elements", graphs: isLongRun ? 90 : 9) { ops, index in
      try Self.fillWithElements(&ops, Self.roundings[index % 3])
    }
  }

  private static func fillWithElements(_ ops: inout IntegerOps, _ rounding: Rounding) throws {
    for function in [Activation.hardSwish, .hardSigmoid, .logistic, .relu6, nil] {
      try ops.activate(function, rounding)
    }
    for _ in 0..<2 {
      try ops.add(rounding)
      try ops.scale(rounding)
    }
    try ops.quantize(rounding)
    try ops.dequantize()
  }

  /// Graphs of windows, as rows and as pixels.
  static func windowModels(graphs: Int, from first: Int, target: Target) throws -> [Model] {
    var dice = Dice("options of windows on \(target.name)")
    return try (0..<graphs).map { index in
      var ops = IntegerOps(name: "windows \(index)")
      for place in 0..<opsPerGraph {
        let window = windows[(first + index) * opsPerGraph + place]
        try ops.window(
          kernel: window.kernel, stride: window.stride, dilation: window.dilation,
          padding: window.padding, isDepthwise: !window.isDense)
      }
      let options = Self.options(&dice, hasPixels: index.isMultiple(of: 2))
      return try Model(ops.graph, name: "net\(index)", options, target: target)
    }
  }

  /// Compilers may fuse products and sums of floats here: rounding to even must not notice.
  @Test(arguments: Machine.ofIntegers)
  func otherTargets(_ machine: Machine) throws {
    for compiler in machine.compilers {
      try expectOutputs(
        "\(machine.target.name)", graphs: isLongRun ? 40 : 6, target: machine.target,
        compiler: compiler, flags: ["-O2"]
      ) { ops, index in
        if index.isMultiple(of: 2) { return try Self.fillWithElements(&ops, .even) }
        for place in 0..<Self.opsPerGraph {
          let window = Self.windows[index * 31 + place]
          try ops.window(
            kernel: window.kernel, stride: window.stride, dilation: window.dilation,
            padding: window.padding, isDepthwise: !window.isDense)
        }
      }
    }
  }
}
