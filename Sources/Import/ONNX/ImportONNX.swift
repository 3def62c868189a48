import Basics
import Formats
import IR

/// Makes a graph of an ONNX model.
///
/// `resolution` is the height and width of an input whose file leaves them open. Everything is read
/// node by node: what is known at import is folded, reshapes and transpositions change a note on how
/// a map lies (`FileAxes`), the rest becomes ops. All nodes that have no form here are told at once.
package func importONNX(
  _ model: ONNXModel, resolution: (height: Int, width: Int)? = nil
) throws(Rejection) -> ImportedModel {
  guard model.graph.sparseInitializers.isEmpty else {
    throw Rejection(
      .unsupported, "onnx.sparse", at: model.origin,
      "holds sparse initialisers, expected dense ones")
  }
  guard !model.graph.outputs.isEmpty else {
    throw Rejection(.badFile, "onnx.no-output", at: model.origin, "the graph has no output")
  }
  var importer = try ONNXImporter(model, resolution: resolution)
  try importer.addInputs()
  try importer.addNodes()
  try importer.addOutputs()
  var imported = ImportedModel(graph: importer.graph, labelsFile: nil, notes: importer.notes)
  imported.inputLayout = importer.inputLayout
  return imported
}

extension ONNXImporter {
  /// Imports the nodes in order; one that is refused keeps its readers silent.
  fileprivate mutating func addNodes() throws(Rejection) {
    var refusals: [Rejection] = []
    for index in order.indices where !taken.contains(index) {
      let node = model.graph.nodes[index]
      do throws(Rejection) {
        guard let kind = ONNXOperator(node) else {
          throw node.unsupported(nearestForm[node.operatorName] ?? "no such operator is read")
        }
        if reads(node, refused: ()) {
          refuse(node)
          continue
        }
        if let constant = try folded(kind, node) {
          guard isBounded(constant.shape) else {
            throw node.damaged("onnx.shape", "makes a constant of extents that are too large")
          }
          facts[try node.output()] = .constant(constant)
        } else {
          try add(kind, node)
        }
      } catch {
        refuse(node)
        refusals.append(error)
      }
    }
    guard refusals.isEmpty else {
      let isDamaged = refusals.contains { $0.kind == .badFile }
      throw Rejection(isDamaged ? .badFile : .unsupported, refusals.flatMap(\.diagnostics))
    }
  }

  private func reads(_ node: ONNXNode, refused: Void) -> Bool {
    node.inputs.contains { if case .refused? = facts[$0] { true } else { false } }
  }

  private mutating func refuse(_ node: ONNXNode) {
    for name in node.outputs where !name.isEmpty { facts[name] = .refused }
  }

  fileprivate mutating func addOutputs() throws(Rejection) {
    for (index, output) in model.graph.outputs.enumerated() {
      guard case .map(var map)? = facts[output.name] else {
        throw Rejection(
          .unsupported, "onnx.output", at: output.origin,
          "this output depends on no input of the file")
      }
      if case .integers(let isUnsigned) = map.form, map.isPlain {
        if isUnsigned { graph.unsignedOutputs.insert(index) }
      } else {
        map = try plainMap(output.name, maker(of: output.name))
      }
      // A caller gets images with their channels side by side, all else as the file has it.
      if map.shape.count == 4 || !map.axes.isInOrder(of: map.mapShape) {
        let node = try maker(of: output.name)
        map = try arranged(map, as: .usual(map.shape), name: output.name + ".usual", node)
        if !map.axes.isInOrder(of: map.mapShape) {
          note(
            "onnx.output-layout", output.origin,
            "the file has this output as \(map.shape), the compiled network with channels side by"
              + " side, \(map.mapShape)")
        }
      }
      if graph.values[map.value].producer == nil {
        let copy = Rearrange(as: map.mapShape)
        map.value = try emit(
          .rearrange(copy), [map.value], name: output.name, maker(of: output.name))
      }
      graph.addOutput(map.value)
    }
  }

  /// The node whose place stands for what is wrong with an output.
  private func maker(of name: String) throws(Rejection) -> ONNXNode {
    guard let maker = order.makers[name] else {
      throw Rejection(
        .unsupported, "onnx.output", at: model.origin,
        "the output \(spelled(name)) is an input as it stands")
    }
    return model.graph.nodes[maker]
  }

  /// The ops of a node.
  private mutating func add(_ kind: ONNXOperator, _ node: ONNXNode) throws(Rejection) {
    switch kind {
    case .conv: try conv(node)
    case .gemm: try gemm(node)
    case .matMul: try matMul(node)
    case .batchNormalization: try batchNormalization(node)
    case .add, .sub: try sum(node)
    case .mul, .div: try product(node)
    case .relu, .clip, .min, .max: try clamp(node)
    case .neg, .hardSwish, .hardSigmoid: try elementFunction(node, kind)
    case .sigmoid: try sigmoid(node)
    case .softmax: try softmax(node)
    case .globalAveragePool: try globalAveragePool(node)
    case .reduceMean: try reduceMean(node)
    case .averagePool: try averagePool(node)
    case .maxPool: try maxPool(node)
    case .pad: try pad(node)
    case .identity, .dropout, .cast, .castLike: try keep(node, kind)
    case .reshape, .flatten, .squeeze: try reshape(node)
    case .unsqueeze: try unsqueeze(node)
    case .transpose: try transpose(node)
    case .quantizeLinear: try quantizeLinear(node)
    case .dequantizeLinear: try dequantizeLinear(node)
    case .qLinearConv: try qLinearConv(node)
    case .qLinearMatMul: try qLinearMatMul(node)
    case .qGemm: try qGemm(node)
    case .qLinearAdd: try qLinearAdd(node)
    case .qLinearMul: try qLinearMul(node)
    case .qLinearSigmoid: try qLinearSigmoid(node)
    case .qLinearAveragePool, .qLinearGlobalAveragePool: try qLinearAveragePool(node, kind)
    case .qLinearSoftmax: try qLinearSoftmax(node)
    case .concat: try concatenate(node)
    case .slice: try slice(node)
    case .gather: try gather(node)
    case .split: try split(node)
    case .expand: try expand(node)
    case .resize, .upsample: try resize(node, kind)
    case .exp, .sqrt: throw node.unsupported("of a map it has no form here; Sigmoid has")
    case .constant, .constantOfShape, .shape:
      throw node.damaged("onnx.inputs", "is not what it should be: it reads a map")
    }
  }
}

/// What to do about operators that are not read.
private let nearestForm = [
  "ConvTranspose": "convolutions only shrink maps here; Conv works",
  "PRelu": "slopes for numbers below zero have no form here; Relu and Clip work",
  "LeakyRelu": "slopes for numbers below zero have no form here; Relu and Clip work",
  "Elu": "it has no form here; Relu, Clip, HardSwish and Sigmoid work",
  "Tanh": "it has no form here; Relu, Clip, HardSwish and Sigmoid work",
  "Gelu": "it has no form here; Relu, Clip, HardSwish and Sigmoid work",
  "GlobalMaxPool": "it has no form here; MaxPool and GlobalAveragePool work",
  "LayerNormalization": "its factors depend on the map; BatchNormalization works",
  "InstanceNormalization": "its factors depend on the map; BatchNormalization works",
  "LSTM": "networks with a state are not read; feed-forward networks of images are",
  "GRU": "networks with a state are not read; feed-forward networks of images are",
  "If": "graphs inside of nodes are not read; export the one that is taken",
  "Loop": "graphs inside of nodes are not read; export it unrolled",
  "com.microsoft.FusedConv": "a fusion of one runtime; export the model without its optimisation",
]
