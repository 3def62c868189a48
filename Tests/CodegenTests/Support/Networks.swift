import IR
import TestSupport

/// Networks of a few ops, for what needs no large ones.
enum Networks {
  private static let same = Padding(top: 1, left: 1, bottom: 1, right: 1)
  private static let two = Stride(height: 2, width: 2)

  /// A stem, an inverted residual block with its sum, and a head in the manner of MobileNetV2.
  static func tinyV2(name: String = "tiny_v2") throws -> Graph {
    var b = GraphBuilder(name: name)
    var x = b.input("image", Shape(9, 11, 3))
    x = try b.conv(x, "stem", outputs: 8, kernel: (3, 3), stride: two, padding: same, .relu6)
    let skip = x
    x = try b.conv(x, "expand", outputs: 48, .relu6)
    x = try b.depthwise(x, "depthwise", kernel: (3, 3), padding: same, .relu6)
    x = try b.conv(x, "project", outputs: 8)
    x = try b.add(x, skip, "residual")
    x = try b.pool(x, "pool")
    b.graph.addOutput(try b.fullyConnected(x, "classifier", outputs: 10))
    return b.graph
  }

  /// A block with squeeze-excite and the hard functions in the manner of MobileNetV3.
  static func tinyV3(name: String = "tiny_v3") throws -> Graph {
    var b = GraphBuilder(name: name)
    var x = b.input("image", Shape(10, 10, 3))
    x = try b.conv(x, "stem", outputs: 16, kernel: (3, 3), stride: two, padding: same, .hardSwish)
    x = try b.conv(x, "expand", outputs: 40, .hardSwish)
    let wide = Padding(top: 2, left: 2, bottom: 2, right: 2)
    x = try b.depthwise(x, "depthwise", kernel: (5, 5), stride: two, padding: wide, .hardSwish)
    x = try b.squeezeExcite(x, "gate", squeezed: 8)
    x = try b.conv(x, "project", outputs: 16)
    x = try b.pool(x, "pool")
    x = try b.fullyConnected(x, "hidden", outputs: 24, .hardSwish)
    b.graph.addOutput(try b.fullyConnected(x, "classifier", outputs: 10))
    return b.graph
  }

  /// A block that is narrow at both ends and wide between them, over a map of some size.
  static func narrow(stride: Int, name: String = "narrow") throws -> Graph {
    var b = GraphBuilder(name: name)
    var x = b.input("image", Shape(18, 20, 3))
    x = try b.conv(x, "stem", outputs: 4, kernel: (3, 3), padding: same, .relu6)
    x = try b.conv(x, "expand", outputs: 48, .relu6)
    x = try b.depthwise(
      x, "depthwise", kernel: (3, 3), stride: Stride(height: stride, width: stride),
      padding: same, .relu6)
    x = try b.conv(x, "project", outputs: 4)
    x = try b.pool(x, "pool")
    b.graph.addOutput(try b.fullyConnected(x, "classifier", outputs: 10))
    return b.graph
  }

  /// Nothing but sums and means: no weights, and with one op not even an arena.
  static func weightless(ops: Int) throws -> Graph {
    var b = GraphBuilder(name: "weightless")
    let left = b.input("left", Shape(3, 4, 5))
    let right = b.input("right", Shape(3, 4, 5))
    var x = try b.add(left, right, "sum")
    if ops > 1 { x = try b.pool(x, "mean") }
    b.graph.addOutput(x)
    return b.graph
  }

  /// An image of many channels, read by a depthwise convolution, a mean and a sum.
  static func wideImage(name: String = "wide_image") throws -> Graph {
    var b = GraphBuilder(name: name)
    let image = b.input("image", Shape(6, 7, 21))
    let x = try b.depthwise(image, "depthwise", kernel: (3, 3), padding: same, .relu6)
    b.graph.addOutput(try b.pool(image, "mean"))
    b.graph.addOutput(try b.add(image, x, "sum"))
    return b.graph
  }

  /// The logistic function in all kernels that have it, pools, one of which may count pixels inside of
  /// the image only, and softmax over the pixels of a map.
  static func gatesAndShares(reachesOutside: Bool) throws -> Graph {
    var b = GraphBuilder(name: "gates_and_shares")
    let image = b.input("image", Shape(9, 8, 5))
    var x = try b.conv(image, "stem", outputs: 37, kernel: (3, 3), padding: same, .logistic)
    x = try b.depthwise(x, "depthwise", kernel: (3, 3), padding: same, .logistic)
    var most = MaxPool2D()
    (most.kernel, most.stride, most.padding) = (Stride(height: 3, width: 3), two, same)
    x = try b.append(.maxPool2D(most), [x], "most")
    x = try b.activate(x, "gate", .logistic)
    var mean = AveragePool2D()
    mean.kernel = Stride(height: 2, width: 3)
    if reachesOutside { mean.padding = Padding(top: 1, left: 1, bottom: 0, right: 2) }
    x = try b.append(.averagePool2D(mean), [x], "mean")
    x = try b.conv(x, "narrow", outputs: 6)
    var shares = Softmax()
    shares.beta = 0.5
    b.graph.addOutput(try b.append(.softmax(shares), [x], "shares"))
    b.graph.addOutput(try b.append(.softmax(Softmax()), [image], "shares of the image"))
    return b.graph
  }

  /// Every name in it is hostile to comments, literals or identifiers.
  static func hostile() throws -> Graph {
    var b = GraphBuilder(name: "*/ int x; /* \"??/\n \u{0} größe 漢字??/")
    var x = b.input("in*/put \\", Shape(5, 5, 3))
    x = try b.conv(x, "a/b", outputs: 16, kernel: (3, 3), padding: same, .relu)
    x = try b.conv(x, "a_b", outputs: 48, .clamp(low: -1e-16, high: 1e16))
    x = try b.depthwise(x, "a-b??/", kernel: (3, 3), padding: same, .clamp(low: -1e16, high: 1e-16))
    x = try b.conv(x, "漢漢/", outputs: 16)
    x = try b.activate(x, "ends in \\", .clamp(low: -.infinity, high: .infinity))
    let long = String(repeating: "a very long name ", count: 20)
    x = try b.activate(x, long, .clamp(low: -.infinity, high: 3))
    x = try b.pool(x, "\"quoted\" /* // *")
    b.graph.addOutput(try b.fullyConnected(x, "int", outputs: 3))
    return b.graph
  }

  /// A network as one on integers.
  static func integers(of graph: Graph, name: String) throws -> Model {
    var dice = Dice("integers of \(graph.name)")
    return try Model(quantized(graph, &dice), name: name)
  }
}
