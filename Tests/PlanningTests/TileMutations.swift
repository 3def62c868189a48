import Basics
import IR
import Plan

/// The kinds of damage that need steps of tiles, ops that gather, stripes, slices inside of rows, or
/// sums of their own.
///
/// A plan whose region cannot run any more is always wrong. Of one that can run, the steps are counted
/// anew, so that the damage itself is judged and not the count.
struct TileMutations {
  private let plan: Plan
  private let graph: Graph

  init(_ plan: Plan) {
    self.plan = plan
    graph = plan.graph
  }

  var kinds: [[Mutation]] {
    [changedGrains, newGrains, changedBands, gathering, stripes, newStripes]
      + [slicesInside, tailsBefore, ringsInside]
      + [lanes, turns, sumsElsewhere, sumsOfOthers, sumsOfGathering]
  }

  private func damage(
    _ name: String, alwaysWrong: Bool = false, _ change: (inout MemoryPlan) -> Void
  ) -> Mutation {
    var copy = plan
    change(&copy.memory)
    return Mutation(name: name, plan: copy, isAlwaysWrong: alwaysWrong)
  }

  /// The plan with another region, with its buffers' lives as they were, and with lives without end.
  private func damage(
    _ name: String, region index: Int, _ change: (inout Region) -> Void
  ) -> [Mutation] {
    damage(name, stepsOf: index) { change(&$0.schedule.regions[index]) }
  }

  /// The same with other memory too.
  private func damage(
    _ name: String, stepsOf index: Int, _ change: (inout Plan) -> Void
  ) -> [Mutation] {
    var copy = plan
    change(&copy)
    guard let steps = graph.simulatedStepCount(of: copy.schedule.regions[index]) else {
      return [Mutation(name: name, plan: copy, isAlwaysWrong: true)]
    }
    copy.memory.regionSteps[index] = steps
    var lasting = copy
    let all = 0..<copy.memory.regionSteps.reduce(0, +)
    for buffer in lasting.memory.buffers.indices {
      lasting.memory.buffers[buffer].growth = all
      lasting.memory.buffers[buffer].decay = all
    }
    return [
      Mutation(name: name, plan: copy, isAlwaysWrong: false),
      Mutation(name: "\(name), buffers live on", plan: lasting, isAlwaysWrong: false),
    ]
  }

  // MARK: Steps

  private var stages: [(region: Int, stage: Int, value: Stage)] {
    plan.schedule.regions.indices.flatMap { region in
      plan.schedule.regions[region].stages.enumerated().map { (region, $0, $1) }
    }
  }

  private func grain(_ region: Int, _ stage: Int, _ grain: Grain?) -> [Mutation] {
    damage("region \(region) stage \(stage) in \(grain.map { "\($0)" } ?? "rows")", region: region)
    {
      $0.stages[stage].grain = grain
    }
  }

  private var changedGrains: [Mutation] {
    stages.flatMap { region, stage, value -> [Mutation] in
      guard let old = value.grain else { return [] }
      var grains: [Grain?] = [nil, Grain(rows: 0, columns: old.columns, firstRows: 0)]
      func add(_ change: (inout Grain) -> Void) {
        var grain = old
        change(&grain)
        grains.append(grain)
      }
      for distance in [-1, 1] {
        add {
          $0.rows += distance
          $0.firstRows = min($0.firstRows, $0.rows + $0.rowsAgain)
        }
        add {
          $0.columns += distance
          $0.firstColumns = min($0.firstColumns, $0.columns)
        }
        add {
          $0.rowsAgain += distance
          $0.firstRows = min($0.firstRows, $0.rows + $0.rowsAgain)
        }
        add { $0.firstRows += distance }
        add { $0.firstColumns += distance }
      }
      return grains.flatMap { grain(region, stage, $0) }
    }
  }

  private var newGrains: [Mutation] {
    stages.flatMap { region, stage, value -> [Mutation] in
      guard value.grain == nil else { return [] }
      let width = graph.shape(of: graph.nodes[value.node].result).width
      return [(1, 1), (1, width), (2, 2), (2, width)].flatMap {
        grain(region, stage, Grain(rows: $0, columns: $1))
      }
    }
  }

  /// Bands that overlap by a row more or fewer, or begin elsewhere, with a ring that follows at the end
  /// of the arena.
  private var changedBands: [Mutation] {
    stages.flatMap { region, stage, value -> [Mutation] in
      let result = graph.nodes[value.node].result
      guard let old = value.grain,
        case .ring(let index, let ring, let isSliced)? = plan.memory.placements[result],
        ring.lanes.count == old.rows + old.rowsAgain
      else { return [] }
      return [(-1, 0), (1, 0), (0, -1), (0, 1), (1, 1), (1, -1)].flatMap { again, first in
        var (grain, other) = (old, ring)
        grain.rowsAgain += again
        grain.firstRows += first
        (other.rowsAgain, other.firstRows) = (grain.rowsAgain, grain.firstRows)
        if again > 0 { other.lanes.insert(ring.lanes.max() ?? 1, at: 0) }
        if again < 0 { other.lanes.removeFirst() }
        return damage(
          "region \(region) stage \(stage): \(again) rows again, \(first) first rows",
          stepsOf: region
        ) {
          $0.schedule.regions[region].stages[stage].grain = grain
          $0.memory.placements[result] = .ring(buffer: index, other, isSliced: isSliced)
          let pixelBytes = $0.memory.buffers[index].byteCount / ring.pixels
          let bytes = pixelBytes * other.lanes.reduce(0, +)
          $0.memory.buffers[index].byteCount = bytes
          $0.memory.buffers[index].offset = $0.memory.arenaSize
          let alignment = $0.memory.alignment
          $0.memory.arenaSize += (bytes + alignment - 1) / alignment * alignment
        }
      }
    }
  }

  private var gathering: [Mutation] {
    stages.flatMap { region, stage, value in
      damage("region \(region) stage \(stage) gathers or not", region: region) {
        $0.stages[stage].gathers.toggle()
      }
    }
  }

  private func cut(_ name: String, _ region: Int, _ stripes: [Range<Int>]?) -> [Mutation] {
    damage("region \(region): \(name)", region: region) { $0.stripes = stripes }
  }

  private var stripes: [Mutation] {
    plan.schedule.regions.enumerated().flatMap { index, region -> [Mutation] in
      guard let old = region.stripes else { return [] }
      var found = cut("no stripes", index, nil) + cut("stripes of nothing", index, [])
      for stripe in old.indices {
        var (fewer, more) = (old, old)
        fewer.remove(at: stripe)
        more.insert(old[stripe], at: stripe)
        found += cut("stripe \(stripe) dropped", index, fewer)
        found += cut("stripe \(stripe) twice", index, more)
        guard stripe > 0 else { continue }
        for distance in [-1, 1] {
          let border = old[stripe].lowerBound + distance
          let (start, end) = (old[stripe - 1].lowerBound, old[stripe].upperBound)
          guard start <= border, border <= end else { continue }
          var (moved, torn) = (old, old)
          moved[stripe - 1] = start..<border
          moved[stripe] = border..<end
          torn[stripe] = border..<end
          found += cut("stripes meet at \(border)", index, moved)
          found += cut("stripe \(stripe) from \(border)", index, torn)
        }
      }
      return found
    }
  }

  private var newStripes: [Mutation] {
    plan.schedule.regions.enumerated().flatMap { index, region -> [Mutation] in
      guard region.stripes == nil, let last = region.stages.last else { return [] }
      let width = graph.shape(of: graph.nodes[last.node].result).width
      let halves = [0..<width / 2, width / 2..<width].filter { !$0.isEmpty }
      return cut("one stripe", index, [0..<width]) + cut("stripes of a half", index, halves)
    }
  }

  // MARK: Slices inside of rows

  private var slicesInside: [Mutation] {
    plan.schedule.regions.enumerated().flatMap { index, region -> [Mutation] in
      let name = "region \(index): slices \(region.splitsInside ? "outside" : "inside") of rows"
      let toggled = damage(name, region: index) { $0.splitsInside.toggle() }
      guard region.slices != nil else { return toggled }
      // Slices inside are for regions that are not pulled, those outside mostly for those that are.
      return toggled
        + damage("\(name), pulled or not", region: index) {
          $0.splitsInside.toggle()
          $0.isPulled.toggle()
          for stage in $0.stages.indices { $0.stages[stage].grain = nil }
        }
    }
  }

  private var tailsBefore: [Mutation] {
    plan.schedule.regions.enumerated().flatMap { index, region -> [Mutation] in
      guard region.splitsInside,
        let reducing = region.stages.firstIndex(where: { $0.role == .reduces })
      else { return [] }
      return region.stages.indices[(reducing + 1)...].flatMap { stage in
        damage("region \(index): stage \(stage) before \(reducing)", region: index) {
          $0.stages.insert($0.stages.remove(at: stage), at: reducing)
        }
      }
    }
  }

  private var ringsInside: [Mutation] {
    plan.schedule.regions.filter(\.splitsInside).flatMap { region in
      region.stages.compactMap { stage -> Mutation? in
        let value = graph.nodes[stage.node].result
        guard case .ring(_, let ring, _)? = plan.memory.placements[value] else { return nil }
        return turn(value, "one row fewer", alwaysWrong: ring.lanes[0] <= ring.width) {
          $0.lanes[0] -= $0.width
        }
      }
    }
  }

  // MARK: Rings

  /// A value's ring with a change; its buffer follows or stays.
  private func turn(
    _ value: ValueID, _ name: String, alwaysWrong: Bool = false, follows: Bool = true,
    _ change: (inout Ring) -> Void
  ) -> Mutation {
    damage("value \(value.index): \(name)", alwaysWrong: alwaysWrong) { memory in
      guard case .ring(let buffer, var ring, let isSliced)? = memory.placements[value] else {
        return
      }
      let pixelBytes = memory.buffers[buffer].byteCount / ring.lanes.reduce(0, +)
      change(&ring)
      memory.placements[value] = .ring(buffer: buffer, ring, isSliced: isSliced)
      if follows { memory.buffers[buffer].byteCount = pixelBytes * ring.lanes.reduce(0, +) }
    }
  }

  private var rings: [(value: ValueID, ring: Ring)] {
    graph.values.handles.compactMap { value in
      guard case .ring(_, let ring, _)? = plan.memory.placements[value] else { return nil }
      return (value, ring)
    }
  }

  private var lanes: [Mutation] {
    rings.flatMap { value, ring in
      ring.lanes.indices.flatMap { lane in
        [-1, 1].flatMap { distance in
          [true, false].map { follows in
            turn(
              value, "lane \(lane) by \(distance)\(follows ? "" : " in the same buffer")",
              alwaysWrong: ring.lanes[lane] + distance < 1, follows: follows
            ) { $0.lanes[lane] += distance }
          }
        }
      }
    }
  }

  private var turns: [Mutation] {
    rings.flatMap { value, ring -> [Mutation] in
      var found = [
        turn(value, "one row more first", alwaysWrong: ring.firstRows >= ring.lanes.count) {
          $0.firstRows += 1
        },
        turn(value, "one row fewer first") { $0.firstRows -= 1 },
        turn(value, "one row more again", alwaysWrong: true) { $0.rowsAgain += 1 },
        turn(value, "one row fewer again", alwaysWrong: true) { $0.rowsAgain -= 1 },
        turn(value, "wider by one") { $0.width += 1 },
        turn(value, "narrower by one", alwaysWrong: ring.width == 1) { $0.width -= 1 },
        turn(value, "no lanes", alwaysWrong: true, follows: false) { $0.lanes = [] },
      ]
      for lane in ring.lanes.indices.dropFirst() where ring.lanes[lane] != ring.lanes[lane - 1] {
        found.append(
          turn(value, "swap lanes \(lane - 1) and \(lane)") {
            $0.lanes.swapAt(lane - 1, lane)
          })
      }
      if ring.lanes.count > 1 {
        found.append(turn(value, "one lane") { $0.lanes = [$0.lanes.reduce(0, +)] })
        found.append(turn(value, "no last lane") { $0.lanes.removeLast() })
      }
      return found
    }
  }

  // MARK: Partial sums

  private func sums(
    _ value: ValueID, in buffer: Int?, alwaysWrong: Bool = false
  ) -> Mutation {
    let buffers = plan.memory.buffers.indices
    return damage(
      "sums of value \(value.index) in \(buffer.map { "buffer \($0)" } ?? "its place")",
      alwaysWrong: alwaysWrong || buffer.map { !buffers.contains($0) } ?? false
    ) { $0.partialSums[value] = buffer }
  }

  /// Sums that lie apart, in other places.
  private func moved(_ value: ValueID, from old: Int) -> [Mutation] {
    let buffers = plan.memory.buffers.indices
    let moved = [-4, 4].map { distance in
      damage("sums of value \(value.index) by \(distance) bytes") {
        $0.buffers[old].offset += distance
      }
    }
    return moved + [sums(value, in: buffers.count), sums(value, in: -1)]
      + buffers.filter { $0 != old }.map { sums(value, in: $0) }
  }

  /// The values of stages that gather.
  private var gathered: [(region: Int, stage: Int, value: ValueID)] {
    stages.filter(\.value.gathers).map { ($0, $1, graph.nodes[$2.node].result) }
  }

  private var sumsElsewhere: [Mutation] {
    let others = Set(gathered.map(\.value))
    return graph.values.handles.filter { !others.contains($0) }.flatMap { value -> [Mutation] in
      guard let old = plan.memory.partialSums[value] else { return [] }
      return [sums(value, in: nil)] + moved(value, from: old)
    }
  }

  /// Sums that lie in the value's own place, put onto something else.
  private var sumsOfOthers: [Mutation] {
    plan.schedule.regions.flatMap { region -> [Mutation] in
      guard let slices = region.slices, slices.count > 1 else { return [] }
      return region.stages.filter { $0.role == .reduces }
        .map { graph.nodes[$0.node].result }
        .filter { plan.memory.partialSums[$0] == nil }
        .flatMap { value in plan.memory.buffers.indices.map { sums(value, in: $0) } }
    }
  }

  /// Sums of ops that gather: small elements do not hold them, those of four bytes always do.
  private var sumsOfGathering: [Mutation] {
    gathered.flatMap { region, stage, value -> [Mutation] in
      guard let old = plan.memory.partialSums[value] else {
        let areRefused = plan.elementBytes(of: value) == 4
        return plan.memory.buffers.indices.map { sums(value, in: $0, alwaysWrong: areRefused) }
      }
      let steps = graph.simulatedSteps(of: plan.schedule.regions[region], pass: 0)[stage].steps
      return [sums(value, in: nil, alwaysWrong: steps.count > 1)] + moved(value, from: old)
    }
  }
}
