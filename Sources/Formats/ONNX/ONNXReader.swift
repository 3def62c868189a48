import Basics

/// Makes records of the messages of one file, and gathers what is wrong with them.
///
/// A record with a problem is made all the same; the file is refused at the end.
struct ONNXReader {
  let file: String
  /// Of the file, and of its external data.
  let folder: String
  private(set) var problems: [Diagnostic] = []

  init(file: String) {
    self.file = file
    let end = file.lastIndex(of: "/")
    folder = end.map { String(file[...$0]) } ?? "."
  }

  mutating func model(_ message: ONNXModelProto) -> ONNXModel {
    let origin = Origin.file(file)
    if !message.hasGraph {
      note("onnx.no-graph", at: origin, "has no graph, expected an ONNX model")
    }
    return ONNXModel(
      irVersion: Int(message.irVersion),
      operatorSets: message.opsetImport.map {
        ONNXOperatorSet(domain: plainDomain($0.domain), version: Int($0.version))
      },
      producerName: message.producerName, producerVersion: message.producerVersion,
      metadata: message.metadataProps.map { ($0.key, $0.value) }, graph: graph(message.graph),
      functions: message.functions.map { $0.domain.isEmpty ? $0.name : "\($0.domain).\($0.name)" },
      hasTrainingInfo: !message.trainingInfo.isEmpty, origin: origin)
  }

  private mutating func graph(_ message: ONNXGraphProto) -> ONNXGraph {
    var nodes: [ONNXNode] = []
    for (index, node) in message.node.enumerated() {
      nodes.append(self.node(node, path: "graph.node[\(index)]"))
    }
    var initializers: [ONNXTensor] = []
    for (index, tensor) in message.initializer.enumerated() {
      initializers.append(self.tensor(tensor, path: "graph.initializer[\(index)]"))
    }
    return ONNXGraph(
      name: message.name, nodes: nodes, initializers: initializers,
      sparseInitializers: message.sparseInitializer.map(\.values.name),
      inputs: values(message.input, path: "graph.input"),
      outputs: values(message.output, path: "graph.output"))
  }

  private mutating func node(_ message: ONNXNodeProto, path: String) -> ONNXNode {
    let origin = place(path, name: message.name)
    if message.opType.isEmpty { note("onnx.node", at: origin, "has no operator type") }
    var attributes: [ONNXAttribute] = []
    var names: Set<String> = []
    for (index, attribute) in message.attribute.enumerated() {
      let attribute = self.attribute(attribute, path: "\(path).attribute[\(index)]")
      attributes.append(attribute)
      if !names.insert(attribute.name).inserted {
        note("onnx.attribute", at: attribute.origin, "is the second attribute of this name")
      }
    }
    return ONNXNode(
      operatorType: message.opType, domain: plainDomain(message.domain), name: message.name,
      inputs: message.input, outputs: message.output, attributes: attributes, origin: origin)
  }

  private func values(_ messages: [ONNXValueInfoProto], path: String) -> [ONNXValue] {
    messages.enumerated().map { index, message in
      ONNXValue(
        name: message.name, kind: kind(of: message.type),
        origin: place("\(path)[\(index)]", name: message.name))
    }
  }

  private func kind(of type: ONNXTypeProto) -> ONNXValue.Kind? {
    switch type.value {
    case .tensorType(let tensor):
      .tensor(
        ONNXElementType(code: tensor.elemType),
        shape: tensor.hasShape ? tensor.shape.dim.map(dimension) : nil)
    case .sequenceType: .other("sequence")
    case .mapType: .other("map")
    case .opaqueType: .other("opaque")
    case .sparseTensorType: .other("sparse tensor")
    case .optionalType: .other("optional")
    case nil: nil
    }
  }

  private func dimension(_ message: ONNXTensorShapeProto.Dimension) -> ONNXDimension {
    switch message.value {
    case .dimValue(let extent): extent < 0 ? .unknown : .known(Int(extent))
    case .dimParam(let name): name.isEmpty ? .unknown : .named(name)
    case nil: .unknown
    }
  }

  /// The place of a record, with as much of its name as helps.
  func place(_ path: String, name: String) -> Origin {
    .record(file: file, path: name.isEmpty ? path : "\(path) \(shortened(name))")
  }

  mutating func note(_ id: String, at origin: Origin, _ message: String) {
    guard problems.count < mostProblems else { return }
    problems.append(Diagnostic(id, at: origin, message))
  }

  mutating func note(_ rejection: Rejection) {
    for problem in rejection.diagnostics { note(problem.id, at: problem.origin, problem.message) }
  }
}

/// ONNX's own domain has two spellings.
private func plainDomain(_ domain: String) -> String { domain == "ai.onnx" ? "" : domain }
