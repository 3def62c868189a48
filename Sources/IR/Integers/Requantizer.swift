/// Turns the 32-bit sums of an op into its integers, one factor for each output channel or for all.
package struct Requantizer: Hashable, Sendable {
  package let rounding: Rounding
  /// Of the fixed-point roundings; empty else.
  package let fixedPoint: [FixedPointFactor]
  /// Of rounding to even; empty else.
  package let floats: [Float]
  package private(set) var zeroPoint: Int
  package private(set) var bounds: ClosedRange<Int>

  /// For sums of products of an operand and a weight.
  ///
  /// TFLite multiplies the scales of a whole tensor as floats and those of channels as doubles
  /// (kernel_util: GetQuantizedConvolutionMultipler, PopulateConvolutionQuantizationParams).
  package init(
    _ output: Requantization, of operand: Quantization, with weight: WeightQuantization,
    bounds: ClosedRange<Int>
  ) {
    rounding = output.rounding
    zeroPoint = output.result.zeroPoint
    self.bounds = bounds
    if rounding == .even {
      fixedPoint = []
      floats = weight.scales.map { operand.scale * $0 / output.result.scale }
    } else if !weight.isPerChannel {
      floats = []
      fixedPoint = [
        FixedPointFactor(Double(operand.scale * weight.scales[0]) / Double(output.result.scale))
      ]
    } else {
      floats = []
      fixedPoint = weight.scales.map {
        FixedPointFactor(Double(operand.scale) * Double($0) / Double(output.result.scale))
      }
    }
  }

  /// For numbers of one known factor.
  package init(
    _ output: Requantization, factor: Double, bounds: ClosedRange<Int> = ElementType.i8Range
  ) {
    rounding = output.rounding
    zeroPoint = output.result.zeroPoint
    self.bounds = bounds
    fixedPoint = rounding == .even ? [] : [FixedPointFactor(factor)]
    floats = rounding == .even ? [Float(factor)] : []
  }

  /// For products of two maps: the factor is made of 32-bit floats (TFLite's kernels/mul.cc).
  init(productOf left: Quantization, _ right: Quantization, _ output: Requantization) {
    self.init(output, factor: Double(left.scale * right.scale / output.result.scale))
  }

  /// For a factor that is a fixed-point number already.
  init(_ output: Requantization, _ factor: FixedPointFactor) {
    rounding = output.rounding
    zeroPoint = output.result.zeroPoint
    bounds = ElementType.i8Range
    fixedPoint = [factor]
    floats = []
  }

  /// The same with integers that are each 128 more, and so have no signs.
  package var raised: Requantizer {
    var raised = self
    raised.zeroPoint += 128
    raised.bounds = bounds.lowerBound + 128...bounds.upperBound + 128
    return raised
  }

  /// Whether the factors are numbers.
  var isLegal: Bool { floats.allSatisfy(\.isFinite) }

  /// The integer of a sum.
  package func callAsFunction(_ sum: Int32, channel: Int = 0) -> Int {
    let scaled: Int =
      switch rounding {
      case .double: Int(fixedPoint[fixedPoint.count == 1 ? 0 : channel].roundedTwice(sum))
      case .single: Int(fixedPoint[fixedPoint.count == 1 ? 0 : channel].roundedOnce(sum))
      case .even:
        // Far beyond every integer, and within what Int takes.
        Int(
          min(max(Float(sum) * floats[floats.count == 1 ? 0 : channel], -0x1p40), 0x1p40)
            .rounded(.toNearestOrEven))
      }
    return min(max(scaled + zeroPoint, bounds.lowerBound), bounds.upperBound)
  }
}
