import Basics
import Formats
import IR

/// An import on its way: the graph that grows, and what each name of the file stands for so far.
struct ONNXImporter {
  let model: ONNXModel
  let order: NodeOrder
  let resolution: (height: Int, width: Int)?
  let initializers: [String: ONNXTensor]
  let outputNames: Set<String>
  /// Of ONNX's own operators.
  let operatorSet: Int
  var graph: Graph
  var facts: [String: ONNXFact] = [:]
  var notes: [Diagnostic] = []
  var inputLayout: FileLayout?
  /// Nodes that became part of one before them.
  var taken: Set<Int> = []
  private var valueNames = UniqueNames()
  private var weightNames = UniqueNames()
  /// How many elements folding may still make.
  private(set) var foldable = 1 << 25

  init(
    _ model: ONNXModel, resolution: (height: Int, width: Int)?
  ) throws(Rejection) {
    self.model = model
    self.resolution = resolution
    order = try NodeOrder(model.graph)
    initializers = Dictionary(
      model.graph.initializers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    outputNames = Set(model.graph.outputs.map(\.name))
    operatorSet = model.operatorSetVersion() ?? 1
    graph = Graph(name: model.graph.name.isEmpty ? "model" : model.graph.name)
  }

  // MARK: Names

  /// A name that no value of the graph has yet.
  mutating func freeValueName(_ name: String) -> String { valueNames.next(name) }
  mutating func freeWeightName(_ name: String) -> String { weightNames.next(name) }

  // MARK: Constants

  /// What a name stands for if it is known at import.
  mutating func constant(_ name: String) throws(Rejection) -> ONNXConstant? {
    if case .constant(let constant)? = facts[name] { return constant }
    guard facts[name] == nil else { return nil }
    if let tensor = initializers[name] {
      let constant = try ONNXConstant(tensor, name: name)
      facts[name] = .constant(constant)
      return constant
    }
    // One that stands behind its first mention in the file, or is looked at early.
    guard let maker = order.makers[name] else { return nil }
    let node = model.graph.nodes[maker]
    guard node.operatorType == "Constant", node.domain.isEmpty else { return nil }
    let constant = try constantNode(node)
    facts[name] = .constant(constant)
    return constant
  }

  /// The constant behind an input of a node, nil if the input is left out.
  mutating func constantInput(
    _ node: ONNXNode, _ index: Int, _ role: String
  ) throws(Rejection) -> ONNXConstant? {
    guard let name = node.input(index) else { return nil }
    guard let constant = try constant(name) else {
      throw node.unsupported("its \(role) is computed, expected an initialiser or a Constant")
    }
    return constant
  }

  /// Notes that folding makes so many elements more.
  mutating func spend(_ elements: Int, _ node: ONNXNode) throws(Rejection) {
    guard elements <= foldable else {
      throw node.unsupported("folding the constants of this file takes more memory than is given")
    }
    foldable -= elements
  }

  // MARK: Maps

  /// The map behind a name.
  mutating func map(_ name: String, _ node: ONNXNode) throws(Rejection) -> ONNXMap {
    if case .map(let map)? = facts[name] { return map }
    throw node.unsupported("its operand \(spelled(name)) is a constant, expected a computed map")
  }

  /// The map behind a name as a value of floats that stands for nothing else.
  mutating func plainMap(_ name: String, _ node: ONNXNode) throws(Rejection) -> ONNXMap {
    let map = try plain(map(name, node), name: name, node)
    facts[name] = .map(map)
    return map
  }

  /// The same but for zeros around it.
  mutating func unpaddedMap(_ name: String, _ node: ONNXNode) throws(Rejection) -> ONNXMap {
    let map = try floats(map(name, node), name: name, node)
    facts[name] = .map(map)
    return map
  }

  /// The floats of a map, zeros around it left as they are.
  mutating func floats(
    _ source: ONNXMap, name: String, _ node: ONNXNode
  ) throws(Rejection) -> ONNXMap {
    var map = source
    if case .integers = map.form {
      throw node.unsupported("its operand \(spelled(name)) holds integers, expected floats")
    }
    if map.form == .dequantized {
      map.value = try emit(.dequantize(Dequantize()), [map.value], name: name + ".real", node)
      map.form = .floats
    }
    try apply(map.function, to: &map, name: name, node)
    return map
  }

  /// The floats of a map and of the zeros around it.
  mutating func plain(
    _ map: ONNXMap, name: String, _ node: ONNXNode
  ) throws(Rejection) -> ONNXMap { try padded(floats(map, name: name, node), name: name, node) }

  /// Adds an op; what the op itself finds wrong is told with the node's place.
  mutating func emit(
    _ op: Op, _ operands: [ValueID], name: String, _ node: ONNXNode
  ) throws(Rejection) -> ValueID {
    do throws(IllegalOp) {
      return try graph.append(op, operands, name: freeValueName(name), origin: node.origin)
    } catch {
      throw Rejection(
        .unsupported, error.rule, at: node.origin,
        "\(escaped(node.operatorName)): \(error.message)")
    }
  }

  /// Notes the result of a node.
  mutating func finish(_ node: ONNXNode, _ fact: ONNXFact) throws(Rejection) {
    facts[try node.output()] = fact
  }

  /// Notes a new map of floats as the result of a node.
  mutating func finish(
    _ node: ONNXNode, _ value: ValueID, _ axes: FileAxes
  ) throws(Rejection) {
    try finish(node, .map(ONNXMap(value: value, mapShape: graph.shape(of: value), axes: axes)))
  }

  mutating func addWeight(
    _ name: String, _ shape: [Int], _ values: [Float], _ node: ONNXNode
  ) -> WeightID {
    graph.weights.add(
      Weight(freeWeightName(name), shape: shape, values: values, origin: node.origin))
  }

  mutating func note(_ id: String, _ origin: Origin, _ message: String) {
    notes.append(Diagnostic(id, .note, at: origin, message))
  }

  /// The one node that reads a name that is no output of the graph, nil if there are more or none.
  func onlyReader(of name: String) -> Int? {
    guard let readers = order.readers[name], readers.count == 1, !outputNames.contains(name)
    else { return nil }
    return readers[0]
  }
}
