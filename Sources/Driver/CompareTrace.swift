import Basics
import IR

/// Puts the traced rows of a program together again; every element must have come exactly once.
///
/// A row is four 32-bit numbers (op, row, first channel, channels) and its elements.
func collect(
  _ rows: [UInt8], of graph: Graph, inputs: [Tensor]
) throws(Rejection) -> SideTable<Value, Tensor> {
  var values = graph.order.map {
    [Double?](repeating: nil, count: graph.shape(of: graph.nodes[$0].result).count)
  }
  var faults: [Diagnostic] = []
  var position = 0
  while position < rows.count {
    let head = Elements.floats(rows[position..<position + 16]).map { Int($0.bitPattern) }
    let (op, y, channel, channels) = (head[0], head[1], head[2], head[3])
    let node = graph.nodes[graph.order[op]]
    let shape = graph.shape(of: node.result)
    let count = shape.width * channels
    let row = Elements.floats(rows[position + 16..<position + 16 + 4 * count])
    position += 16 + 4 * count
    var isRepeated = false
    for x in 0..<shape.width {
      for c in 0..<channels {
        let index = (y * shape.width + x) * shape.channels + channel + c
        isRepeated = isRepeated || values[op][index] != nil
        values[op][index] = Double(row[x * channels + c])
      }
    }
    if isRepeated {
      faults.append(
        Diagnostic(
          "verify.twice", at: node.origin,
          "%\(graph.values[node.result].name) makes elements of row \(y) twice"))
    }
  }

  var tensors = SideTable<Value, Tensor>()
  for (value, tensor) in zip(graph.inputs, inputs) { tensors[value] = tensor }
  for (op, id) in graph.order.enumerated() {
    let node = graph.nodes[id]
    let missing = values[op].count { $0 == nil }
    if missing > 0 {
      faults.append(
        Diagnostic(
          "verify.missing", at: node.origin, "%\(graph.name(of: id)) never made \(missing) elements"
        ))
    }
    tensors[node.result] = Tensor(
      shape: graph.shape(of: node.result), values: values[op].map { $0 ?? .nan })
  }
  guard faults.isEmpty else { throw Rejection(.verificationFailed, Array(faults.prefix(20))) }
  return tensors
}

/// Compares each op by itself, and the outputs from end to end.
func compare(
  _ traced: SideTable<Value, Tensor>, with expected: SideTable<Value, Tensor>, _ graph: Graph
) -> (ops: [Comparison], outputs: [Comparison]) {
  let ops = graph.order.map { id -> Comparison in
    let node = graph.nodes[id]
    let reference = node.op.payload.evaluate(
      node.operands.compactMap { traced[$0] }, graph.weights, graph.shape(of: node.result))
    return comparison(graph.name(of: id), traced[node.result], reference)
  }
  let outputs = graph.outputs.map {
    comparison("output \(graph.values[$0].name)", traced[$0], expected[$0])
  }
  return (ops, outputs)
}

private func comparison(_ name: String, _ actual: Tensor?, _ expected: Tensor?) -> Comparison {
  guard let actual, let expected else { preconditionFailure("%\(name) was not evaluated") }
  var worst = 0.0
  for (a, b) in zip(actual.values, expected.values) {
    let difference = abs(a - b)
    // Not a number is as wrong as can be.
    worst = difference.isNaN ? .infinity : max(worst, difference)
  }
  let largest = max(expected.largestMagnitude, Double(Float.leastNormalMagnitude))
  return Comparison(name: name, elements: actual.values.count, worstError: worst / largest)
}

/// What lies beyond a tolerance, at most twenty of it.
func mismatches(_ comparisons: [Comparison], _ tolerance: Double) -> [Diagnostic] {
  comparisons.filter { !($0.worstError <= tolerance) }.prefix(20).map {
    Diagnostic(
      "verify.mismatch", at: .unknown,
      "\($0.name) is off by \(Float($0.worstError)) of its largest magnitude, more than \(tolerance)"
    )
  }
}
