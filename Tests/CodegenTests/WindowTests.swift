import IR
import Planning
import TestSupport
import Testing

/// The kernels with windows at every kernel, stride and padding, some dilations, around the sizes of
/// their tiles.
@Suite struct WindowTests {
  struct Axis: Hashable {
    let kernel: Int
    let stride: Int
    let before: Int
    let after: Int
    var dilation = 1

    var reach: Int { (kernel - 1) * dilation + 1 }

    func fits(_ extent: Int) -> Bool {
      extent + before + after >= reach && extent >= dilation
    }
  }

  /// All kernels up to 7, strides up to 3, zeros before; zeros behind are all in a long run, else
  /// none, the most there can be, and one number between.
  static let axes = near + dilated

  private static let near: [Axis] = (1...7).flatMap { kernel in
    (1...3).flatMap { stride in
      (0..<kernel).flatMap { before in
        let afters =
          isLongRun ? Set(0..<kernel) : [0, kernel - 1, (3 * before + stride) % kernel]
        return afters.sorted().map {
          Axis(kernel: kernel, stride: stride, before: before, after: $0)
        }
      }
    }
  }

  /// Taps that lie apart: as far as the most pixels of a tile and further.
  private static let dilated: [Axis] = [2, 3, 5].flatMap { kernel in
    [2, 3, 4].flatMap { dilation in
      [1, 2].flatMap { stride in
        let reach = (kernel - 1) * dilation + 1
        return [0, reach / 2, reach - 1].map {
          Axis(
            kernel: kernel, stride: stride, before: $0, after: reach - 1 - $0, dilation: dilation)
        }
      }
    }
  }

  /// Widths around the tile of 7 pixels and below all kernels, input channels around 16.
  static let inputs: [Shape] = [
    Shape(4, 1, 5), Shape(3, 2, 16), Shape(7, 3, 1), Shape(5, 6, 17), Shape(6, 7, 3),
    Shape(1, 8, 2), Shape(8, 14, 15), Shape(7, 15, 1),
  ]

  /// One graph with a convolution of each kind for every window of its columns.
  private func graph(_ index: Int, _ shape: Shape, isDepthwise: Bool) throws -> Graph {
    var dice = Dice("windows \(index)")
    var b = GraphBuilder(name: "windows\(index)")
    let x = b.input("x", shape)
    // Every sixth window on each input, each on one or two of them; the rows have windows of their own.
    let rows = Self.axes.filter { $0.fits(shape.height) }
    let columns = Self.axes.enumerated().filter { $0.element.fits(shape.width) }
      .filter { isLongRun || $0.offset % 6 == index % 6 }.map(\.element)
    for (number, column) in columns.enumerated() {
      let row = rows[(number * 7 + index) % rows.count]
      let activation: Activation? = dice.pick([nil, nil, .relu, .relu6, .hardSwish])
      let kernel = (row.kernel, column.kernel)
      let stride = Stride(height: row.stride, width: column.stride)
      let dilation = Stride(height: row.dilation, width: column.dilation)
      let padding = Padding(
        top: row.before, left: column.before, bottom: row.after, right: column.after)
      b.graph.addOutput(
        try isDepthwise
          ? b.depthwise(
            x, "y\(number)", kernel: kernel, stride: stride, dilation: dilation,
            padding: padding, hasBias: dice.once(in: 2), activation)
          : b.conv(
            x, "y\(number)", outputs: 1 + (number + index) % 17, kernel: kernel, stride: stride,
            dilation: dilation, padding: padding, hasBias: dice.once(in: 2), activation))
    }
    return b.graph
  }

  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence), arguments: inputs.indices)
  func computeWhatTheReferenceSays(index: Int) throws {
    let models = try [false, true].map { isDepthwise in
      try Model(
        graph(index, Self.inputs[index], isDepthwise: isDepthwise),
        name: isDepthwise ? "depthwise" : "dense")
    }
    // Optimisation is for the random networks; here there is much code that runs once.
    try expectOutputs(of: models, flags: ["-O0"] + Compiler.sanitizers)
  }

  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence), arguments: [0, 4])
  func planarInputs(index: Int) throws {
    let models = try [false, true].map { isDepthwise in
      try Model(
        graph(index, Self.inputs[index], isDepthwise: isDepthwise),
        name: isDepthwise ? "depthwise" : "dense", PlanOptions(inputLayout: .nchw))
    }
    try expectOutputs(of: models, flags: ["-O0"] + Compiler.sanitizers)
  }

  /// Input and output channels around the tile of 16, depthwise blocks likewise.
  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence))
  func channelsAroundTheTile() throws {
    let counts = Array(1...17) + [31, 32, 33]
    let models = try counts.map { channels in
      var b = GraphBuilder(name: "channels\(channels)")
      let x = b.input("x", Shape(3, 8, channels))
      let same = Padding(top: 1, left: 1, bottom: 1, right: 1)
      let y = try b.conv(x, "dense", outputs: channels, kernel: (3, 3), padding: same)
      let z = try b.depthwise(y, "depthwise", kernel: (3, 3), padding: same, .relu)
      let pixel = try b.pool(z, "pool")
      b.graph.addOutput(y)
      b.graph.addOutput(z)
      b.graph.addOutput(try b.fullyConnected(pixel, "matrix", outputs: 2 * channels + 1))
      return try Model(b.graph, name: "channels\(channels)")
    }
    try expectOutputs(of: models)
  }
}
