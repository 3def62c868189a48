import IR
import Targets
import TestSupport
import Testing

/// Rows that a kernel makes of those it reads, with what is outside of the image around them.
@Suite struct RaisedRowsTests {
  struct Case {
    var map: (Int, Int)
    var channels: Int
    var kernel: (Int, Int)
    var stride = 1
    var padding = Padding()
    /// Whether what is left of rows is in fours of several rows.
    var joins: Bool

    func graph() throws -> Graph {
      var b = GraphBuilder(name: "net")
      let image = b.input("image", Shape(map.0, map.1, channels))
      let step = Stride(height: stride, width: stride)
      b.graph.addOutput(
        try b.conv(image, "stem", outputs: 24, kernel: kernel, stride: step, padding: padding))
      return b.graph
    }
  }

  private static let around = Padding(top: 1, left: 1, bottom: 1, right: 1)
  private static let further = Padding(top: 3, left: 2, bottom: 4, right: 4)

  static let cases = [
    // Stems of MobileNets, with the padding of PyTorch and of TensorFlow.
    Case(map: (17, 32), channels: 3, kernel: (3, 3), stride: 2, padding: around, joins: true),
    Case(
      map: (16, 48), channels: 3, kernel: (3, 3), stride: 2,
      padding: Padding(bottom: 1, right: 1), joins: true),
    Case(map: (5, 9), channels: 3, kernel: (3, 3), joins: true),
    // One left of each of five rows, two of each of two, seven rows of one, three of each of three.
    Case(map: (4, 21), channels: 1, kernel: (5, 5), padding: further, joins: true),
    Case(map: (6, 7), channels: 2, kernel: (2, 3), padding: around, joins: true),
    Case(map: (9, 26), channels: 3, kernel: (7, 7), stride: 3, padding: further, joins: true),
    Case(map: (4, 11), channels: 5, kernel: (3, 3), padding: around, joins: false),
    // Nothing left, a single row, a single column, strides that leave pixels out.
    Case(map: (4, 6), channels: 4, kernel: (3, 3), padding: around, joins: false),
    Case(
      map: (3, 12), channels: 3, kernel: (1, 5), padding: Padding(left: 4, right: 3), joins: false),
    Case(
      map: (12, 3), channels: 1, kernel: (5, 1), padding: Padding(top: 3, bottom: 4), joins: true),
    Case(map: (11, 14), channels: 3, kernel: (3, 3), stride: 5, padding: around, joins: true),
    // Maps smaller than their windows, some of which see nothing but what is outside.
    Case(map: (1, 1), channels: 3, kernel: (3, 3), padding: around, joins: true),
    Case(
      map: (2, 1), channels: 3, kernel: (3, 3),
      padding: Padding(top: 2, left: 2, bottom: 2, right: 2), joins: true),
  ]

  private static func model(_ number: Int, _ target: Target) throws -> Model? {
    for seed in 0..<40 {
      var dice = Dice("raised rows \(number) \(seed)")
      let graph = try quantized(cases[number].graph(), &dice)
      let model = try Model(graph, name: "net\(number)", target: target)
      if model.text.contains("int8_t raised[") { return model }
    }
    return nil
  }

  @Test(.enabled(if: Machine.x86v4VNNI.runs, Machine.x86v4VNNI.absence))
  func computeWhatTheReferenceSays() throws {
    let machine = Machine.x86v4VNNI
    let models = try Self.cases.indices.compactMap { try Self.model($0, machine.target) }
    try #require(models.count == Self.cases.count)
    for (model, network) in zip(models, Self.cases) {
      #expect(model.text.contains("quad_of(unsigned_of(raised[") == network.joins)
      #expect(!model.text.contains("int32_t a0["))
    }
    for compiler in machine.compilers {
      let flags = ["-O1"] + (compiler.hasSanitizers ? Compiler.sanitizers : [])
      try expectOutputs(of: models, compiler: compiler, flags: flags)
    }
  }
}
