import Basics
import Formats
import IR

extension TFLiteImporter {
  /// Adds what an operator computes, or why that cannot be.
  mutating func add(_ operation: TFLiteOperator) throws(Rejection) {
    guard let builtin = operation.code.builtin else {
      throw unsupported(operation, "there is no such operator here")
    }
    guard operation.outputs.count == 1 else {
      throw malformed(operation, "expected one result, found \(operation.outputs.count)")
    }
    switch builtin {
    case .conv2D: try addConvolution(operation)
    case .depthwiseConv2D: try addDepthwiseConvolution(operation)
    case .fullyConnected: try addFullyConnected(operation)
    case .averagePool2D: try addAveragePool(operation)
    case .maxPool2D: try addMaxPool(operation)
    case .mean: try addMean(operation)
    case .add: try addSum(operation)
    case .sub: try addDifference(operation)
    case .mul: try addProduct(operation)
    case .relu: try addActivation(.relu, operation)
    case .reluN1To1: try addActivation(.clamp(low: -1, high: 1), operation)
    case .relu6: try addActivation(.relu6, operation)
    case .hardSwish: try addActivation(.hardSwish, operation)
    case .logistic: try addActivation(.logistic, operation)
    case .softmax: try addSoftmax(operation)
    case .quantize: try addQuantize(operation)
    case .dequantize: try addDequantize(operation)
    case .pad, .padV2: try addPad(operation)
    case .spaceToBatchND: try addSpaceToBatch(operation)
    case .batchToSpaceND: try addBatchToSpace(operation)
    case .reshape: try addReshape(operation)
    case .squeeze: try addSqueeze(operation)
    case .transpose: try addTranspose(operation)
    case .shape: try foldShape(operation)
    case .stridedSlice: try addStridedSlice(operation)
    case .pack: try foldPack(operation)
    case .concatenation: try addConcatenation(operation)
    case .resizeBilinear: try addResizeBilinear(operation)
    case .resizeNearestNeighbor: try addResizeNearest(operation)
    }
  }
}
