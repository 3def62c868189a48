import IR
import Plan

/// A region that might be part of the schedule: which nodes it covers, by position in the order.
struct Candidate: Sendable {
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
  let canPull = options.rings != .pixels && options.rings.arePossible(with: options.ways)
  return graph.order.indices.map { start in
    var regions = [Region(stages: [Stage(graph.order[start], .whole)])]
    for stages in chains(in: graph, from: start, users: { facts.uses[$0.index].count }) {
      for slices in slicings(of: slicedChannels(stages, graph), ways: options.ways) {
        if options.maySplitInside, stages.last?.role == .reduces {
          regions += facts.splitInside(stages, slices, from: start)
        }
        if options.split == .inner, stages.last?.role == .reduces { continue }
        regions.append(Region(stages: stages, slices: slices))
        if canPull { regions.append(Region(stages: stages, slices: slices, isPulled: true)) }
      }
    }
    if canPull {
      regions += facts.pulledRuns(from: start).map { Region(stages: $0, isPulled: true) }
    }
    return regions.map { facts.candidate($0, from: start, input: options.input) }
      // Slices inside of rows look at what they read again and again.
      .filter { !$0.region.splitsInside || $0.region.deliveries.isEmpty }
  }
}

/// The runs of ops from a position on that can be pulled in steps of one size, shorter ones first.
func candidates(
  _ facts: PlanFacts, from start: Int, in size: StepSize, input: InputMode
) -> [Candidate] {
  facts.pulledRuns(from: start).compactMap { run in
    facts.grained(run, from: start, size).map {
      facts.candidate(Region(stages: $0, isPulled: true), from: start, input: input)
    }
  }
}

extension PlanFacts {
  /// A chain of sliced stages whose slices are run inside of the rows, by itself and with each run of
  /// ops behind it that need no other row.
  fileprivate func splitInside(
    _ chain: [Stage], _ slices: [Range<Int>], from start: Int
  ) -> [Region] {
    guard chain[0].role == .produces else { return [] }
    var stages = chain
    var regions = [Region(stages: stages, slices: slices, splitsInside: true)]
    for position in (start + chain.count)..<graph.order.count {
      let isInner = { (operand: Operand) in self.producers[operand.index] >= start }
      let inner = operands[position].filter(isInner)
      guard !inner.isEmpty, inner.allSatisfy({ $0.access.space == .same }),
        lastUse[results[position - 1]] == position
      else { break }
      stages.append(Stage(graph.order[position], .whole))
      regions.append(Region(stages: stages, slices: slices, splitsInside: true))
    }
    return regions
  }
}

/// A run of ops from a position on in stripes; nil where they must not run more than once, or where
/// what is made inside is needed outside.
func striped(_ candidate: Candidate, _ facts: PlanFacts, into count: Int, _ size: StepSize)
  -> Candidate?
{
  let (positions, region) = (candidate.positions, candidate.region)
  let width = facts.valueWidths[facts.results[positions.upperBound - 1]]
  let isClosed = positions.dropLast().allSatisfy { position in
    facts.lastUse[facts.results[position]] < positions.upperBound
      && facts.uses[facts.results[position]].count > 0
  }
  guard isClosed, count > 1, width >= count, region.slices == nil, region.deliveries.isEmpty,
    !region.stages.contains(where: \.gathers)
  else { return nil }
  let plain = region.stages.map { Stage($0.node, $0.role) }
  let share = (width + count - 1) / count
  guard let stages = facts.grained(plain, from: positions.lowerBound, size, inStripesOf: share)
  else { return nil }
  let stripes = stride(from: 0, to: width, by: share).map { $0..<min($0 + share, width) }
  guard stripes.count > 1 else { return nil }
  return Candidate(
    positions: positions, region: Region(stages: stages, isPulled: true, stripes: stripes))
}

extension PlanFacts {
  fileprivate func candidate(
    _ region: Region, from start: Int, input: InputMode
  ) -> Candidate {
    let positions = start..<start + region.stages.count
    var region = region
    if input == .rows {
      region.deliveries = graph.inputs.indices.filter { index in
        uses[inputs[index]].first.map(positions.contains) ?? false
      }
    }
    return Candidate(positions: positions, region: region)
  }

  /// The runs of two and more stages from a position on that can be pulled.
  ///
  /// An op that sums over all positions takes up its operand as it is made; behind it only ops on
  /// single pixels may follow, since whatever reads the map again would keep all of it.
  fileprivate func pulledRuns(from start: Int) -> [[Stage]] {
    var stages: [Stage] = []
    var runs: [[Stage]] = []
    for position in start..<graph.order.count {
      let node = graph.order[position]
      var stage = Stage(node, .whole)
      if operands[position].contains(where: { $0.access.space == .everything }) {
        guard graph.sumsOverPositions(node), !stages.isEmpty else { break }
        stage.gathers = true
      } else if stages.contains(where: \.gathers) {
        let result = results[position]
        guard valueHeights[result] * valueWidths[result] == 1 else { break }
      }
      stages.append(stage)
      if stages.count > 1 { runs.append(stages) }
    }
    return runs
  }
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
    case (.everything, _), (.single, _), (_, .all), (_, .some): return found
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
    access(of: node).first.map { $0.isPointwise && $0.space != .single } ?? false
  }

  /// Whether the result of an op is a sum over all pixels of its only operand.
  fileprivate func sumsOverPositions(_ node: NodeID) -> Bool {
    access(of: node) == [OperandAccess(.everything, .same)]
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
