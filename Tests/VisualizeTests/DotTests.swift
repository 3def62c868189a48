import Foundation
import IR
import Testing

@testable import Visualize

@Suite struct DotTests {
  @Test func aTinyGraphInFull() throws {
    let graph = try parseGraph(
      Array(
        """
        graph tiny {
          weight @s : f32[4x3x3x3] = seeded conv "stem.weight"
          weight @d : f32[3x3x4] = seeded depthwise "dw.weight"
          input %image : f32[8x8x3]
          %stem = conv2d %image {weight = @s, stride = [2, 2], padding = [1, 1, 1, 1], activation = relu6} : f32[4x4x4]
          %block0.depthwise = depthwise_conv2d %stem {weight = @d, padding = [1, 1, 1, 1]} : f32[4x4x4]
          %block0.add = add %stem, %block0.depthwise : f32[4x4x4]
          output %block0.add
        }
        """.utf8), file: "tiny.mnir")
    #expect(
      dot(of: graph) == ##"""
        digraph "tiny" {
          graph [label="tiny\n3 ops, 2.3 K MAC, 144 parameters", labelloc=t, fontname="Helvetica", fontsize=16, rankdir=TB, newrank=true, nodesep=0.2, ranksep=0.25, bgcolor=white]
          node [shape=box, style="filled,rounded", fontname="Helvetica", fontsize=11, margin="0.12,0.05", color="#333333"]
          edge [fontname="Helvetica", fontsize=9, fontcolor="#444444", color="#333333", arrowsize=0.7]
          input0 [label="image\nf32[8x8x3]", shape=oval, style=filled, fillcolor="#FFFFFF", fontcolor="#000000", tooltip="image"]
          n0 [label="stem\n3x3 conv /2, relu6\n1.7 K MAC", fillcolor="#0072B2", fontcolor="#FFFFFF", tooltip="stem: 3x3 conv /2, relu6, 4x4x4, 1,728 MAC, 108 parameters"]
          subgraph "cluster_block1" {
            graph [label="block0", labeljust=l, fontsize=12, peripheries=1, style="filled,rounded", fillcolor="#F4F4F4", color="#AAAAAA"]
            n1 [label="depthwise\n3x3 depthwise\n576 MAC", fillcolor="#E69F00", fontcolor="#000000", tooltip="block0.depthwise: 3x3 depthwise, 4x4x4, 576 MAC, 36 parameters"]
            n2 [label="add", fillcolor="#D55E00", fontcolor="#000000", tooltip="block0.add: add, 4x4x4, 0 MAC, 0 parameters"]
          }
          output0 [label="output\nf32[4x4x4]", shape=oval, style=filled, fillcolor="#DDDDDD", fontcolor="#000000", tooltip="output"]
          input0 -> n0 [label=" 8x8x3", weight=10, tooltip="image: f32[8x8x3]"]
          n0 -> n1 [label=" 4x4x4", weight=10, tooltip="stem: f32[4x4x4]"]
          n0 -> n2 [label=" 4x4x4", style=dashed, weight=0, tooltip="stem: f32[4x4x4]"]
          n1 -> n2 [label=" 4x4x4", weight=10, tooltip="block0.depthwise: f32[4x4x4]"]
          n2 -> output0 [label=" 4x4x4", weight=10, tooltip="block0.add: f32[4x4x4]"]
        }

        """##)
  }

  @Test func aDeepNetworkIsAPageOfColumns() throws {
    let text = dot(of: try Networks.mobileNetV2(fused: true))
    #expect(text.contains("cluster_column5") && !text.contains("cluster_column6"))
    // Ten residual connections, of which some may begin in the column before.
    #expect(text.split(separator: "\n").count { $0.contains("style=dashed") } == 10)
    #expect(text.contains(#"label="project\n1x1 conv\n10.8 M MAC""#))
  }

  @Test func aGraphWithoutOpsIsAPicture() throws {
    var graph = Graph(name: "nothing")
    graph.addOutput(graph.addInput("x", TensorType(.f32, Shape(1, 1, 1))))
    #expect(dot(of: graph).contains("input0 -> output0"))
    #expect(try XMLText(render(graph, as: .svg)) != nil)
  }

  @Test func aValueThatIsReadTwiceIsDrawnTwice() throws {
    var builder = NetworkBuilder(name: "twice", fused: true)
    let x = builder.graph.addInput("x", TensorType(.f32, Shape(2, 2, 1)))
    builder.graph.addOutput(try builder.append(.add(Add()), [x, x], "sum"))
    let edges = dot(of: builder.graph).split(separator: "\n").filter {
      $0.contains("input0 -> n0")
    }
    #expect(edges.count == 2 && edges.count { $0.contains("dashed") } == 1)
  }
}

@Suite struct DrawnKindTests {
  @Test func everyKindHasAColourOfItsOwn() {
    let looks = DrawnKind.allCases.map(\.look) + [BufferOwner.workSpace]
    #expect(Set(looks.map(\.fill)).count == looks.count)
    #expect(Set(looks.map(\.name)).count == looks.count)
  }

  /// The contrast that WCAG 2.1 asks of text, success criterion 1.4.3.
  @Test(arguments: DrawnKind.allCases)
  func everyLabelReadsOnItsColour(kind: DrawnKind) throws {
    let light = try luminance(kind.look.fill) + 0.05
    let dark = try luminance(kind.look.text) + 0.05
    #expect(max(light, dark) / min(light, dark) >= 4.5)
  }

  @Test func everyOpIsDrawn() throws {
    let network = try Networks.mobileNetV2(fused: false)
    var kinds = Set(
      network.order.map { DrawnKind(network.nodes[$0].op, network.weights) })
    kinds.insert(DrawnKind(.channelScale(ChannelScale()), network.weights))
    kinds.insert(DrawnKind(.concatenate(Concatenate()), network.weights))
    #expect(kinds.union([.input, .output]) == Set(DrawnKind.allCases))
    // Convolutions have two kinds; ops that came later share those of ops that are like them.
    let shared: Set = [
      "average_pool2d", "max_pool2d", "softmax", "quantize", "dequantize", "subtract", "multiply",
      "rearrange", "resize_nearest", "resize_bilinear",
    ]
    #expect(kinds.count == OpKind.all.count - shared.count + 1)
  }

  @Test func theDocumentationListsEveryColour() throws {
    let page = try String(contentsOfFile: repository + "/docs/pictures.md", encoding: .utf8)
    for look in DrawnKind.allCases.map(\.look) {
      #expect(page.contains("| \(look.name) | ") && page.contains("| `\(look.fill)` |"))
    }
  }

  private var repository: String {
    #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
  }

  private func luminance(_ color: String) throws -> Double {
    let number = try #require(Int(color.dropFirst(), radix: 16))
    let channels = [number >> 16, number >> 8 & 255, number & 255].map { value in
      let share = Double(value) / 255
      return share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }
}
