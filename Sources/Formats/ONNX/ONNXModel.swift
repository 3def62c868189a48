import Basics

/// What an ONNX file holds.
package struct ONNXModel: Sendable {
  /// Of the file format, 0 if the file does not say.
  package let irVersion: Int
  package let operatorSets: [ONNXOperatorSet]
  /// The tool that wrote the file, empty if it does not say.
  package let producerName: String
  package let producerVersion: String
  /// In the order of the file.
  package let metadata: [(key: String, value: String)]
  package let graph: ONNXGraph
  /// Names of the functions that the model defines; their bodies are not read.
  package let functions: [String]
  /// Whether there are graphs for training, which are not read.
  package let hasTrainingInfo: Bool
  package let origin: Origin

  /// The version of the operators of a domain, nil if the model uses none of that.
  package func operatorSetVersion(of domain: String = "") -> Int? {
    operatorSets.first { $0.domain == domain }?.version
  }
}

/// The version that a model uses of the operators of one domain.
package struct ONNXOperatorSet: Hashable, Sendable {
  /// Empty for the operators of ONNX itself.
  package let domain: String
  package let version: Int
}

/// The graph of an ONNX model, as the file has it.
package struct ONNXGraph: Sendable {
  package let name: String
  package let nodes: [ONNXNode]
  package let initializers: [ONNXTensor]
  /// Names of the initialisers in sparse form, which are not read.
  package let sparseInitializers: [String]
  /// Up to IR version 3 the initialisers are among them.
  package let inputs: [ONNXValue]
  package let outputs: [ONNXValue]
}

/// One node of a graph.
package struct ONNXNode: Sendable {
  package let operatorType: String
  /// Empty for the operators of ONNX itself.
  package let domain: String
  /// Often empty.
  package let name: String
  /// Names of values, an empty one for an optional input that is left out.
  package let inputs: [String]
  /// Names of values, an empty one for an optional output that nobody wants.
  package let outputs: [String]
  package let attributes: [ONNXAttribute]
  package let origin: Origin

  package func attribute(_ name: String) -> ONNXAttribute? {
    attributes.first { $0.name == name }
  }
}
