import Basics
import IR
import Import
import TestSupport
import Testing

@Suite struct StructureTests {
  @Test func buildsTheNetworkThatIsWritten() throws {
    var overrides = Overrides()
    overrides.dialect = .slim
    let text = try importSmall(overrides: overrides).graph.text()
    let weight = /(weight|bias|gamma|beta|mean|variance) = @[^,}]+(, )?/
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("  weight") }
      .map { $0.replacing(weight, with: "").replacing(/( \{|, )\}/, with: "") }
    #expect(lines.joined(separator: "\n") == Self.small)
  }

  /// SAME pads an even side after, an odd one on both sides; only slim's gate has slope 0.16667.
  static let small = """
    graph small {
      input %input : f32[9x12x3] {scale = 0.007843138, mean = [1.0, 1.0, 1.0], std = [1.0, 1.0, 1.0], crop = 0.875}
      %stem.conv = conv2d %input {stride = [2, 2], padding = [1, 0, 1, 1]} : f32[5x6x8]
      %stem.norm = batch_norm %stem.conv {epsilon = 0.001} : f32[5x6x8]
      %stem = activation %stem.norm {function = hard_swish} : f32[5x6x8]
      %block1.depthwise.conv = depthwise_conv2d %stem {stride = [2, 2], padding = [1, 0, 1, 1]} : f32[3x3x8]
      %block1.depthwise.norm = batch_norm %block1.depthwise.conv {epsilon = 0.001} : f32[3x3x8]
      %block1.depthwise = activation %block1.depthwise.norm {function = relu} : f32[3x3x8]
      %block1.pool = global_average_pool %block1.depthwise : f32[1x1x8]
      %block1.squeeze.conv = conv2d %block1.pool : f32[1x1x8]
      %block1.squeeze = activation %block1.squeeze.conv {function = relu} : f32[1x1x8]
      %block1.excite.conv = conv2d %block1.squeeze : f32[1x1x8]
      %block1.excite = activation %block1.excite.conv {function = hard_sigmoid(0.16667)} : f32[1x1x8]
      %block1.scale = channel_scale %block1.depthwise, %block1.excite : f32[3x3x8]
      %block1.project.conv = conv2d %block1.scale : f32[3x3x8]
      %block1.project = batch_norm %block1.project.conv {epsilon = 0.001} : f32[3x3x8]
      %block2.expand.conv = conv2d %block1.project : f32[3x3x24]
      %block2.expand.norm = batch_norm %block2.expand.conv {epsilon = 0.001} : f32[3x3x24]
      %block2.expand = activation %block2.expand.norm {function = hard_swish} : f32[3x3x24]
      %block2.depthwise.conv = depthwise_conv2d %block2.expand {padding = [2, 2, 2, 2]} : f32[3x3x24]
      %block2.depthwise.norm = batch_norm %block2.depthwise.conv {epsilon = 0.001} : f32[3x3x24]
      %block2.depthwise = activation %block2.depthwise.norm {function = hard_swish} : f32[3x3x24]
      %block2.project.conv = conv2d %block2.depthwise : f32[3x3x16]
      %block2.project = batch_norm %block2.project.conv {epsilon = 0.001} : f32[3x3x16]
      %block3.expand.conv = conv2d %block2.project : f32[3x3x32]
      %block3.expand.norm = batch_norm %block3.expand.conv {epsilon = 0.001} : f32[3x3x32]
      %block3.expand = activation %block3.expand.norm {function = hard_swish} : f32[3x3x32]
      %block3.depthwise.conv = depthwise_conv2d %block3.expand {padding = [1, 1, 1, 1]} : f32[3x3x32]
      %block3.depthwise.norm = batch_norm %block3.depthwise.conv {epsilon = 0.001} : f32[3x3x32]
      %block3.depthwise = activation %block3.depthwise.norm {function = hard_swish} : f32[3x3x32]
      %block3.pool = global_average_pool %block3.depthwise : f32[1x1x32]
      %block3.squeeze.conv = conv2d %block3.pool : f32[1x1x8]
      %block3.squeeze = activation %block3.squeeze.conv {function = relu} : f32[1x1x8]
      %block3.excite.conv = conv2d %block3.squeeze : f32[1x1x32]
      %block3.excite = activation %block3.excite.conv {function = hard_sigmoid(0.16667)} : f32[1x1x32]
      %block3.scale = channel_scale %block3.depthwise, %block3.excite : f32[3x3x32]
      %block3.project.conv = conv2d %block3.scale : f32[3x3x16]
      %block3.project = batch_norm %block3.project.conv {epsilon = 0.001} : f32[3x3x16]
      %block3.add = add %block3.project, %block2.project : f32[3x3x16]
      %head.conv.conv = conv2d %block3.add : f32[3x3x48]
      %head.conv.norm = batch_norm %head.conv.conv {epsilon = 0.001} : f32[3x3x48]
      %head.conv = activation %head.conv.norm {function = hard_swish} : f32[3x3x48]
      %head.pool = global_average_pool %head.conv : f32[1x1x48]
      %head.hidden.linear = fully_connected %head.pool : f32[1x1x64]
      %head.hidden = activation %head.hidden.linear {function = hard_swish} : f32[1x1x64]
      %logits = fully_connected %head.hidden : f32[1x1x5]
      output %logits
    }
    """

  @Test func everyNodeKnowsItsRow() throws {
    let graph = try importSmall().graph
    let origins = Dictionary(
      uniqueKeysWithValues: graph.order.map { (graph.name(of: $0), graph.nodes[$0].origin) })
    #expect(origins["stem"]?.description == "small.json:8:11: stem")
    #expect(origins["block3.add"]?.description == "small.json:12:5: blocks[2]")
    #expect(origins["head.pool"]?.description == "small.json:14:11: head")
    #expect(origins["logits"]?.description == "small.json:6:14: classes")
  }

  /// Top, left, bottom, right of the stem, whose kernel is 3 and whose stride is 2.
  @Test(arguments: [
    ("v1", Dialect.timm, 224, [1, 1, 1, 1]), ("v1", .timm, 225, [1, 1, 1, 1]),
    ("v1", .keras, 224, [0, 0, 1, 1]), ("v1", .keras, 225, [0, 0, 1, 1]),
    ("v1", .slim, 224, [0, 0, 1, 1]), ("v1", .slim, 225, [1, 1, 1, 1]),
    ("v2", .torchvision, 224, [1, 1, 1, 1]), ("v2", .keras, 224, [0, 0, 1, 1]),
    ("v2", .keras, 225, [1, 1, 1, 1]), ("v3-small", .slimAll, 224, [0, 0, 1, 1]),
  ])
  func padsAsTheDialectDoes(
    definition: String, dialect: Dialect, resolution: Int, expected: [Int]
  ) throws {
    let padding = try padding(of: "stem.conv", definition, dialect, resolution)
    #expect(padding == expected)
  }

  /// A kernel of 5 with stride 2, over 56 rows and over 57.
  @Test func padsALargerKernel() throws {
    let name = "block4.depthwise.conv"
    #expect(try padding(of: name, "v3-large", .keras, 224) == [1, 1, 2, 2])
    #expect(try padding(of: name, "v3-large", .keras, 225) == [2, 2, 2, 2])
    #expect(try padding(of: name, "v3-large", .torchvision, 224) == [2, 2, 2, 2])
  }

  private func padding(
    of name: String, _ definition: String, _ dialect: Dialect, _ resolution: Int
  ) throws -> [Int] {
    let graph = try importGraph(
      definition, width: 0.25, resolution: resolution, dialect: dialect)
    let node = try #require(graph.order.first { graph.name(of: $0) == name })
    let value = graph.nodes[node].op.payload.printedAttributes.first { $0.name == "padding" }
    guard case .integers(let padding) = value?.value else { return [0, 0, 0, 0] }
    return padding
  }

  /// Repeated blocks, the first of which has the stride, and no residual where V1 has none.
  @Test func countsBlocksOverAllRepetitions() throws {
    let v2 = try importGraph("v2", width: 0.35, resolution: 32)
    let adds = v2.order.map { v2.name(of: $0) }.filter { $0.hasSuffix(".add") }
    #expect(adds == [3, 5, 6, 8, 9, 10, 12, 13, 15, 16].map { "block\($0).add" })
    let v1 = try importGraph("v1", width: 0.25, resolution: 32)
    #expect(!v1.order.contains { v1.name(of: $0).hasSuffix(".add") })
    #expect(v1.order.contains { v1.name(of: $0) == "block13.project" })
  }

  @Test func theTextFormKeepsTheGraph() throws {
    let text = try importGraph("v3-small", width: 0.35, resolution: 32).text()
    #expect(try parseGraph(Array(text.utf8), file: "t.mnir").text() == text)
  }

  /// Channels of the stem and of the first block, 32 and 64 at width 1.
  @Test(arguments: [
    (Dialect.keras, 0.35, [11, 22]), (.slim, 0.35, [11, 22]), (.timm, 0.35, [16, 24]),
    (.keras, 0.1, [3, 6]), (.slim, 0.1, [8, 8]), (.slimAll, 0.1, [8, 8]), (.timm, 0.1, [8, 8]),
  ])
  func roundsV1AsTheDialectDoes(dialect: Dialect, width: Double, expected: [Int]) throws {
    let graph = try importGraph("v1", width: width, resolution: 32, dialect: dialect)
    let channels = ["stem", "block1.project"].map { name in
      graph.order.first { graph.name(of: $0) == name }
        .map { graph.shape(of: graph.nodes[$0].result).channels }
    }
    #expect(channels == expected)
  }
}
