import Basics
import Formats
import Testing

/// Real models, counted by the Python package onnx 1.23.2 and summed by numpy.
@Suite(.enabled(if: hasSharedFolder, "no folder of shared models"))
struct ONNXSharedModelsTests {
  struct Expectation: Sendable, CustomTestStringConvertible {
    let file: String
    let irVersion: Int
    let operatorSets: [String: Int]
    let producer: String
    /// By operator, with its domain if that is not ONNX's own.
    let nodes: [String: Int]
    let initializers: [String: Int]
    /// Tensors that are values of attributes.
    let attributeTensors: [String: Int]
    /// The sum of the magnitudes of all elements of all tensors.
    let sum: Double

    var testDescription: String { file }
  }

  @Test(arguments: expectations)
  func hasWhatOnnxCounts(expected: Expectation) throws {
    let path = "\(sharedFolder)/models/\(expected.file)"
    let model = try readONNX(try readFile(path), file: path)
    #expect(isONNX(try readFile(path)))
    #expect(model.irVersion == expected.irVersion)
    #expect(
      model.operatorSets.reduce(into: [:]) { $0[$1.domain] = $1.version } == expected.operatorSets)
    #expect("\(model.producerName) \(model.producerVersion)" == expected.producer)
    let nodes = model.graph.nodes.map {
      $0.domain.isEmpty ? $0.operatorType : "\($0.domain):\($0.operatorType)"
    }
    #expect(counts(nodes) == expected.nodes)

    let initializers = model.graph.initializers
    #expect(counts(initializers.map(\.elementType.description)) == expected.initializers)
    let attributeTensors = model.graph.nodes.flatMap(\.attributes).compactMap { attribute in
      if case .tensor(let tensor) = attribute.value { tensor } else { nil }
    }
    #expect(counts(attributeTensors.map(\.elementType.description)) == expected.attributeTensors)
    let sum = try (initializers + attributeTensors).reduce(0) { try $0 + magnitude(of: $1) }
    #expect(abs(sum - expected.sum) < 1e-9 * expected.sum)
  }

  private func counts(_ names: [String]) -> [String: Int] {
    names.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  private func magnitude(of tensor: ONNXTensor) throws -> Double {
    switch tensor.elementType {
    case .float, .double, .float16, .bfloat16, .other:
      try tensor.floats().reduce(0) { $0 + Double($1.magnitude) }
    case .int64, .int32, .int16, .int8, .uint8, .bool:
      try tensor.integers().reduce(0) { $0 + Double($1.magnitude) }
    }
  }
}

private let expectations: [ONNXSharedModelsTests.Expectation] = [
  .init(
    file: "emx_micro_kws_m_static_fp32.onnx", irVersion: 8,
    operatorSets: ["": 15, "ai.onnx.ml": 2], producer: "tf2onnx 1.16.1 15c810",
    nodes: [
      "Add": 3, "AveragePool": 2, "Conv": 3, "MatMul": 3, "MaxPool": 1, "Relu": 5, "Reshape": 2,
      "Softmax": 1, "Transpose": 1,
    ],
    initializers: ["float": 12, "int64": 2], attributeTensors: [:], sum: 3364.939714859999),
  .init(
    file: "emx_micro_kws_m_static_qdq.onnx", irVersion: 8,
    operatorSets: ["": 15, "ai.onnx.ml": 2], producer: "onnx.quantize 0.1.0",
    nodes: [
      "Add": 3, "AveragePool": 2, "Conv": 3, "DequantizeLinear": 28, "MatMul": 3, "MaxPool": 1,
      "QuantizeLinear": 16, "Reshape": 2, "Softmax": 1, "Transpose": 1,
    ],
    initializers: ["int8": 29, "float": 23, "int32": 6, "int64": 2], attributeTensors: [:],
    sum: 629131.4168632468),
  .init(
    file: "emx_micro_kws_m_static_qoperator.onnx", irVersion: 8,
    operatorSets: ["": 15, "ai.onnx.ml": 2, "com.microsoft": 1], producer: "onnx.quantize 0.1.0",
    nodes: [
      "DequantizeLinear": 2, "MaxPool": 1, "QLinearConv": 3, "QLinearMatMul": 3,
      "QuantizeLinear": 2, "Reshape": 2, "Transpose": 1, "com.microsoft:QLinearAdd": 3,
      "com.microsoft:QLinearAveragePool": 2, "com.microsoft:QLinearSoftmax": 1,
    ],
    initializers: ["int8": 32, "float": 23, "int32": 3, "int64": 2], attributeTensors: [:],
    sum: 633089.4806509297),
  .init(
    file: "rapidocr_ch_ppocr_mobile_v2.0_cls_infer.onnx", irVersion: 7, operatorSets: ["": 11],
    producer: "PaddlePaddle ",
    nodes: [
      "Add": 44, "BatchNormalization": 35, "Cast": 3, "Clip": 18, "Concat": 1, "Constant": 308,
      "Conv": 53, "Div": 18, "GlobalAveragePool": 10, "HardSigmoid": 9, "Identity": 1, "MatMul": 1,
      "MaxPool": 1, "Mul": 27, "Relu": 15, "Reshape": 19, "Shape": 1, "Slice": 1, "Softmax": 1,
    ],
    initializers: [:], attributeTensors: ["float": 285, "int64": 22, "int32": 1],
    sum: 36393.618070688695),
]
