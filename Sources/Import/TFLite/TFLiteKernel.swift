import IR

/// How the kernel of a convolution lies in the file and what it becomes.
///
/// Both forms of the file are grouped convolutions: DEPTHWISE_CONV_2D has as many groups as the
/// operand has channels. What fits neither of our ops is a dense kernel with zeros in it, as is a
/// dilated one.
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

  var fullHeight: Int { (height - 1) * dilation.height + 1 }
  var fullWidth: Int { (width - 1) * dilation.width + 1 }

  /// The shape of our weight.
  var shape: [Int] {
    (keepsChannelsApart ? [] : [outputs]) + [fullHeight, fullWidth, channels]
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
    let x = index / channels % fullWidth
    let y = index / channels / fullWidth % fullHeight
    guard y.isMultiple(of: dilation.height), x.isMultiple(of: dilation.width) else { return nil }
    let (tapY, tapX) = (y / dilation.height, x / dilation.width)
    let output = keepsChannelsApart ? channel : index / channels / fullWidth / fullHeight
    let group = output / (outputs / groups)
    let input = channel - group * inputs
    guard (0..<inputs).contains(input) else { return nil }
    return isDepthwise
      ? (tapY * width + tapX) * outputs + output
      : ((output * height + tapY) * width + tapX) * inputs + input
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
