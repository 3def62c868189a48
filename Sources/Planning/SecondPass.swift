import Basics
import IR

/// A value that is scaled by something computed from all of it, and the nodes that could make it a
/// second time.
///
/// Squeeze-excite needs the whole result of a depthwise convolution before it can scale any of it.
/// Kept whole, that result bounds the memory of any plan; made twice, once for its mean and once to be
/// scaled, it never exists.
struct SecondPass {
  /// The node that scales, and the nodes to repeat before it, in order.
  let reader: NodeID
  let repeated: [NodeID]
  /// The bytes of the value, which it would otherwise take.
  let byteCount: Int
  let multiplyAdds: Int
}

extension PlanFacts {
  /// All second passes that may save memory, the largest values first.
  func secondPasses() -> [SecondPass] {
    graph.order.indices.compactMap { position -> SecondPass? in
      let reading = operands[position]
      guard reading.count == 2, reading[0].access.space == .same,
        reading[1].access.space == .single,
        isMade(reading[1].index, from: reading[0].index)
      else { return nil }
      // Back along the chain of single operands to the smallest value.
      var nodes: [NodeID] = []
      var (value, least) = (reading[0].index, byteCount(ofValue: reading[0].index))
      var best: [NodeID] = []
      while producers[value] >= 0, operands[producers[value]].count == 1 {
        let maker = producers[value]
        guard operands[maker][0].access.space != .everything else { break }
        nodes.insert(graph.order[maker], at: 0)
        value = operands[maker][0].index
        if byteCount(ofValue: value) < least {
          least = byteCount(ofValue: value)
          best = nodes
        }
      }
      guard !best.isEmpty else { return nil }
      return SecondPass(
        reader: graph.order[position], repeated: best,
        byteCount: byteCount(ofValue: reading[0].index),
        multiplyAdds: best.reduce(0) { $0 + graph.cost(of: $1).multiplyAdds })
    }.sorted { $0.byteCount > $1.byteCount }
  }

  /// Whether a value is computed from another.
  private func isMade(_ value: Int, from other: Int) -> Bool {
    var pending = [value]
    var seen: Set<Int> = []
    while let next = pending.popLast() {
      if next == other { return true }
      guard seen.insert(next).inserted, producers[next] > producers[other] else { continue }
      pending += operands[producers[next]].map(\.index)
    }
    return false
  }
}

extension Graph {
  /// The graph with some values made a second time for the nodes that scale them.
  func repeating(_ passes: some Sequence<SecondPass>) -> Graph {
    var graph = self
    for pass in passes { graph.repeatNodes(pass.repeated, for: pass.reader) }
    return graph
  }
}
