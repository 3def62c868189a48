import IR
import Plan

/// Whose buffer it is: what decides its colour, its outline and its short name.
struct BufferOwner: Hashable {
  /// What makes the first of its values; nil for a buffer that no value is placed in.
  let kind: DrawnKind?
  let firstName: String
  let isSlice: Bool
  /// How its first value goes around in it; nil where all of that is kept.
  let ring: Ring?

  var look: Look { kind?.look ?? Self.workSpace }

  /// Whether it holds a part of its value at a time.
  var comesAndGoes: Bool { isSlice || ring != nil }

  var dashes: SVG.Dashes {
    switch (isSlice, ring != nil) {
    case (false, false): .none
    case (true, false): .short
    case (false, true): .dots
    case (true, true): .dashDots
    }
  }

  /// Of buffers that hold no value.
  static let workSpace = Look(name: "work space", fill: "#F7D9C4", text: "#000000")
}

/// The owners of a plan's buffers, in their order.
func bufferOwners(of plan: Plan) -> [BufferOwner] {
  let graph = plan.graph
  let values = plan.valuesOfBuffers
  return plan.memory.buffers.enumerated().map { index, buffer in
    guard let value = values[index].first, let placement = plan.memory.placements[value] else {
      return BufferOwner(kind: nil, firstName: shown(buffer.name), isSlice: false, ring: nil)
    }
    let producer = graph.values[value].producer
    return BufferOwner(
      kind: producer.map { DrawnKind(graph.nodes[$0].op, graph.weights) } ?? .input,
      firstName: shown(graph.values[value].name), isSlice: placement.isSliced,
      ring: placement.ring)
  }
}

extension Plan {
  /// The values in each buffer, in the order in which they are made.
  var valuesOfBuffers: [[ValueID]] {
    var values: [[ValueID]] = Array(repeating: [], count: memory.buffers.count)
    for value in graph.inputs + graph.order.map({ graph.nodes[$0].result }) {
      guard let buffer = memory.placements[value]?.buffer, values.indices.contains(buffer) else {
        continue
      }
      values[buffer].append(value)
    }
    return values
  }
}

extension Placement {
  fileprivate var ring: Ring? {
    if case .ring(_, let ring, _) = self { ring } else { nil }
  }
}
