import Basics
import Formats
import IR

/// Walks the operators of a model in their order and builds a graph of them.
struct TFLiteImporter {
  let model: TFLiteModel
  /// The one that runs.
  let subgraph: TFLiteSubgraph
  var graph: Graph
  /// The maps there are so far, by tensor.
  var maps: [Int: TFLiteMap] = [:]
  /// Shapes and the like that operators make of constants, by tensor.
  var foldedIntegers: [Int: [Int]] = [:]
  /// The constants whose numbers tensors are as floats, by tensor.
  var dequantized: [Int: Int] = [:]
  var weightIDs: [TFLiteWeightKey: WeightID] = [:]
  /// Elements of weights so far that the file does not have.
  var addedElements = 0
  /// Rows and columns of resized maps so far.
  var resizedLines = 0
  var facts = TFLiteFacts()
  var weightNames = UniqueNames()
  /// The operators that read each tensor, by their places.
  let readers: [Int: [Int]]
  private var valueNames = UniqueNames()
  private var outputValues: Set<ValueID> = []
  private var problems: [Diagnostic] = []
  private var knownProblems: Set<Diagnostic> = []
  private var isDamaged = false

  init(_ model: TFLiteModel) {
    self.model = model
    subgraph = model.subgraphs[0]
    var readers: [Int: [Int]] = [:]
    for (place, operation) in subgraph.operators.enumerated() {
      for tensor in Set(operation.inputs.compactMap(\.self)) {
        readers[tensor, default: []].append(place)
      }
    }
    self.readers = readers
    let file = model.file.split(separator: "/").last ?? ""
    let stem = file.prefix { $0 != "." }
    graph = Graph(name: stem.isEmpty ? "model" : escaped(String(stem)))
  }

  mutating func run() throws(Rejection) -> ImportedModel {
    try checkWiring(of: subgraph, in: model)
    for (place, tensor) in subgraph.inputs.enumerated() {
      attempt(tensor) { importer throws(Rejection) in
        try importer.addInput(tensor, place)
      }
    }
    for operation in subgraph.operators {
      attempt(operation.outputs[0]) { importer throws(Rejection) in
        try importer.add(operation)
      }
    }
    for (place, tensor) in subgraph.outputs.enumerated() {
      attempt(nil) { importer throws(Rejection) in
        try importer.addOutput(tensor, place)
      }
    }
    guard problems.isEmpty else {
      throw Rejection(isDamaged ? .badFile : .unsupported, problems)
    }
    return ImportedModel(
      graph: graph, labelsFile: nil, notes: facts.notes(file: model.file))
  }

  /// Does a step; if it fails, the problems are kept for later and `tensor` is stood in for by an
  /// input of the type that the file gives it, so that what reads it is looked at too.
  private mutating func attempt(
    _ tensor: Int?, _ step: (inout TFLiteImporter) throws(Rejection) -> Void
  ) {
    do throws(Rejection) {
      try step(&self)
    } catch {
      if error.kind == .badFile { isDamaged = true }
      for diagnostic in error.diagnostics where knownProblems.insert(diagnostic).inserted {
        problems.append(diagnostic)
      }
      guard let tensor, let numbers = try? numbers(of: tensor),
        let shape = mapShape(subgraph.tensors[tensor].shape)
      else { return }
      maps[tensor] = addMap(tensor, numbers, shape, subgraph.tensors[tensor].shape)
    }
  }

  private mutating func addInput(_ tensor: Int, _ place: Int) throws(Rejection) {
    let record = subgraph.tensors[tensor]
    let numbers = try numbers(of: tensor)
    let extents = reshapedExtents(ofInput: tensor) ?? record.shape
    // A batch of any size is one of 1; other extents decide what the network is.
    let dynamic = (record.shapeSignature ?? record.shape).dropFirst().contains { $0 < 0 }
    guard !dynamic, let shape = mapShape(extents) else {
      throw Rejection(
        .unsupported, "tflite.shape", at: record.origin,
        "the input \(quoted(record.name)) has the shape"
          + " \((record.shapeSignature ?? record.shape).prefix(8)), expected [1, height, width,"
          + " channels] or fewer extents, all of them fixed")
    }
    maps[tensor] = addMap(tensor, numbers, shape, extents)
    if numbers.isUnsigned { graph.unsignedInputs.insert(place) }
    if place == 0 { graph.preprocessing = pixelPreprocessing(numbers, shape) }
  }

  /// That the integers of an image are its pixels; what becomes of floats no file says.
  private func pixelPreprocessing(_ numbers: TFLiteNumbers, _ shape: Shape) -> Preprocessing? {
    guard case .integers(let quantization, _) = numbers, shape.channels == 3 else { return nil }
    let zero = quantization.scale * Float(quantization.zeroPoint + 128)
    return Preprocessing(
      scale: quantization.scale, mean: [zero, zero, zero], std: [1, 1, 1], crop: 0.875)
  }

  private mutating func addMap(
    _ tensor: Int, _ numbers: TFLiteNumbers, _ shape: Shape, _ extents: [Int]
  ) -> TFLiteMap {
    let type =
      switch numbers {
      case .floats: TensorType(.f32, shape)
      case .integers(let quantization, _): TensorType(shape, quantization)
      }
    return TFLiteMap(value: graph.addInput(valueName(tensor), type), extents: extents)
  }

  private mutating func addOutput(_ tensor: Int, _ place: Int) throws(Rejection) {
    guard let map = maps[tensor] else {
      // Whatever else is no map was told of already.
      guard foldedIntegers[tensor] != nil || dequantized[tensor] != nil else { return }
      let record = subgraph.tensors[tensor]
      throw Rejection(
        .unsupported, "tflite.output", at: record.origin,
        "the output \(quoted(record.name)) depends on no input of the file")
    }
    guard map.blocks == nil else {
      throw Rejection(
        .unsupported, "tflite.output", at: subgraph.tensors[tensor].origin, blocksExpected)
    }
    var value = map.value
    if let pad = map.pad { value = try padded(map, pad).value }
    let isInput = graph.values[value].producer == nil
    if outputValues.contains(value) || isInput && !isIncomplete {
      value = try copied(value, tensor)
    }
    outputValues.insert(value)
    graph.addOutput(value)
    if try numbers(of: tensor).isUnsigned { graph.unsignedOutputs.insert(place) }
  }

  /// A map of its own for an output that is only another shape of an input or of another output.
  private mutating func copied(_ value: ValueID, _ tensor: Int) throws(Rejection) -> ValueID {
    let origin = subgraph.tensors[tensor].origin
    let op = Op.rearrange(Rearrange(as: graph.shape(of: value)))
    do throws(IllegalOp) {
      return try graph.append(op, [value], name: valueName(tensor), origin: origin)
    } catch { throw Rejection(.unsupported, error.rule, at: origin, error.message) }
  }

  private var isIncomplete: Bool { !problems.isEmpty }

  /// A name for a map that is no tensor.
  mutating func uniqueName(_ stem: String) -> String { valueNames.next(stem) }

  /// A name for the map that a tensor is.
  mutating func valueName(_ tensor: Int, _ suffix: String = "") -> String {
    let name = subgraph.tensors[tensor].name
    return valueNames.next((name.isEmpty ? "tensor\(tensor)" : escaped(name)) + suffix)
  }
}
