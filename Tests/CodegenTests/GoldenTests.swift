import Basics
import Codegen
import IR
import Kernels
import Planning
import Targets
import TestSupport
import Testing

/// The text of generated C and Swift, small enough to be read.
@Suite struct GoldenTests {
  private static let same = Padding(top: 1, left: 1, bottom: 1, right: 1)

  /// The kernel of the last op that makes a row on its last slice.
  private func lastKernel(
    _ options: PlanOptions = PlanOptions(), _ build: (inout GraphBuilder) throws -> ValueID
  ) throws -> any Kernel {
    var b = GraphBuilder(name: "kernel")
    b.graph.addOutput(try build(&b))
    let plan = try plan(b.graph, target: .generic, options: options)
    let region = try #require(plan.schedule.regions.last)
    let stage = try #require(region.stages.last)
    let pass = SlicePass(
      channels: region.slices?.last, isFirst: region.slices == nil, isLast: true)
    return plan.kernel(for: stage, on: pass, target: .generic).kernel
  }

  private func swift(_ kernel: any Kernel) -> String {
    var writer = CodeWriter()
    SwiftPrinter.print(kernel: kernel.function(for: .generic), to: &writer)
    return writer.text
  }

  private func text(_ kernel: any Kernel) -> String {
    var writer = CodeWriter()
    CPrinter.print(kernel.function(for: .generic), to: &writer)
    return writer.text
  }

  @Test func denseRow() throws {
    let kernel = try lastKernel {
      let x = $0.input("x", Shape(4, 4, 3))
      return try $0.conv(x, "y", outputs: 5, kernel: (3, 3), padding: Self.same, .relu6)
    }
    try expectGolden("conv-row.c", text(kernel))
    try expectGolden("conv-row.swift.txt", swift(kernel))
  }

  @Test func planarRow() throws {
    let kernel = try lastKernel(PlanOptions(inputLayout: .nchw)) {
      let x = $0.input("x", Shape(4, 4, 3))
      return try $0.conv(x, "y", outputs: 5, kernel: (3, 3), padding: Self.same, .relu6)
    }
    try expectGolden("planar-conv-row.c", text(kernel))
  }

  @Test func partialSums() throws {
    let kernel = try lastKernel(PlanOptions(ways: .atMost(2))) {
      let x = $0.input("x", Shape(14, 14, 8))
      let expanded = try $0.conv(x, "expand", outputs: 32, .relu6)
      let y = try $0.depthwise(expanded, "depthwise", kernel: (3, 3), padding: Self.same, .relu6)
      return try $0.conv(y, "project", outputs: 8)
    }
    try expectGolden("partial-sums-row.c", text(kernel))
    try expectGolden("partial-sums-row.swift.txt", swift(kernel))
  }

  @Test func depthwiseRow() throws {
    let kernel = try lastKernel {
      let x = $0.input("x", Shape(5, 5, 3))
      let two = Stride(height: 2, width: 2)
      return try $0.depthwise(
        x, "y", kernel: (3, 3), stride: two, padding: Self.same, .hardSwish)
    }
    try expectGolden("depthwise-row.c", text(kernel))
    try expectGolden("depthwise-row.swift.txt", swift(kernel))
  }

  /// Vectors of all lengths, and lanes that fill none.
  @Test(arguments: [Target.x86v4, Target.aarch64])
  func vectors(_ target: Target) throws {
    var b = GraphBuilder(name: "vectors")
    let x = b.input("image", Shape(2, 1, 2))
    b.graph.addOutput(try b.conv(x, "expand", outputs: 29, .hardSwish))
    let model = try Model(b.graph, name: "vectors", target: target)
    let source = model.text
    #expect(source.split(separator: "\n").count <= 250)
    try expectGolden("vectors-\(target.name).c", source)
  }

  @Test func wholeModel() throws {
    var b = GraphBuilder(name: "golden")
    var x = b.input("image", Shape(4, 4, 1))
    let two = Stride(height: 2, width: 2)
    x = try b.conv(x, "stem", outputs: 2, kernel: (2, 2), stride: two, .relu)
    b.graph.addOutput(try b.pool(x, "pool"))
    let model = try Model(b.graph, name: "golden")
    let source = model.text
    #expect(source.split(separator: "\n").count <= 150)
    try expectGolden("model.c", source)
    try expectGolden("model.swift.txt", String(decoding: model.swift().source, as: UTF8.self))
    try expectGolden("model.h", String(decoding: model.code.header, as: UTF8.self))
  }

  /// The arena is read as floats and as integers.
  @Test func floatsBetweenIntegers() throws {
    let integers = Requantization(Quantization(scale: 0.1, zeroPoint: 3), .even)
    var b = GraphBuilder(name: "mixed")
    var x = b.graph.addInput("image", TensorType(Shape(2, 2, 2), integers.result))
    var bent = ActivationOp()
    (bent.function, bent.output) = (.relu, integers)
    x = try b.append(.activation(bent), [x], "bent")
    x = try b.append(.dequantize(Dequantize()), [x], "floats")
    x = try b.conv(x, "conv", outputs: 2, .relu)
    var quantize = Quantize()
    quantize.output = integers
    b.graph.addOutput(try b.append(.quantize(quantize), [x], "integers"))
    let model = try Model(b.graph, name: "mixed")
    let source = model.text
    #expect(source.split(separator: "\n").count <= 200)
    try expectGolden("mixed-model.c", source)
  }

  /// Equal names are equal kernels: bounds that differ in a sign only have names of their own.
  @Test func namesTellActivationsApart() throws {
    let bounds: [Float] = [
      -.infinity, -1e16, -1e-16, -1, -0.5, 0, 1e-16, 0.5, 1, 1.5, 6, 15, 1e16, 1e20, .infinity,
    ]
    var names: Set<String> = []
    var count = 0
    for low in bounds {
      for high in bounds where low <= high {
        let kernel = try lastKernel {
          let x = $0.input("x", Shape(1, 1, 1))
          return try $0.activate(x, "y", .clamp(low: low, high: high))
        }
        names.insert(kernel.name)
        count += 1
        #expect(CName.identifier(kernel.name) == kernel.name)
      }
    }
    #expect(names.count == count)
  }
}
