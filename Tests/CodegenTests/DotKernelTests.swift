import IR
import Planning
import Targets
import TestSupport
import Testing

/// Kernels of dot products on their own machine: shapes that windows and networks of other tests do not have.
@Suite struct DotKernelTests {
  private static let channels = [8, 16, 24, 36, 128, 136, 160]

  /// Many channels, and rows that are cut into pieces.
  private func depthwise() throws -> Model {
    var ops = IntegerOps(name: "wide windows")
    ops.mayBeUnsigned = false
    for (index, channels) in Self.channels.enumerated() {
      let stride = 1 + index % 2
      for padding in [Padding(), Padding(top: 1, left: 1, bottom: 1, right: 1)] {
        try ops.window(
          kernel: (3, 3), stride: Stride(height: stride, width: stride), padding: padding,
          isDepthwise: true, of: Shape(4, channels > 100 ? 9 : 50, channels))
      }
    }
    return try Model(ops.graph, name: "depthwise", PlanOptions(), target: .cortexM55)
  }

  /// More vectors along the depth than there are functions for, more channels than a block has, and taps that
  /// lie apart.
  private func dense() throws -> Model {
    var ops = IntegerOps(name: "deep products")
    ops.mayBeUnsigned = false
    for (inputs, outputs) in [(16, 130), (40, 24), (112, 8), (272, 9), (300, 4), (384, 260)] {
      try ops.window(
        kernel: (1, 1), stride: Stride(height: 1, width: 1), padding: Padding(),
        isDepthwise: false, of: Shape(2, 3, inputs), outputs: outputs)
    }
    for dilation in [1, 2] {
      let padding = Padding(top: dilation, left: dilation, bottom: 1, right: 1)
      for isDepthwise in [false, true] {
        try ops.window(
          kernel: (3, 3), stride: Stride(), dilation: Stride(height: 2, width: dilation),
          padding: padding, isDepthwise: isDepthwise, of: Shape(6, 7, 16), outputs: 8)
      }
    }
    return try Model(ops.graph, name: "dense", PlanOptions(), target: .cortexM55)
  }

  @Test(.enabled(if: Machine.cortexM55.runs, Machine.cortexM55.absence))
  func wideAndDeep() throws {
    let models = try [depthwise(), dense()]
    for compiler in Machine.cortexM55.compilers {
      try expectOutputs(of: models, compiler: compiler, flags: ["-O2"])
    }
  }
}
