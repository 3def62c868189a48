import Basics

/// All changes to a graph go through here; each keeps it well-formed.
extension Graph {
  /// Adds an input of the network.
  package mutating func addInput(_ name: String, _ type: TensorType) -> ValueID {
    let value = values.insert(Value(name: name, type: type, producer: nil))
    inputs.append(value)
    return value
  }

  /// Adds a node at the end, its result typed by the op.
  package mutating func append(
    _ op: Op, _ operands: [ValueID], name: String, origin: Origin
  ) throws(IllegalOp) -> ValueID {
    precondition(op.takes(operands.count), "wrong number of operands")
    let type = try op.payload.resultType(operands.map { values[$0].type }, weights)
    guard type.shape.isAcceptable else {
      throw IllegalOp("op.size", "a map of \(type.shape) is too large")
    }
    let result = values.insert(Value(name: name, type: type, producer: nil))
    let node = nodes.insert(Node(op: op, operands: operands, result: result, origin: origin))
    values[result].producer = node
    order.append(node)
    return result
  }

  /// Calls a value as the model calls what it holds by now.
  package mutating func rename(_ value: ValueID, _ name: String) { values[value].name = name }

  package mutating func addOutput(_ value: ValueID) { outputs.append(value) }

  /// Puts another op in the place of a node's; its result must be of the same type.
  package mutating func replaceOp(of node: NodeID, with op: Op, origin: Origin) {
    nodes[node].op = op
    nodes[node].origin = origin
    let type = try? op.payload.resultType(operandTypes(of: node), weights)
    precondition(type == values[nodes[node].result].type, "the op changes the type of its result")
  }

  /// Runs a chain of nodes once more, right before a node that reads the result of the last of them,
  /// which then reads that of the repetition.
  package mutating func repeatNodes(_ chain: [NodeID], for reader: NodeID) {
    guard let place = order.firstIndex(of: reader) else {
      preconditionFailure("the reader is not in the graph")
    }
    var replaced: [ValueID: ValueID] = [:]
    var copies: [NodeID] = []
    for original in chain {
      var node = nodes[original]
      let old = node.result
      node.operands = node.operands.map { replaced[$0] ?? $0 }
      node.origin = .derived(by: "second pass", from: [node.origin])
      node.result = values.insert(
        Value(name: unusedName(like: values[old].name), type: values[old].type, producer: nil))
      let copy = nodes.insert(node)
      values[node.result].producer = copy
      replaced[old] = node.result
      copies.append(copy)
    }
    order.insert(contentsOf: copies, at: place)
    nodes[reader].operands = nodes[reader].operands.map { replaced[$0] ?? $0 }
  }

  private func unusedName(like name: String) -> String {
    let names = Set(values.handles.map { values[$0].name })
    return (2...).lazy.map { "\(name).\($0)" }.first { !names.contains($0) } ?? name
  }

  /// Takes a node out; whoever used its result uses `value`, of the same type, instead.
  ///
  /// `value` takes over the name, so that names stay those of the model.
  package mutating func remove(_ node: NodeID, using value: ValueID) {
    let removed = nodes[node].result
    precondition(values[removed].type == values[value].type, "the replacement has another type")
    for other in order where other != node {
      nodes[other].operands = nodes[other].operands.map { $0 == removed ? value : $0 }
    }
    outputs = outputs.map { $0 == removed ? value : $0 }
    if values[value].producer != nil { values[value].name = values[removed].name }
    order.removeAll { $0 == node }
    nodes.remove(node)
    values.remove(removed)
  }
}
