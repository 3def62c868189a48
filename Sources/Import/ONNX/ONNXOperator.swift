import Formats

/// The operators that are read.
enum ONNXOperator: String, CaseIterable {
  case add = "Add"
  case averagePool = "AveragePool"
  case batchNormalization = "BatchNormalization"
  case cast = "Cast"
  case castLike = "CastLike"
  case clip = "Clip"
  case concat = "Concat"
  case constant = "Constant"
  case constantOfShape = "ConstantOfShape"
  case conv = "Conv"
  case dequantizeLinear = "DequantizeLinear"
  case div = "Div"
  case dropout = "Dropout"
  case exp = "Exp"
  case expand = "Expand"
  case flatten = "Flatten"
  case gather = "Gather"
  case gemm = "Gemm"
  case globalAveragePool = "GlobalAveragePool"
  case hardSigmoid = "HardSigmoid"
  case hardSwish = "HardSwish"
  case identity = "Identity"
  case matMul = "MatMul"
  case max = "Max"
  case maxPool = "MaxPool"
  case min = "Min"
  case mul = "Mul"
  case neg = "Neg"
  case pad = "Pad"
  case quantizeLinear = "QuantizeLinear"
  case reduceMean = "ReduceMean"
  case relu = "Relu"
  case reshape = "Reshape"
  case shape = "Shape"
  case sigmoid = "Sigmoid"
  case slice = "Slice"
  case softmax = "Softmax"
  case sqrt = "Sqrt"
  case squeeze = "Squeeze"
  case sub = "Sub"
  case transpose = "Transpose"
  case unsqueeze = "Unsqueeze"
  case qLinearConv = "QLinearConv"
  case qLinearMatMul = "QLinearMatMul"
  case qGemm = "com.microsoft.QGemm"
  case qLinearAdd = "com.microsoft.QLinearAdd"
  case qLinearMul = "com.microsoft.QLinearMul"
  case qLinearSigmoid = "com.microsoft.QLinearSigmoid"
  case qLinearAveragePool = "com.microsoft.QLinearAveragePool"
  case qLinearGlobalAveragePool = "com.microsoft.QLinearGlobalAveragePool"
  case qLinearSoftmax = "com.microsoft.QLinearSoftmax"

  init?(_ node: ONNXNode) {
    // Exporters of integers have their own domain for the two that turn floats into them.
    let name = node.operatorName
    let usual = ["com.microsoft.QuantizeLinear", "com.microsoft.DequantizeLinear"]
    self.init(rawValue: usual.contains(name) ? node.operatorType : name)
  }
}
