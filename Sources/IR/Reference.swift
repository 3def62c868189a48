import Basics

/// What every value of the graph is for the given inputs: the definition all else is held against.
///
/// Double precision throughout, the order of the naive loops, no tricks. Results that are `given` are
/// taken as they are. `progress` is told each node after it was evaluated.
package func evaluate(
  _ graph: Graph, inputs: [Tensor], given: SideTable<Value, Tensor> = SideTable(),
  progress: (NodeID) -> Void = { _ in }
) -> SideTable<Value, Tensor> {
  var tensors = SideTable<Value, Tensor>()
  precondition(inputs.count == graph.inputs.count, "one tensor for each input")
  for (id, tensor) in zip(graph.inputs, inputs) {
    precondition(tensor.shape == graph.shape(of: id), "input of another shape")
    tensors[id] = tensor
    tensors[id]?.quantization = graph.type(of: id).quantization
  }
  for id in graph.order {
    let node = graph.nodes[id]
    let operands = node.operands.map { operand -> Tensor in
      guard let tensor = tensors[operand] else { preconditionFailure("the graph is not in order") }
      return tensor
    }
    tensors[node.result] =
      given[node.result]
      ?? node.op.payload.evaluate(operands, graph.weights, graph.shape(of: node.result))
    tensors[node.result]?.quantization = graph.type(of: node.result).quantization
    progress(id)
  }
  return tensors
}

/// The seeded input of the goldens: 2u - 1, counted [channel, height, width] as PyTorch does.
package func seededInput(_ shape: Shape) -> Tensor {
  let numbers = SeededNumbers(name: "input")
  return Tensor(shape) { y, x, c in
    Double(Float(2 * numbers[(c * shape.height + y) * shape.width + x] - 1))
  }
}
