import IR

/// The integers of a kernel and of its bias.
struct IntegerWeights {
  /// Symmetric, a scale for each output.
  private(set) var values: [Int8]
  private(set) var scales: [Float]
  /// Of sums of products: the scale of the operand times that of the kernel.
  private(set) var bias: [Int32]

  /// Quantises a kernel and its bias.
  ///
  /// `mean` has the mean of each channel of the operand; what the rounding of the kernel does to an
  /// operand of these is taken off the bias (Nagel et al., ICCV 2019, section 4.2). Nil leaves it be.
  init(
    _ weight: Weight, bias biasWeight: Weight?, axes: KernelAxes, operand: Quantization,
    mean: [Double]?
  ) {
    let floats = weight.values
    let biases = biasWeight?.values.map(Double.init) ?? [Double](repeating: 0, count: axes.outputs)
    let scale = Double(operand.scale)
    let scales = zip(axes.largestMagnitudes(floats), biases).map { largest, bias in
      // A kernel of next to nothing would leave its bias no room in 32 bits.
      Float(max(Double(largest) / 127, abs(bias) / scale * 0x1p-30, 0x1p-60))
    }
    let values = floats.enumerated().map { element, value in
      let quotient = value / scales[axes.output(of: element)]
      return Int8(min(max(quotient.rounded(.toNearestOrAwayFromZero), -127), 127))
    }
    var exact = biases
    if let mean {
      for (element, value) in values.enumerated() {
        let output = axes.output(of: element)
        let error = Double(value) * Double(scales[output]) - Double(floats[element])
        exact[output] -= error * mean[axes.input(of: element)]
      }
    }
    bias = zip(exact, scales).map { bias, kernelScale in
      let quotient = bias / (scale * Double(kernelScale))
      return Int32(min(max(quotient.rounded(.toNearestOrAwayFromZero), -0x1p30), 0x1p30))
    }
    self.values = values
    self.scales = scales
  }
}
