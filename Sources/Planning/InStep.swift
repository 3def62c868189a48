import IR
import Plan
import Targets

/// How consecutive regions are shared together.
extension PlanFacts {
  /// The regions of a path, in which parts go on with what they have made themselves where that takes less
  /// time than the fastest way of each region by itself: they need not wait for each other before it, and
  /// what they read is near.
  func inStep(_ candidates: [Candidate], _ target: Target, parts: Int) -> [Region] {
    /// The ways to share each region, and for each way to share the last one the least time until its end and
    /// the way of the region before with which that is reached.
    var ways: [[Region]] = []
    var steps: [[(cycles: Double, before: Int)]] = []
    for candidate in candidates {
      let alone = candidate.region.unshared
      let all = [alone] + sharings(of: alone, candidate.positions, target, parts: parts)
      let before = zip(ways.last ?? [], steps.last ?? [])
      steps.append(
        all.map { region in
          let own = target.cycles(region, in: graph, parts: parts)
          let reached = before.map { maker, step in
            step.cycles + own + cyclesBetween(maker, region, target, parts: parts)
          }
          guard let least = reached.min(), let index = reached.firstIndex(of: least) else {
            return (own, 0)
          }
          return (least, index)
        })
      ways.append(all)
    }
    guard let last = steps.last, let least = last.map(\.cycles).min() else { return [] }
    var way = last.firstIndex { $0.cycles == least } ?? 0
    var regions: [Region] = []
    for (ways, steps) in zip(ways, steps).reversed() {
      regions.append(ways[way])
      way = steps[way].before
    }
    return regions.reversed()
  }

  /// By how much the predicted time of a region changes as it follows another one: what is far of the values
  /// that it reads takes longer, and where parts have made themselves all that they read none waits.
  ///
  /// Of values from other regions than that nothing is known.
  private func cyclesBetween(
    _ maker: Region, _ reader: Region, _ target: Target, parts: Int
  ) -> Double {
    let made = Set(maker.stages.map { results[position[$0.node] ?? 0] })
    let inside = Set(reader.stages.map { results[position[$0.node] ?? 0] })
    let read = reader.stages.flatMap { operands[position[$0.node] ?? 0] }
      .filter { !inside.contains($0.index) }
    let foreign = read.filter {
      made.contains($0.index) && !keepsToItself(maker, reader, $0.index)
    }
    guard foreign.isEmpty else {
      return foreign.reduce(0) {
        $0 + foreignBytes($1, maker, reader, parts: parts) / Target.foreignBytesPerCycle
      }
    }
    return read.allSatisfy { made.contains($0.index) } ? -Target.cyclesPerBarrier : 0
  }

  /// The bytes of a value that a part reads in a region and others have made.
  private func foreignBytes(
    _ operand: Operand, _ maker: Region, _ reader: Region, parts: Int
  ) -> Double {
    let isPart: Bool
    switch reader.shares {
    case .firstPart: isPart = false
    case .rows:
      // Around the borders of rows it is little.
      if maker.sharedRows != nil, operand.access.space.isLocal { return 0 }
      isPart = operand.access.space.isLocal
    case .slices: isPart = operand.access.channels == .same
    }
    let bytes = Double(byteCount(ofValue: operand.index))
    let share = isPart ? bytes / Double(parts) : bytes
    return share * Double(parts - 1) / Double(parts)
  }
}
