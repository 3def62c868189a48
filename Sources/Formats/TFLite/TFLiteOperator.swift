import Basics

/// One operator of a subgraph.
package struct TFLiteOperator: Sendable {
  package let code: TFLiteOperatorCode
  /// Indices of the subgraph's tensors, nil for an input that is left out.
  package let inputs: [Int?]
  package let outputs: [Int]
  package let options: TFLiteOptions
  /// The bytes of a custom operator's options.
  package let customOptions: Range<Int>?
  /// Such as `subgraphs[0].operators[3]`.
  package let origin: Origin
}

/// Which function an operator is.
package struct TFLiteOperatorCode: Sendable, Hashable {
  /// The number of the function in the schema, 32 for a custom one.
  package let number: Int
  /// The name of a custom function.
  package let customName: String?
  /// Grows where a function learns more types or options.
  package let version: Int

  package init(number: Int, customName: String?, version: Int) {
    self.number = number
    self.customName = customName
    self.version = version
  }

  /// The function, if it is one that belongs to a MobileNet.
  package var builtin: TFLiteBuiltin? { TFLiteBuiltin(rawValue: number) }

  /// The name in the schema, or the custom one.
  package var name: String {
    if let customName { return escaped(customName) }
    return number < tfliteOperatorNames.count ? tfliteOperatorNames[number] : "operator \(number)"
  }
}

/// The functions of MobileNets and their heads; the raw values are those of the file.
package enum TFLiteBuiltin: Int, CaseIterable, Sendable {
  case add = 0
  case averagePool2D = 1
  case concatenation = 2
  case conv2D = 3
  case depthwiseConv2D = 4
  case dequantize = 6
  case fullyConnected = 9
  case logistic = 14
  case maxPool2D = 17
  case mul = 18
  case relu = 19
  case reluN1To1 = 20
  case relu6 = 21
  case reshape = 22
  case resizeBilinear = 23
  case softmax = 25
  case pad = 34
  case batchToSpaceND = 37
  case spaceToBatchND = 38
  case transpose = 39
  case mean = 40
  case sub = 41
  case squeeze = 43
  case stridedSlice = 45
  case padV2 = 60
  case shape = 77
  case pack = 83
  case resizeNearestNeighbor = 97
  case quantize = 114
  case hardSwish = 117
}
