import IR

/// How the kernel of a convolution lies in the file and what it becomes.
///
/// Both forms of the file are grouped convolutions: DEPTHWISE_CONV_2D has as many groups as the
/// operand has channels. What fits neither of our ops is a dense kernel with zeros in it.
struct TFLiteKernel: Hashable {
  /// In the file: [1, height, width, outputs], else [outputs, height, width, inputs of a group].
  var isDepthwise: Bool
  var height: Int
  var width: Int
  var outputs: Int
  /// Of each group.
  var inputs: Int
  /// Of the operand.
  var channels: Int
  var dilation: Stride

  var groups: Int { channels / inputs }

  /// Whether it becomes a `DepthwiseConv2D`.
  var keepsChannelsApart: Bool {
    inputs == 1 && outputs == channels && (isDepthwise || channels > 1)
  }

  /// From the first tap to the last.
  var reach: Stride {
    Stride(
      height: (height - 1) * dilation.height + 1, width: (width - 1) * dilation.width + 1)
  }

  /// The shape of our weight.
  var shape: [Int] {
    (keepsChannelsApart ? [] : [outputs]) + [height, width, channels]
  }

  /// How many of our elements are not in the file; nil if they are past counting.
  var addedZeros: Int? {
    guard let ours = product(of: shape), let theirs = product(of: [height, width, outputs, inputs])
    else { return nil }
    return ours - theirs
  }

  /// Whether elements lie in the file as they do in ours.
  var isAsInFile: Bool { addedZeros == 0 && isDepthwise == keepsChannelsApart }

  /// Where in the file an element of ours is, nil for a zero.
  func source(of index: Int) -> Int? {
    let channel = index % channels
    let x = index / channels % width
    let y = index / channels / width % height
    let output = keepsChannelsApart ? channel : index / channels / width / height
    let group = output / (outputs / groups)
    let input = channel - group * inputs
    guard (0..<inputs).contains(input) else { return nil }
    return isDepthwise
      ? (y * width + x) * outputs + output
      : ((output * height + y) * width + x) * inputs + input
  }
}

extension Weight.Elements {
  /// The elements that `source` says, `zero` where it says none.
  func gathered(count: Int, zero: Int8, from source: (Int) -> Int?) -> Weight.Elements {
    switch self {
    case .floats(let values): .floats((0..<count).map { source($0).map { values[$0] } ?? 0 })
    case .int8s(let values): .int8s((0..<count).map { source($0).map { values[$0] } ?? zero })
    case .int32s(let values): .int32s((0..<count).map { source($0).map { values[$0] } ?? 0 })
    }
  }
}

/// The product of some extents, nil if it is no `Int`.
func product(of extents: [Int]) -> Int? {
  var result = 1
  for extent in extents {
    let (product, overflow) = result.multipliedReportingOverflow(by: extent)
    if overflow { return nil }
    result = product
  }
  return result
}
