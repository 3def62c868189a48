import Basics
import IR
import Plan

/// Puts the traced runs of a program together again; every element that is needed must have come, and
/// only once where the schedule makes it once.
///
/// A run is six 32-bit numbers (op, row, column, pixels, first channel, channels) and its elements.
/// Of what comes more than once the last one counts. What no output needs and the schedule leaves out is
/// here as the reference has it.
func collect(
  _ runs: [UInt8], of plan: Plan, inputs: [Tensor]
) throws(Rejection) -> SideTable<Value, Tensor> {
  let graph = plan.graph
  let repeating = plan.schedule.nodesMadeAgain
  var values = graph.order.map {
    [Double?](repeating: nil, count: graph.shape(of: graph.nodes[$0].result).count)
  }
  var faults: [Diagnostic] = []
  var position = 0
  while position < runs.count {
    let head = Elements.floats(runs[position..<position + 24]).map { Int($0.bitPattern) }
    let (op, y, x, pixels) = (head[0], head[1], head[2], head[3])
    let (channel, channels) = (head[4], head[5])
    let node = graph.nodes[graph.order[op]]
    let shape = graph.shape(of: node.result)
    let isFloat = graph.type(of: node.result).elementType == .f32
    let element: PortElement = isFloat ? .float : .int8
    let end = position + 24 + element.byteCount * pixels * channels
    let run = element.values(runs[position + 24..<end])
    position = end
    var isRepeated = false
    for pixel in 0..<pixels {
      let first = (y * shape.width + x + pixel) * shape.channels + channel
      for c in 0..<channels {
        isRepeated = isRepeated || values[op][first + c] != nil
        values[op][first + c] = run[pixel * channels + c]
      }
    }
    if isRepeated, !repeating.contains(graph.order[op]) {
      faults.append(
        Diagnostic(
          "verify.twice", at: node.origin,
          "%\(graph.values[node.result].name) makes elements of row \(y) twice"))
    }
  }

  var tensors = SideTable<Value, Tensor>()
  for (value, tensor) in zip(graph.inputs, inputs) {
    tensors[value] = tensor
    tensors[value]?.quantization = graph.type(of: value).quantization
  }
  let needed = graph.neededPixels()
  for (op, id) in graph.order.enumerated() {
    let node = graph.nodes[id]
    let shape = graph.shape(of: node.result)
    let absent = values[op].indices.filter { values[op][$0] == nil }
    let missing = absent.count { needed[node.result]?[$0 / shape.channels] != false }
    if missing > 0 {
      faults.append(
        Diagnostic(
          "verify.missing", at: node.origin, "%\(graph.name(of: id)) never made \(missing) elements"
        ))
    }
    if missing < absent.count {
      let reference = node.op.payload.evaluate(
        node.operands.compactMap { tensors[$0] }, graph.weights, shape)
      for place in absent { values[op][place] = reference.values[place] }
    }
    tensors[node.result] = Tensor(shape: shape, values: values[op].map { $0 ?? .nan })
    tensors[node.result]?.quantization = graph.type(of: node.result).quantization
  }
  guard faults.isEmpty else { throw Rejection(.verificationFailed, Array(faults.prefix(20))) }
  return tensors
}

extension Schedule {
  /// The nodes whose elements may be traced more than once: those that gather finish their sums step
  /// by step, those before the last of a region in stripes overlap, bands may, and slices inside of
  /// rows are made again for each row.
  fileprivate var nodesMadeAgain: Set<NodeID> {
    var nodes: Set<NodeID> = []
    for region in regions {
      nodes.formUnion(
        region.stages.filter { $0.gathers || ($0.grain?.rowsAgain ?? 0) > 0 }.map(\.node))
      // What parts make for themselves overlaps, too.
      if region.stripes != nil || region.sharedRows != nil {
        nodes.formUnion(region.stages.dropLast().map(\.node))
      }
      if region.splitsInside {
        nodes.formUnion(region.stages.filter(\.role.makesSlice).map(\.node))
      }
    }
    return nodes
  }
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
