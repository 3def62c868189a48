import Basics

/// Checks that a graph is well-formed and every op legal; the violations, none if it is sound.
///
/// Rules: `ir.name` (empty or used twice), `ir.order` (an operand is not made before its use),
/// `ir.operands` (wrong number), `ir.type` (a result is not what its op infers), `ir.producer`
/// (a value does not know its node), `ir.weight` (two weights of one name), `ir.output` (none, or
/// not a value of the graph), and those of the ops.
package func verify(_ graph: Graph) -> [Diagnostic] {
  var found: [Diagnostic] = []
  func report(_ rule: String, _ origin: Origin, _ message: String) {
    found.append(Diagnostic(rule, at: origin, message))
  }

  var names: Set<String> = []
  var made: Set<ValueID> = Set(graph.inputs)
  func checkName(_ value: ValueID, _ origin: Origin) {
    let name = graph.values[value].name
    if name.isEmpty { report("ir.name", origin, "a value has no name") }
    if !names.insert(name).inserted { report("ir.name", origin, "%\(name) is defined twice") }
  }
  for input in graph.inputs { checkName(input, .unknown) }

  for id in graph.order {
    let node = graph.nodes[id]
    let payload = node.op.payload
    let name = graph.name(of: id)
    checkName(node.result, node.origin)
    if graph.values[node.result].producer != id {
      report("ir.producer", node.origin, "%\(name) does not belong to its node")
    }
    for operand in node.operands where !made.contains(operand) {
      report("ir.order", node.origin, "%\(name) uses a value that is not made before it")
    }
    made.insert(node.result)
    guard node.op.takes(node.operands.count) else {
      report("ir.operands", node.origin, "%\(name) has \(node.operands.count) operands")
      continue
    }
    // An operand that was removed was reported as not made; it has no type to ask for.
    guard node.operands.allSatisfy(graph.values.contains) else { continue }
    do throws(IllegalOp) {
      let expected = try payload.resultType(graph.operandTypes(of: id), graph.weights)
      let actual = graph.type(of: node.result)
      if expected != actual {
        report("ir.type", node.origin, "%\(name) is \(actual), its op makes \(expected)")
      }
    } catch { report(error.rule, node.origin, "%\(name): \(error.message)") }
  }

  var weightNames: Set<String> = []
  for id in graph.usedWeights {
    let weight = graph.weights[id]
    if !weightNames.insert(weight.name).inserted {
      report("ir.weight", weight.origin, "another weight is called @\(weight.name)")
    }
  }

  if graph.outputs.isEmpty { report("ir.output", .unknown, "the graph has no output") }
  for output in graph.outputs where !made.contains(output) {
    report("ir.output", .unknown, "an output is not a value of the graph")
  }
  return found
}
