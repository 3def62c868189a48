import IR
import Planning
import Targets
import TestSupport
import Testing

/// Channels that fill half of a vector, whose lanes share the depth between them.
@Suite struct HalfPanelTests {
  /// Two pointwise convolutions, the first of integers with signs.
  struct Case {
    var map = (5, 12)
    var inputs: Int
    var channels: Int
    var outputs: Int
    var stride = 1

    func graph() throws -> Graph {
      var b = GraphBuilder(name: "net")
      let image = b.input("image", Shape(map.0, map.1, inputs))
      let step = Stride(height: stride, width: stride)
      let first = try b.conv(
        image, "first", outputs: channels, kernel: (1, 1), stride: step, .relu6)
      b.graph.addOutput(try b.conv(first, "second", outputs: outputs))
      return b.graph
    }
  }

  /// Nothing but a half and halves behind other panels; steps that are written out and a loop of them; one pair
  /// of pixels, a tile of them, several and a rest.
  static let cases = [
    Case(inputs: 8, channels: 8, outputs: 8), Case(inputs: 16, channels: 24, outputs: 40),
    Case(map: (3, 2), inputs: 24, channels: 72, outputs: 24),
    Case(map: (2, 22), inputs: 8, channels: 40, outputs: 88),
    Case(map: (9, 20), inputs: 40, channels: 24, outputs: 136, stride: 2),
    Case(map: (4, 46), inputs: 72, channels: 16, outputs: 200),
  ]

  private static func isHalf(_ model: Model) -> Bool {
    model.text.contains("i32x16_sums_of_two(a0, a1)")
  }

  private static func model(_ number: Int, _ target: Target) throws -> Model? {
    for seed in 0..<40 {
      var dice = Dice("half \(number) \(seed)")
      let graph = try quantized(cases[number].graph(), &dice)
      let model = try Model(graph, name: "net\(number)", target: target)
      if isHalf(model) { return model }
    }
    return nil
  }

  @Test(.enabled(if: Machine.x86v4VNNI.runs, Machine.x86v4VNNI.absence))
  func computeWhatTheReferenceSays() throws {
    let machine = Machine.x86v4VNNI
    let models = try Self.cases.indices.compactMap { try Self.model($0, machine.target) }
    #expect(models.count == Self.cases.count)
    for compiler in machine.compilers {
      let flags = ["-O1"] + (compiler.hasSanitizers ? Compiler.sanitizers : [])
      try expectOutputs(of: models, compiler: compiler, flags: flags)
    }
  }

  /// Of pixels that are no pairs, of a depth that is not shared by two, and of channels that fill a vector there
  /// are none; of all of those that have vectors, none is left to the compiler.
  @Test(arguments: [
    (Case(map: (5, 7), inputs: 16, channels: 24, outputs: 24), 0),
    (Case(inputs: 12, channels: 24, outputs: 16), 0),
    (Case(inputs: 12, channels: 16, outputs: 24), 1),
    (Case(inputs: 16, channels: 32, outputs: 32), 0),
  ])
  func areWhereTheyCanBe(_ network: Case, count: Int) throws {
    for seed in 0..<4 {
      var dice = Dice("half or whole \(seed)")
      let model = try Model(
        quantized(network.graph(), &dice), name: "net", target: .x86v4VNNI)
      let code = model.text
      let sums = code.components(separatedBy: "i32x16_sums_of_two(a0, a1)").count - 1
      #expect(sums <= count)
      #expect(!code.contains("int32_t a0["))
    }
  }
}
