import Basics
import Formats
import IR

extension ONNXImporter {
  mutating func integerConv(_ n: ONNXNode, _ w: ONNXConstant, _ b: ONNXConstant?) throws(Rejection)
    -> Bool
  { false }
  mutating func integerMatrix(
    _ n: ONNXNode, _ p: MatrixProduct, _ w: ONNXConstant, _ b: ONNXConstant?
  ) throws(Rejection) -> Bool { false }
  mutating func integerSum(_ n: ONNXNode, _ a: ONNXMap, _ b: ONNXMap) throws(Rejection) -> Bool {
    false
  }
  mutating func integerScale(_ n: ONNXNode, _ a: String, _ b: String) throws(Rejection) -> Bool {
    false
  }
  mutating func integerAffine(
    _ n: ONNXNode, _ a: String, _ b: ONNXMap, factors: [Float], summands: [Float]
  ) throws(Rejection) -> Bool { false }
  mutating func integerSigmoid(_ n: ONNXNode, _ a: String) throws(Rejection) -> Bool { false }
  mutating func integerMean(
    _ n: ONNXNode, _ a: ONNXMap, _ x: FileAxes, _ op: (Requantization?) -> Op
  ) throws(Rejection) -> Bool { false }
  mutating func integerSoftmax(_ n: ONNXNode, _ a: ONNXMap) throws(Rejection) -> Bool { false }
  mutating func quantizeLinear(_ n: ONNXNode) throws(Rejection) { throw n.unsupported("integers") }
  mutating func dequantizeLinear(_ n: ONNXNode) throws(Rejection) {
    throw n.unsupported("integers")
  }
  mutating func qLinearConv(_ n: ONNXNode) throws(Rejection) { throw n.unsupported("integers") }
  mutating func qLinearMatMul(_ n: ONNXNode) throws(Rejection) { throw n.unsupported("integers") }
  mutating func qLinearAdd(_ n: ONNXNode) throws(Rejection) { throw n.unsupported("integers") }
  mutating func qLinearAveragePool(_ n: ONNXNode, _ k: ONNXOperator) throws(Rejection) {
    throw n.unsupported("integers")
  }
  mutating func qLinearSoftmax(_ n: ONNXNode) throws(Rejection) { throw n.unsupported("integers") }
  mutating func foldedQuantize(_ n: ONNXNode, _ c: ONNXConstant) throws(Rejection) -> ONNXConstant {
    throw n.unsupported("integers")
  }
  mutating func foldedDequantize(_ n: ONNXNode, _ c: ONNXConstant) throws(Rejection) -> ONNXConstant
  { throw n.unsupported("integers") }
  mutating func addIntegerInput(_ i: ONNXValue, isUnsigned: Bool, _ s: Shape, _ a: FileAxes)
    throws(Rejection)
  {}
}
