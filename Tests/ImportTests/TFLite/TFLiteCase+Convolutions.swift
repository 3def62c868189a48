import TestSupport

/// A window of CONV_2D or DEPTHWISE_CONV_2D, and what it moves over.
private struct Form {
  var size = [5, 4]
  var channels = 3
  var outputs = 4
  var kernel = [3, 3]
  var stride = [1, 1]
  var dilation = [1, 1]
  var isSame = true
  var activation = 0
  var hasBias = true
  var isPerChannel = true
  var zero = -5
  var groups = 1

  var resultSize: [Int] {
    (0..<2).map { axis in
      let kernel = (kernel[axis] - 1) * dilation[axis] + 1
      return isSame
        ? (size[axis] + stride[axis] - 1) / stride[axis]
        : (size[axis] - kernel) / stride[axis] + 1
    }
  }

  func fields(_ start: Int, _ activationField: Int) -> [Int: FlatValue] {
    [
      0: .byte(isSame ? 0 : 1), 1: .int(stride[1]), 2: .int(stride[0]),
      activationField: .byte(activation), start: .int(dilation[1]), start + 1: .int(dilation[0]),
    ]
  }

  func convolution(_ model: inout TinyTFLite) {
    let input = model.input([1] + size + [channels], zero: zero)
    let weights = model.weights(
      [outputs] + kernel + [channels / groups],
      axis: isPerChannel && model.numbers == .int8 ? 0 : nil)
    let bias = hasBias ? [model.bias(outputs)] : []
    let result = model.result("conv", [1] + resultSize + [outputs], range: 4, zero: 7)
    model.operation(3, [input, weights] + bias, result, (1, fields(4, 3)))
  }

  func depthwise(_ model: inout TinyTFLite) {
    let input = model.input([1] + size + [channels], zero: zero)
    let weights = model.weights(
      [1] + kernel + [outputs], axis: isPerChannel && model.numbers == .int8 ? 3 : nil)
    let bias = hasBias ? [model.bias(outputs)] : []
    let result = model.result("depthwise", [1] + resultSize + [outputs], range: 3, zero: -9)
    var fields = fields(5, 4)
    fields[3] = .int(outputs / channels)
    model.operation(4, [input, weights] + bias, result, (2, fields))
  }
}

/// What both kinds of convolutions come in.
private let forms: [(name: String, form: Form)] = [
  ("SAME", Form()),
  ("SAME, stride 2, even size, relu6", Form(size: [6, 4], stride: [2, 2], activation: 3)),
  ("SAME, stride 2, odd size, relu", Form(size: [5, 7], stride: [2, 2], activation: 1)),
  (
    "VALID, stride 3, relu_n1_to_1",
    Form(size: [8, 7], stride: [3, 3], isSame: false, activation: 2)
  ),
  ("1x1, no bias", Form(kernel: [1, 1], hasBias: false)),
  ("2x3, stride 1x2", Form(size: [4, 6], kernel: [2, 3], stride: [1, 2])),
  ("5x5 over 3x4", Form(size: [3, 4], kernel: [5, 5], stride: [2, 2])),
  ("VALID, dilation 2", Form(size: [6, 7], dilation: [2, 2], isSame: false)),
  ("SAME, dilation 2x1", Form(size: [6, 4], dilation: [2, 1])),
  ("SAME, dilation 3x6, further than the map", Form(size: [6, 5], dilation: [3, 6])),
  ("one scale for all", Form(isPerChannel: false)),
  ("zero point at the end", Form(size: [3, 3], zero: -128)),
]

extension TFLiteCase {
  static let convolutions =
    // CONV_2D of LiteRT is not without a bias.
    forms.flatMap { name, form in form.hasBias ? each("conv \(name)", form.convolution) : [] }
    + each("conv of one output", Form(size: [9, 9], outputs: 1, kernel: [1, 1]).convolution)
    + each(
      "conv in 2 groups", of: [.float, .int8],
      Form(channels: 4, outputs: 6, groups: 2).convolution)
    + each(
      "conv in a group for each channel", of: [.float, .int8],
      Form(channels: 4, groups: 4).convolution)
    + each(
      "conv SAME of an even kernel, dilation 2x3",
      Form(size: [6, 9], kernel: [4, 2], stride: [1, 1], dilation: [2, 3]).convolution)

  static let depthwise =
    forms.flatMap { name, form -> [TFLiteCase] in
      var form = form
      form.outputs = form.channels
      return each("depthwise \(name)", form.depthwise)
    }
    + each("depthwise of one channel, multiplier 4", Form(channels: 1).depthwise)
    + each("depthwise, multiplier 2", Form(outputs: 6, stride: [2, 2]).depthwise)
    + each(
      "depthwise, multiplier 3, dilation 2",
      Form(size: [6, 6], outputs: 9, dilation: [2, 2], isSame: false).depthwise)
}
