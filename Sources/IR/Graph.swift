import Basics

package typealias ValueID = Handle<Value>
package typealias NodeID = Handle<Node>

/// What flows between ops: the result of a node or an input of the graph.
package struct Value: Sendable {
  package var name: String
  package var type: TensorType
  /// The node it is the result of, nil for an input.
  package var producer: NodeID?
}

/// An op applied to values.
package struct Node: Sendable {
  package var op: Op
  package var operands: [ValueID]
  package var result: ValueID
  package var origin: Origin
}

/// A network: what is computed, in single static assignment, with nothing about time or place.
package struct Graph: Sendable {
  package var name: String
  package var weights = WeightStore()
  package internal(set) var nodes = Arena<Node>()
  package internal(set) var values = Arena<Value>()
  /// The nodes in an order in which every operand is made before it is used.
  package internal(set) var order: [NodeID] = []
  package internal(set) var inputs: [ValueID] = []
  package internal(set) var outputs: [ValueID] = []
  /// The inputs and outputs of integers, by their places, that the caller has as unsigned ones: those of
  /// the graph plus 128.
  package var unsignedInputs: Set<Int> = []
  package var unsignedOutputs: Set<Int> = []
  /// How an image becomes the first input, nil where the model does not say.
  package var preprocessing: Preprocessing?

  package init(name: String) { self.name = name }

  package func type(of value: ValueID) -> TensorType { values[value].type }
  package func shape(of value: ValueID) -> Shape { values[value].type.shape }

  /// Whether a value is an input that the caller has as unsigned integers.
  package func isUnsignedInput(_ value: ValueID) -> Bool {
    inputs.firstIndex(of: value).map(unsignedInputs.contains) ?? false
  }

  package func name(of node: NodeID) -> String { values[nodes[node].result].name }

  package func operandTypes(of node: NodeID) -> [TensorType] {
    nodes[node].operands.map { values[$0].type }
  }

  package func access(of node: NodeID) -> [OperandAccess] {
    let access = nodes[node].op.payload.access(weights)
    // Operands beyond those the op names are read like the last.
    let more = nodes[node].operands.count - access.count
    return more > 0 ? access + Array(repeating: access[access.count - 1], count: more) : access
  }

  package func cost(of node: NodeID) -> Cost {
    nodes[node].op.payload.cost(operandTypes(of: node), weights)
  }

  /// The nodes that read each value, in order; a node that reads it twice stands there twice.
  package func users() -> SideTable<Value, [NodeID]> {
    var users = SideTable<Value, [NodeID]>()
    for node in order {
      for operand in nodes[node].operands { users[operand, default: []].append(node) }
    }
    return users
  }

  /// The weights that nodes hold, each once, in the order of their first use.
  package var usedWeights: [WeightID] {
    var seen: Set<WeightID> = []
    return order.flatMap { nodes[$0].op.payload.weightIDs }.filter { seen.insert($0).inserted }
  }

  /// Multiply-adds and parameters of the whole graph.
  package func cost() -> Cost {
    order.reduce(into: Cost()) { total, node in
      let cost = cost(of: node)
      total.multiplyAdds += cost.multiplyAdds
      total.parameters += cost.parameters
    }
  }
}

extension Graph {
  /// Whether any of its maps is of integers.
  package var isQuantized: Bool {
    (inputs + order.map { nodes[$0].result }).contains { type(of: $0).elementType == .i8 }
  }

  /// The bytes of an element of a value where none is wider than some limit.
  package func elementBytes(of value: ValueID, most: Int) -> Int {
    min(type(of: value).elementType.byteCount, most)
  }
}
