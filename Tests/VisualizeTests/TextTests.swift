import Basics
import IR
import Testing

@testable import Visualize

@Suite struct TextTests {
  @Test func countsAreInPowersOfAThousand() {
    let expected = [
      (0, "0"), (999, "999"), (1000, "1.0 K"), (10_838_016, "10.8 M"), (999_949, "999.9 K"),
      (999_950, "1.0 M"), (5_700_000_000, "5.7 G"),
    ]
    for (count, text) in expected { #expect(decimal(count) == text) }
  }

  @Test func numbersLookTheSameEverywhere() {
    #expect(fixed(-0.26, 1) == "-0.3" && fixed(2, 2) == "2.00" && fixed(0.049, 1) == "0.0")
    #expect(fixed(-0.04, 1) == "0.0" && fixed(7.5, 0) == "8")
    #expect(pixels(12) == "12" && pixels(12.34) == "12.3")
    #expect(grouped(1_204_224) == "1,204,224" && grouped(12) == "12" && grouped(-1000) == "-1,000")
    #expect(binary(1000) == "1000 bytes" && binary(1_204_224) == "1176.0 KiB")
  }

  @Test func namesAreShownOnOneLine() {
    #expect(shown("a\nb\u{0}") == "a\\nb\\u{0}" && shown("") == "\"\"")
    #expect(shortened("0123456789", to: 5) == "01…89" && shortened("01234", to: 5) == "01234")
    #expect(xmlEscaped("<a b='\"&\"'>") == "&lt;a b=&#39;&quot;&amp;&quot;&#39;&gt;")
    #expect(dotString("a\"b\\", "<&>") == #""a\"b\\\n<&amp;>""#)
  }

  @Test func opsHaveTheirFieldTerms() throws {
    var builder = NetworkBuilder(name: "terms", fused: true)
    var conv = Conv2D()
    conv.weight = builder.weight("w", [4, 5, 3, 2])
    conv.stride = Stride(height: 2, width: 1)
    conv.activation = .hardSwish
    #expect(fieldTerms(.conv2D(conv), builder.graph.weights) == "5x3 conv /2x1, hard_swish")
    var relu = ActivationOp()
    #expect(fieldTerms(.activation(relu), builder.graph.weights) == "requantise")
    relu.function = .relu
    #expect(fieldTerms(.activation(relu), builder.graph.weights) == "relu")
  }
}

@Suite struct BlocksTests {
  @Test func theNameBeforeTheFirstDotIsTheBlock() throws {
    var builder = NetworkBuilder(name: "blocks", fused: true)
    var x = builder.graph.addInput("x", TensorType(.f32, Shape(2, 2, 1)))
    let names = ["stem.conv", "stem", "alone", ".a", "b.", "block.a.conv", "other.a", "block.b"]
    var relu = ActivationOp()
    relu.function = .relu
    for name in names {
      x = try builder.append(.activation(relu), [x], name)
    }
    let found = blocks(of: builder.graph)
    #expect(found.map(\.name) == ["stem", nil, nil, nil, "block", "other"])
    #expect(found.map(\.nodes.count) == [2, 1, 1, 1, 2, 1])
    #expect(name("block.a.conv", inside: found[4]) == "a.conv")
    #expect(name("stem", inside: found[0]) == "stem")
  }
}

@Suite struct ColumnsTests {
  @Test func fewBlocksShareOneColumn() {
    #expect(columns(ofBlocksWith: []) == [0..<0])
    #expect(columns(ofBlocksWith: [1, 4, 4]) == [0..<3])
  }

  @Test func manyBlocksAreSpreadEvenly() {
    let cut = columns(ofBlocksWith: Array(repeating: 4, count: 18))
    #expect(cut == [0..<3, 3..<6, 6..<9, 9..<12, 12..<15, 15..<18])
  }

  @Test func everyBlockIsInOneColumn() {
    for counts in [[40, 1, 1], [1, 1, 40], [100], Array(repeating: 1, count: 300)] {
      let cut = columns(ofBlocksWith: counts)
      #expect(cut.flatMap { Array($0) } == Array(counts.indices))
      #expect(cut.allSatisfy { !$0.isEmpty })
    }
  }
}
