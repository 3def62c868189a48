import IR
import Plan

/// A region that might be part of the schedule: which nodes it covers, by position in the order.
struct Candidate {
  let positions: Range<Int>
  let region: Region
}

/// The regions that may start at each position of the graph's order: every single op, and every
/// run of ops that can work slice by slice.
///
/// Which ops can is read from their access maps, not from their kinds: an op that sums over
/// channels may make its result in slices; ops that keep channels apart carry a slice on; a second
/// op that sums turns slices into partial sums.
func candidates(in graph: Graph, ways: PlanOptions.Ways) -> [[Candidate]] {
  let users = graph.users()
  return graph.order.indices.map { start in
    let single = Candidate(
      positions: start..<start + 1,
      region: Region(stages: [Stage(graph.order[start], .whole)]))
    let split = chains(in: graph, from: start, users: { users[$0] ?? [] }).flatMap { stages in
      slicings(of: slicedChannels(stages, graph), ways: ways).map { slices in
        Candidate(
          positions: start..<start + stages.count, region: Region(stages: stages, slices: slices))
      }
    }
    return [single] + split
  }
}

/// The runs of stages from a position on that can work in slices, shorter ones first.
private func chains(
  in graph: Graph, from start: Int, users: (ValueID) -> [NodeID]
) -> [[Stage]] {
  var stages: [Stage] = []
  var found: [[Stage]] = []
  for position in start..<graph.order.count {
    let node = graph.order[position]
    let operands = graph.nodes[node].operands
    // One operand, the result of the stage before it.
    guard operands.count == 1, let access = graph.access(of: node).first else { break }
    if let last = stages.last, operands[0] != graph.nodes[last.node].result { break }
    switch (access.space, access.channels) {
    case (.everything, _), (.single, _): return found
    case (_, .same):
      stages.append(Stage(node, .carries))
      if stages.count > 1 { found.append(stages) }
    case (_, .sum) where stages.isEmpty:
      stages.append(Stage(node, .produces))
    case (_, .sum):
      // Partial sums of windows would need each row of the slice again; only pointwise ops reduce.
      guard stages.contains(where: { $0.role == .carries }), graph.isPointwise(node) else {
        return found
      }
      found.append(stages + [Stage(node, .reduces)])
      return found
    }
    // A value that is read elsewhere, or leaves the graph, cannot exist slice by slice.
    let result = graph.nodes[node].result
    if users(result).count != 1 || graph.outputs.contains(result) { return found }
  }
  return found
}

extension Graph {
  /// Whether each pixel of the result needs the same pixel of the operand only.
  fileprivate func isPointwise(_ node: NodeID) -> Bool {
    guard let access = access(of: node).first else { return false }
    switch access.space {
    case .same: return true
    case .window(let window):
      let pixel = AxisWindow(kernel: 1, stride: 1, before: 0)
      return window.rows == pixel && window.columns == pixel
    case .everything, .single: return false
    }
  }
}

/// The channels that a run of stages cuts: those of the value its first stage makes.
private func slicedChannels(_ stages: [Stage], _ graph: Graph) -> Int {
  graph.shape(of: graph.nodes[stages[0].node].result).channels
}

/// Channels of a slice when `channels` are cut in some ways: rounded up to a multiple of 8.
func sliceWidth(of channels: Int, ways: Int) -> Int {
  ((channels + ways - 1) / ways + 7) / 8 * 8
}

/// The ways to cut `channels`, none where a slice would hold all of them.
private func slicings(of channels: Int, ways: PlanOptions.Ways) -> [[Range<Int>]] {
  let counts =
    switch ways {
    case .auto: Array(2...max(2, (channels + 7) / 8))
    case .atMost(let ways): [ways]
    }
  var widths: [Int] = []
  for count in counts {
    let width = sliceWidth(of: channels, ways: count)
    if width < channels, widths.last != width { widths.append(width) }
  }
  return widths.map { width in
    stride(from: 0, to: channels, by: width).map { $0..<min($0 + width, channels) }
  }
}
