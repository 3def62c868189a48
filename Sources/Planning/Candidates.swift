import IR
import Plan

/// A region that might be part of the schedule: which nodes it covers, by position in the order.
struct Candidate {
  let positions: Range<Int>
  let region: Region
}

/// The regions that may start at each position of the graph's order: every single op, every run of
/// ops that can work slice by slice, and every run of ops that can be pulled row by row.
///
/// Which ops can work in slices is read from their access maps, not from their kinds: an op that
/// sums over channels may make its result in slices; ops that keep channels apart carry a slice on;
/// a second op that sums turns slices into partial sums. Any run of ops can be pulled, but one that
/// reads a whole operand first would only keep all of it.
func candidates(_ facts: PlanFacts, _ options: PlanOptions) -> [[Candidate]] {
  let graph = facts.graph
  let canPull = options.rings.arePossible(with: options.ways)
  return graph.order.indices.map { start in
    var regions = [Region(stages: [Stage(graph.order[start], .whole)])]
    for stages in chains(in: graph, from: start, users: { facts.uses[$0.index].count }) {
      if stages.last?.role == .reduces, !options.activations.holdsPartialSums { continue }
      for slices in slicings(of: slicedChannels(stages, graph), ways: options.ways) {
        regions.append(Region(stages: stages, slices: slices))
        if canPull { regions.append(Region(stages: stages, slices: slices, isPulled: true)) }
      }
    }
    if canPull { regions += pulledRuns(facts, from: start) }
    return regions.map { region in
      let positions = start..<start + region.stages.count
      var region = region
      if options.input == .rows {
        region.deliveries = graph.inputs.indices.filter { index in
          facts.uses[facts.inputs[index]].first.map(positions.contains) ?? false
        }
      }
      return Candidate(positions: positions, region: region)
    }
  }
}

/// The regions of two and more ops from a position on that are pulled row by row.
private func pulledRuns(_ facts: PlanFacts, from start: Int) -> [Region] {
  var stages: [Stage] = []
  var regions: [Region] = []
  for position in start..<facts.graph.order.count {
    if facts.operands[position].contains(where: { $0.access.space == .everything }) { break }
    stages.append(Stage(facts.graph.order[position], .whole))
    if stages.count > 1 { regions.append(Region(stages: stages, isPulled: true)) }
  }
  return regions
}

/// The runs of stages from a position on that can work in slices, shorter ones first.
private func chains(
  in graph: Graph, from start: Int, users: (ValueID) -> Int
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
    if users(result) != 1 || graph.outputs.contains(result) { return found }
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
