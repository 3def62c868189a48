import Basics
import IR

/// Copies a graph node by node, with changes on the way.
struct GraphCopy {
  private let original: Graph
  private var graph: Graph
  /// What stands for each value of the original.
  private var replacements = SideTable<Value, ValueID>()
  private var names: Set<String>

  /// Starts with the weights of the original and nothing else.
  init(of original: Graph) {
    self.original = original
    graph = Graph(name: original.name)
    graph.weights = original.weights
    graph.preprocessing = original.preprocessing
    names = Set(original.values.handles.map { original.values[$0].name })
  }

  mutating func addInput(like input: ValueID, _ type: TensorType) {
    replacements[input] = graph.addInput(original.values[input].name, type)
  }

  /// Appends an op on what stands for the operands of a node; its result stands for the node's.
  mutating func append(_ op: Op, like node: NodeID, name: String? = nil) throws(Rejection) {
    try append(op, original.nodes[node].operands, for: node, name ?? original.name(of: node))
  }

  /// Appends an op on what stands for the result of a node, and stands for it from now on.
  mutating func append(_ op: Op, behind node: NodeID) throws(Rejection) {
    try append(op, [original.nodes[node].result], for: node, original.name(of: node))
  }

  private mutating func append(
    _ op: Op, _ operands: [ValueID], for node: NodeID, _ name: String
  ) throws(Rejection) {
    replacements[original.nodes[node].result] = try made(
      op, operands.map(replacement), for: node, name)
  }

  private mutating func made(
    _ op: Op, _ operands: [ValueID], for node: NodeID, _ name: String
  ) throws(Rejection) -> ValueID {
    let origin = original.nodes[node].origin
    do throws(IllegalOp) {
      return try graph.append(op, operands, name: name, origin: origin)
    } catch {
      throw Rejection(
        .unsupported, error.rule, at: origin, "%\(original.name(of: node)): \(error.message)")
    }
  }

  /// Appends an op on values of the copy; its result stands for the node's.
  mutating func append(_ op: Op, onCopies operands: [ValueID], like node: NodeID) throws(Rejection)
  {
    replacements[original.nodes[node].result] = try made(
      op, operands, for: node, original.name(of: node))
  }

  /// What stands for a value of the original, with other integers.
  mutating func requantised(
    _ value: ValueID, to output: Requantization, for node: NodeID
  ) throws(Rejection) -> ValueID {
    if type(of: value).quantization == output.result { return replacement(value) }
    var activation = ActivationOp()
    activation.output = output
    let name = unusedName("\(original.values[value].name).requantised")
    return try made(.activation(activation), [replacement(value)], for: node, name)
  }

  mutating func add(_ weight: Weight) -> WeightID { graph.weights.add(weight) }

  /// The type of what stands for a value of the original.
  func type(of value: ValueID) -> TensorType { graph.type(of: replacement(value)) }

  /// A name that no value has.
  mutating func unusedName(_ stem: String) -> String {
    var name = stem
    while !names.insert(name).inserted { name += "." }
    return name
  }

  /// The copy, with the outputs of the original.
  func finished() -> Graph {
    var graph = graph
    for output in original.outputs { graph.addOutput(replacement(output)) }
    return graph
  }

  private func replacement(_ value: ValueID) -> ValueID {
    guard let replacement = replacements[value] else {
      preconditionFailure("the graph is not in order")
    }
    return replacement
  }
}
