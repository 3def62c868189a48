import Basics
import IR

/// Programs in Swift are of floats: all that is in the way.
func refuseWhatSwiftLacks(_ graph: Graph) throws(Rejection) {
  var faults: [Diagnostic] = []
  for id in graph.order {
    let node = graph.nodes[id]
    let types = (node.operands + [node.result]).map { graph.type(of: $0).elementType }
    guard types.contains(.i8) else { continue }
    faults.append(
      Diagnostic(
        "swift.op", at: node.origin,
        "%\(graph.name(of: id)): \(node.op.mnemonic) of integers cannot be emitted as Swift yet;"
          + " --emit c can"))
  }
  if !faults.isEmpty { throw Rejection(.unsupported, faults) }
}
