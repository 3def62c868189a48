/// The attributes of an operator, as the type of table gives them that the file has for them.
///
/// The file may pair an operator with a table of another; who reads an operator asks for its own.
package enum TFLiteOptions: Sendable, Hashable {
  /// No table, or one that has no fields (those of pads, transposes and conversions).
  case none
  case conv2D(TFLiteConvolution)
  case depthwiseConv2D(TFLiteDepthwiseConvolution)
  case pool2D(TFLitePool)
  case fullyConnected(TFLiteFullyConnected)
  case softmax(beta: Float)
  case concatenation(axis: Int, activation: TFLiteActivation)
  /// Of ADD; the scales of 16-bit operands are powers of two if `powerOfTwo`.
  case add(activation: TFLiteActivation, powerOfTwo: Bool)
  /// Of SUB, likewise.
  case sub(activation: TFLiteActivation, powerOfTwo: Bool)
  case mul(activation: TFLiteActivation)
  case resizeBilinear(TFLiteResize)
  case resizeNearestNeighbor(TFLiteResize)
  /// The shape is nil where only the second operand gives it.
  case reshape(shape: [Int]?)
  case reducer(keepsDimensions: Bool)
  case squeeze(dimensions: [Int])
  case stridedSlice(TFLiteStridedSlice)
  case shape(type: TFLiteElementType)
  case pack(count: Int, axis: Int)
  /// Of an operator that is not read: the number of the table's type in its union.
  case other(Int)
}

/// How a window meets the border; the raw values are those of the file, as in all that follow.
package enum TFLitePadding: Int, CaseIterable, Sendable { case same, valid }

/// The function that an operator ends with.
package enum TFLiteActivation: Int, CaseIterable, Sendable {
  case none, relu, reluN1To1, relu6, tanh, signBit
}

/// The attributes of CONV_2D.
package struct TFLiteConvolution: Sendable, Hashable {
  package let padding: TFLitePadding
  package let strideHeight: Int
  package let strideWidth: Int
  package let dilationHeight: Int
  package let dilationWidth: Int
  package let activation: TFLiteActivation
  /// Of the bias where activations have 16 bits; float32 where the file does not say.
  package let biasType: TFLiteElementType
}

/// The attributes of DEPTHWISE_CONV_2D.
package struct TFLiteDepthwiseConvolution: Sendable, Hashable {
  package let padding: TFLitePadding
  package let strideHeight: Int
  package let strideWidth: Int
  package let dilationHeight: Int
  package let dilationWidth: Int
  /// Results of each input channel; 0 in files that leave it to the shape of the weights.
  package let multiplier: Int
  package let activation: TFLiteActivation
}

/// The attributes of AVERAGE_POOL_2D and MAX_POOL_2D.
package struct TFLitePool: Sendable, Hashable {
  package let padding: TFLitePadding
  package let strideHeight: Int
  package let strideWidth: Int
  package let height: Int
  package let width: Int
  package let activation: TFLiteActivation
}

/// The attributes of FULLY_CONNECTED.
package struct TFLiteFullyConnected: Sendable, Hashable {
  package let activation: TFLiteActivation
  package let weightsFormat: WeightsFormat
  /// Whether the result keeps the leading dimensions of the operand.
  package let keepsDimensions: Bool
  /// Of hybrid operators: whether they quantise their operand with a zero point.
  package let quantizesAsymmetrically: Bool
  package let biasType: TFLiteElementType

  package enum WeightsFormat: Int, CaseIterable, Sendable { case plain, shuffled4x16 }
}

/// The attributes of RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR.
package struct TFLiteResize: Sendable, Hashable {
  package let alignsCorners: Bool
  package let hasHalfPixelCenters: Bool
}

/// The attributes of STRIDED_SLICE: sets of axes, a bit each.
package struct TFLiteStridedSlice: Sendable, Hashable {
  package let beginMask: Int
  package let endMask: Int
  package let ellipsisMask: Int
  package let newAxisMask: Int
  package let shrinkAxisMask: Int
  /// Whether the ends are counted from the begins.
  package let endsAreOffsets: Bool
}
