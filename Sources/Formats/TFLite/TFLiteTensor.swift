import Basics

/// One tensor of a subgraph: an activation, or a constant if it has data.
package struct TFLiteTensor: Sendable {
  package let name: String
  /// What the file says, in which a negative extent is possible.
  package let shape: [Int]
  /// The shape with -1 for extents that are set at run time, if the file gives it.
  package let shapeSignature: [Int]?
  package let type: TFLiteElementType
  /// An index of `TFLiteModel.buffers`; 0 is that of no data.
  package let buffer: Int
  package let quantization: TFLiteQuantization?
  /// Whether it keeps its value from one run to the next.
  package let isVariable: Bool
  /// Whether its data leaves out zeros.
  package let isSparse: Bool
  /// Whether its data is in another file.
  package let isExternal: Bool
  /// Such as `subgraphs[0].tensors[12]`.
  package let origin: Origin
}

/// How the integers of a tensor stand for real numbers: `scale * (integer - zeroPoint)`.
///
/// Nothing is checked here: converters leave empty tables and only minima and maxima behind.
package struct TFLiteQuantization: Sendable, Hashable {
  /// One, or one for each index of `dimension`; none if the tensor is not quantised.
  package let scales: [Float]
  package let zeroPoints: [Int]
  /// The axis that `scales` go along.
  package let dimension: Int
  /// The range that was seen in training, for a converter's own use.
  package let minimum: [Float]
  package let maximum: [Float]
  /// The form, where it is another one than that of `scales` and `zeroPoints`.
  package let otherForm: Form?

  package enum Form: Int, CaseIterable, Sendable {
    case custom = 1
    case blockwise, multiAxis
  }
}
