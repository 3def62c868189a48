import IR
import Kernels
import Plan
import Targets

extension RegionCode {
  /// The weights of others that the calls of a kernel bring nearer, in elements.
  struct Ahead {
    /// The threads that call it, and from where on each of them starts: what it brings in row 0 of the first
    /// pass.
    let threads: Range<Int>
    let starts: [Int]
    let ofPrefetch: Int
    let ofCall: Int
  }

  /// A dense kernel of whole rows that has time to bring weights of later regions nearer.
  private struct Bringer {
    let part: Int
    let stage: Int
    /// The steps of a call of its kernel.
    let steps: Int
    /// The threads that call it, and the first row that each makes.
    let threads: Range<Int>
    let firstRows: [Int]
    let host: WeightsAhead.Host
  }

  /// Has kernels of a program bring weights nearer for those of later regions.
  func bringAhead(_ drafts: inout [Draft], _ prefetch: Prefetch) {
    let amount = mainScalar == .float ? prefetch.floats : prefetch.integers
    let all = drafts.map { bringers(in: $0, amount) }
    let shares = WeightsAhead.shares(
      of: zip(drafts, all).map { draft, bringers in
        WeightsAhead.Reader(
          weights: (0..<plan.schedule.parts).map { weights(of: draft, readBy: $0) },
          hosts: bringers.map(\.host))
      }, reach: amount.reach)
    for (index, (bringers, shares)) in zip(all, shares).enumerated() {
      for (bringer, share) in zip(bringers, shares) {
        guard let share else { continue }
        let step = share.bytesOfStep / bringer.host.unit
        let call = step * bringer.steps
        let starts = zip(share.starts, bringer.firstRows).map { $0 / bringer.host.unit - $1 * call }
        let kernel = drafts[index].calls[bringer.part][bringer.stage].function
        guard starts.allSatisfy({ $0 >= 0 }),
          let prefetching = PrefetchingKernel(kernel, prefetches: share.prefetches)
        else { continue }
        drafts[index].calls[bringer.part][bringer.stage].function = prefetching.function
        drafts[index].calls[bringer.part][bringer.stage].ahead = Ahead(
          threads: bringer.threads, starts: starts, ofPrefetch: step / share.prefetches,
          ofCall: call)
      }
    }
  }

  /// The kernels of a region that have time, in the order in which they run.
  private func bringers(in draft: Draft, _ amount: Prefetch.Amount) -> [Bringer] {
    let unit = mainScalar == .float ? 4 : 1
    return draft.parts.indices.flatMap { part in
      draft.region.stages.indices.compactMap { stage -> Bringer? in
        let kernel = draft.region.stages[stage]
        let node = graph.nodes[kernel.node]
        let shape = graph.shape(of: node.result)
        // A single pixel reads each weight once, and waits for its own.
        guard case .conv2D = node.op, kernel.grain == nil, !draft.region.splitsInside,
          shape.height * shape.width > 1,
          draft.calls[part][stage].weightName == weightName(mainScalar),
          let prefetching = PrefetchingKernel(draft.calls[part][stage].function)
        else { return nil }
        let turns = turns(of: stage, in: part, of: draft)
        let slices = draft.region.slices?.count ?? 1
        let products = graph.cost(of: kernel.node).multiplyAdds / height(of: kernel) / slices
        let steps = prefetching.steps * turns.rows
        return Bringer(
          part: part, stage: stage, steps: prefetching.steps, threads: turns.threads,
          firstRows: turns.firstRows,
          host: WeightsAhead.Host(
            threads: turns.threads, steps: steps,
            most: products * amount.bytes / 1024 / prefetching.steps, unit: unit))
      }
    }
  }

  /// Which threads make rows of a stage, the first row of each, and how many one of them makes at most in all
  /// passes.
  private func turns(
    of stage: Int, in part: Int, of draft: Draft
  ) -> (threads: Range<Int>, firstRows: [Int], rows: Int) {
    let region = draft.region
    if region.sharedRows != nil {
      let rows = region.rowsOfParts(in: graph).map { $0[stage] }
      return (rows.indices, rows.map(\.lowerBound), rows.map(\.count).max() ?? 0)
    }
    let height = height(of: region.stages[stage])
    guard region.isShared else { return (0..<1, [0], height * draft.parts[part].passes.count) }
    let threads = threads(of: part, in: draft)
    return (threads, Array(repeating: 0, count: threads.count), height)
  }

  /// The threads that share the passes of a part, one each.
  private func threads(of part: Int, in draft: Draft) -> Range<Int> {
    let first = draft.parts[..<part].reduce(0) { $0 + $1.passes.count }
    return first..<first + draft.parts[part].passes.count
  }

  /// The bytes of all weights that a thread reads in a region.
  private func weights(of draft: Draft, readBy thread: Int) -> [Range<Int>] {
    guard draft.region.isShared else { return thread == 0 ? [draft.weights] : [] }
    if let rows = draft.region.sharedRows { return thread < rows.count ? [draft.weights] : [] }
    let parts = draft.parts.indices
    guard let part = parts.first(where: { threads(of: $0, in: draft).contains(thread) }) else {
      return []
    }
    let pass = thread - threads(of: part, in: draft).lowerBound
    return draft.calls[part].compactMap { call in
      guard let start = call.weights else { return nil }
      let unit = call.weightName == weightName(.float) ? 4 : 1
      let piece = (start + pass * call.weightCount) * unit
      return piece..<piece + call.weightCount * unit
    }
  }
}

extension PartCode {
  /// What the kernel of a stage is told of the weights that it brings nearer, row by row.
  func ahead(of stage: Int, row: Expression, of rows: Int) -> [Expression] {
    guard let ahead = calls[stage].ahead else { return [] }
    let isSplit = region.slices != nil && !region.isShared
    let number = isSplit ? pass * .integer(rows) + row : row
    var start = Expression.integer(ahead.starts[ahead.starts.count - 1])
    for (thread, other) in zip(ahead.threads, ahead.starts).dropLast().reversed() {
      start = .select(
        ref("part").isLess(than: .integer(thread + 1)), then: .integer(other), otherwise: start)
    }
    let first = ref(calls[stage].weightName).advanced(by: start + number * .integer(ahead.ofCall))
    return [first, .integer(ahead.ofPrefetch)]
  }
}
