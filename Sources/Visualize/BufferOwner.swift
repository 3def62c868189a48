import IR
import Plan

/// Whose buffer it is: what decides its colour and its short name.
struct BufferOwner: Hashable {
  /// What makes the first of its values; nil for a buffer that no value is placed in.
  let kind: DrawnKind?
  let firstName: String
  let isSlice: Bool

  var look: Look { kind?.look ?? Self.workSpace }

  /// Of buffers that hold no value.
  static let workSpace = Look(name: "work space", fill: "#F7D9C4", text: "#000000")
}

/// The owners of a plan's buffers, in their order.
func bufferOwners(of plan: Plan) -> [BufferOwner] {
  let graph = plan.graph
  var first: [Int: (value: ValueID, isSlice: Bool)] = [:]
  for value in graph.inputs + graph.order.map({ graph.nodes[$0].result }) {
    guard let placement = plan.memory.placements[value], let buffer = placement.buffer,
      first[buffer] == nil
    else { continue }
    first[buffer] = (value, placement.isSliced)
  }
  return plan.memory.buffers.enumerated().map { index, buffer in
    guard let (value, isSlice) = first[index] else {
      return BufferOwner(kind: nil, firstName: shown(buffer.name), isSlice: false)
    }
    let producer = graph.values[value].producer
    return BufferOwner(
      kind: producer.map { DrawnKind(graph.nodes[$0].op, graph.weights) } ?? .input,
      firstName: shown(graph.values[value].name), isSlice: isSlice)
  }
}
