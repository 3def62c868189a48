import Basics
import Formats
import IR

/// How the kernel of an ONNX convolution, [outputs, inputs of a group, height, width], becomes one of
/// ours: groups as a dense kernel with zeros.
struct ConvolutionKernel {
  let outputs: Int
  let groups: Int
  let inputsOfGroup: Int
  let height: Int
  let width: Int
  let dilation: Stride

  /// Whether each channel has one kernel of its own.
  var isDepthwise: Bool { groups > 1 && inputsOfGroup == 1 && outputs == groups }
  /// From the first tap to the last.
  var reach: Stride {
    Stride(
      height: (height - 1) * dilation.height + 1, width: (width - 1) * dilation.width + 1)
  }

  /// [outputs, height, width, inputs], or [height, width, channels] of a depthwise one.
  var shape: [Int] {
    isDepthwise
      ? [height, width, outputs]
      : [outputs, height, width, inputsOfGroup * groups]
  }

  /// The elements in our order.
  func arranged<Element>(_ elements: [Element], zero: Element) -> [Element] {
    let inputs = inputsOfGroup * groups
    var result = Array(repeating: zero, count: shape.reduce(1, *))
    var source = 0
    for output in 0..<outputs {
      let first = output / (outputs / groups) * inputsOfGroup
      for input in 0..<inputsOfGroup {
        for y in 0..<height {
          for x in 0..<width {
            let place =
              isDepthwise
              ? (y * width + x) * outputs + output
              : ((output * height + y) * width + x) * inputs + first + input
            result[place] = elements[source]
            source += 1
          }
        }
      }
    }
    return result
  }
}

extension ONNXImporter {
  /// The kernel of a convolution over so many channels.
  mutating func kernel(
    _ node: ONNXNode, _ weight: ONNXConstant, channels: Int
  ) throws(Rejection) -> ConvolutionKernel {
    guard (3...4).contains(weight.shape.count) else {
      throw node.unsupported(
        "its weight has \(weight.shape.count) axes, expected the 4 of a convolution over height and"
          + " width, or 3")
    }
    // One of one dimension has one row.
    let spatial = weight.shape.count - 2
    let shape =
      spatial == 1 ? [weight.shape[0], weight.shape[1], 1, weight.shape[2]] : weight.shape
    guard shape.allSatisfy({ $0 > 0 }) else {
      throw node.damaged("onnx.weight", "has a weight of \(shape), expected no empty one")
    }
    let groups = try node.integer("group", or: 1)
    guard groups > 0, shape[0] % groups == 0, channels % groups == 0,
      shape[1] == channels / groups
    else {
      throw node.damaged(
        "onnx.weight",
        "has a weight of \(shape) in \(groups) groups, which does not fit \(channels) channels")
    }
    if let said = try node.integers("kernel_shape"), said != Array(weight.shape[2...]) {
      throw node.damaged(
        "onnx.weight", "says a kernel_shape of \(said), its weight has \(Array(weight.shape[2...]))"
      )
    }
    let dilations = try node.spatial("dilations", spatial) ?? [1, 1]
    guard dilations.count == 2, dilations.allSatisfy({ (1...1024).contains($0) }),
      zip(shape[2...], dilations).allSatisfy({ $0 <= 1024 && ($0 - 1) * $1 < 1024 })
    else {
      throw node.unsupported("its kernel spans more than 1024 pixels, dilations \(dilations)")
    }
    let kernel = ConvolutionKernel(
      outputs: shape[0], groups: groups, inputsOfGroup: shape[1], height: shape[2],
      width: shape[3], dilation: Stride(height: dilations[0], width: dilations[1]))
    try spend(boundedCount(kernel.shape), node)
    if groups > 1, !kernel.isDepthwise {
      note(
        "onnx.groups", node.origin,
        "a convolution in \(groups) groups becomes a dense one, its other weights zeros")
    }
    return kernel
  }
}
