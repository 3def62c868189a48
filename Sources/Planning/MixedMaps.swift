import Basics
import IR

/// The arena of a network on integers holds integers and sums: maps of floats must be the caller's.
func refuseMixedMaps(_ graph: Graph, _ options: PlanOptions) throws(Rejection) {
  guard graph.isQuantized else { return }
  var faults: [Diagnostic] = []
  if options.input != .caller {
    for input in graph.inputs where graph.type(of: input).elementType == .f32 {
      faults.append(
        Diagnostic(
          "plan.mixed", at: .unknown,
          "input %\(graph.values[input].name) of floats would have to stand in the arena of a network"
            + " on integers; give it as integers, or as a pointer (--input caller)"))
    }
  }
  let outputs = Set(graph.outputs)
  for id in graph.order {
    let result = graph.nodes[id].result
    guard graph.type(of: result).elementType == .f32, !outputs.contains(result) else { continue }
    faults.append(
      Diagnostic(
        "plan.mixed", at: graph.nodes[id].origin,
        "%\(graph.values[result].name) of floats would have to stand in the arena of a network on"
          + " integers; only inputs and outputs can be of floats there"))
  }
  if !faults.isEmpty { throw Rejection(.unsupported, faults) }
}
