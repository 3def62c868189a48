import Basics
import IR
import Plan
import TestSupport

/// A plan that was damaged on purpose.
struct Mutation {
  let name: String
  let plan: Plan
  /// Whether the plan is wrong whatever happens to lie in memory.
  let isAlwaysWrong: Bool
}

/// Every kind of damage at every place of a plan; at most `limit` of each kind, chosen by dice.
func mutations(of plan: Plan, limit: Int, _ dice: inout Dice) -> [Mutation] {
  var kinds: [[Mutation]] = []
  func damage(
    _ name: String, alwaysWrong: Bool = false, _ change: (inout Plan) -> Void
  ) -> Mutation {
    var copy = plan
    change(&copy)
    return Mutation(name: name, plan: copy, isAlwaysWrong: alwaysWrong)
  }
  let alignment = plan.memory.alignment
  let buffers = plan.memory.buffers.indices
  let regions = plan.schedule.regions

  // MARK: Memory
  kinds.append(
    buffers.flatMap { buffer in
      [-alignment, alignment].map { distance in
        damage("move buffer \(buffer) by \(distance)") {
          $0.memory.buffers[buffer].offset += distance
        }
      }
    })
  kinds.append(
    buffers.map { buffer in
      damage("misalign buffer \(buffer)", alwaysWrong: true) {
        $0.memory.buffers[buffer].offset += 4
      }
    })
  let pairs = buffers.flatMap { a in buffers.filter { $0 != a }.map { (a, $0) } }
  kinds.append(
    pairs.map { a, b in
      damage("put buffer \(a) onto \(b)") {
        $0.memory.buffers[a].offset = $0.memory.buffers[b].offset
      }
    })
  kinds.append(
    pairs.filter { $0 < $1 }.map { a, b in
      damage("swap buffers \(a) and \(b)") {
        let offset = $0.memory.buffers[a].offset
        $0.memory.buffers[a].offset = $0.memory.buffers[b].offset
        $0.memory.buffers[b].offset = offset
      }
    })
  kinds.append([
    damage("shrink the arena", alwaysWrong: !buffers.isEmpty) { $0.memory.arenaSize -= alignment },
    damage("an arena of no bytes", alwaysWrong: true) { $0.memory.arenaSize = 0 },
    damage("inputs in the other layout") {
      $0.memory.inputLayout = $0.memory.inputLayout == .nhwc ? .nchw : .nhwc
    },
    damage("an arena of odd size", alwaysWrong: true) { $0.memory.arenaSize += 4 },
    damage("no alignment", alwaysWrong: true) { $0.memory.alignment = 0 },
  ])
  kinds.append(
    buffers.map { buffer in
      damage("shrink buffer \(buffer)", alwaysWrong: true) {
        $0.memory.buffers[buffer].byteCount -= 4
      }
    })
  kinds.append(
    buffers.map { buffer in
      damage("widen buffer \(buffer)") {
        $0.memory.buffers[buffer].byteCount += $0.memory.buffers[buffer].byteCount / 2
      }
    })
  kinds.append(
    buffers.flatMap { buffer in
      let life = plan.memory.buffers[buffer].life
      return [
        damage("buffer \(buffer) is born late", alwaysWrong: true) {
          $0.memory.buffers[buffer].growth = life.lowerBound + 1..<life.upperBound + 1
        },
        damage("buffer \(buffer) dies early", alwaysWrong: true) {
          $0.memory.buffers[buffer].growth = life.dropLast()
          $0.memory.buffers[buffer].decay = life.dropLast()
        },
      ]
    })

  // MARK: Placements
  let values = plan.graph.values.handles
  kinds.append(
    values.map { value in
      damage("no place for value \(value.index)", alwaysWrong: true) {
        $0.memory.placements[value] = nil
      }
    })
  kinds.append(
    values.flatMap { value -> [Mutation] in
      let old = plan.memory.placements[value]
      let others =
        [Placement.input(0), .input(1), .output(0), .output(1), .arena(buffer: buffers.count)]
        + buffers.map { .arena(buffer: $0) } + buffers.map { .slice(buffer: $0) }
        + buffers.map {
          .ring(
            buffer: $0, Ring(rows: 2, width: plan.graph.shape(of: value).width), isSliced: false)
        }
      return others.filter { $0 != old }.map { place in
        damage("value \(value.index) in \(place)") { $0.memory.placements[value] = place }
      }
    })

  kinds.append(
    values.flatMap { value -> [Mutation] in
      guard case .ring(let buffer, let ring, let isSliced)? = plan.memory.placements[value],
        ring == Ring(rows: ring.pixels / ring.width, width: ring.width)
      else { return [] }
      let rows = ring.pixels / ring.width
      // A ring of fewer rows in a buffer that shrank along, and one that turns at another row.
      let rowBytes = plan.memory.buffers[buffer].byteCount / rows
      return [
        damage("a ring of \(rows - 1) rows for value \(value.index)", alwaysWrong: rows == 1) {
          $0.memory.placements[value] = .ring(
            buffer: buffer, Ring(rows: rows - 1, width: ring.width), isSliced: isSliced)
          $0.memory.buffers[buffer].byteCount = rowBytes * (rows - 1)
        },
        damage("a ring of \(rows + 1) rows for value \(value.index)") {
          $0.memory.placements[value] = .ring(
            buffer: buffer, Ring(rows: rows + 1, width: ring.width), isSliced: isSliced)
          $0.memory.buffers[buffer].byteCount = rowBytes * (rows + 1)
        },
      ]
    })

  // MARK: Schedule
  kinds.append(
    regions.indices.flatMap { region in
      [
        damage("region \(region) pulled or not") {
          $0.schedule.regions[region].isPulled.toggle()
        },
        damage("region \(region) delivers twice") {
          $0.schedule.regions[region].deliveries += [0]
        },
        damage("region \(region) delivers nothing") {
          $0.schedule.regions[region].deliveries = []
        },
      ]
    })
  kinds.append(
    regions.indices.flatMap { region in
      [
        damage("drop region \(region)", alwaysWrong: true) {
          $0.schedule.regions.remove(at: region)
          $0.memory.regionSteps.remove(at: region)
        },
        damage("region \(region) twice", alwaysWrong: true) {
          $0.schedule.regions.insert(regions[region], at: region)
          $0.memory.regionSteps.insert(plan.memory.regionSteps[region], at: region)
        },
        damage("miscount region \(region)", alwaysWrong: true) {
          $0.memory.regionSteps[region] += 1
        },
      ]
    })
  kinds.append(
    regions.indices.flatMap { a in
      regions.indices.filter { $0 > a }.map { b in
        damage("swap regions \(a) and \(b)") {
          $0.schedule.regions.swapAt(a, b)
          $0.memory.regionSteps.swapAt(a, b)
        }
      }
    })
  let stages = regions.indices.flatMap { region in
    regions[region].stages.indices.map { (region, $0) }
  }
  kinds.append(
    stages.flatMap { region, stage in
      [Stage.Role.whole, .produces, .carries, .reduces]
        .filter { $0 != regions[region].stages[stage].role }
        .map { role in
          damage("region \(region) stage \(stage) \(role)", alwaysWrong: true) {
            $0.schedule.regions[region].stages[stage].role = role
          }
        }
    })
  kinds.append(
    stages.filter { $1 > 0 }.map { region, stage in
      damage("swap stages \(stage - 1) and \(stage) of region \(region)") {
        $0.schedule.regions[region].stages.swapAt(stage - 1, stage)
      }
    })
  for region in regions.indices {
    guard let slices = regions[region].slices else { continue }
    let last = slices.count - 1
    func cut(_ name: String, _ new: [Range<Int>]) -> Mutation {
      damage("region \(region): \(name)", alwaysWrong: true) {
        $0.schedule.regions[region].slices = new
        $0.memory.regionSteps[region] =
          plan.memory.regionSteps[region] / slices.count * new.count
      }
    }
    let (first, second) = (slices[0], slices[1])
    kinds.append([
      cut("no last slice", Array(slices.dropLast())),
      cut("no first slice", Array(slices.dropFirst())),
      cut("a gap", slices.map { $0 == second ? second.lowerBound + 1..<second.upperBound : $0 }),
      cut(
        "an overlap", slices.map { $0 == second ? second.lowerBound - 1..<second.upperBound : $0 }),
      cut("a slice twice", slices + [slices[last]]),
      cut(
        "a slice across two", [first, first.upperBound - 4..<second.lowerBound + 4] + slices[1...]),
      cut("an empty slice", [first, first.upperBound..<first.upperBound] + slices[1...]),
      cut("backwards", slices.reversed()),
      cut("no slices", []),
    ])
    kinds.append([
      damage("region \(region): another cut") {
        let middle = first.lowerBound + 1
        $0.schedule.regions[region].slices =
          [0..<middle, middle..<second.upperBound] + slices[2...]
      },
      damage("region \(region): unsplit", alwaysWrong: true) {
        $0.schedule.regions[region].slices = nil
        $0.memory.regionSteps[region] = plan.memory.regionSteps[region] / slices.count
      },
    ])
  }

  kinds += TileMutations(plan).kinds
  return kinds.flatMap { kind -> [Mutation] in
    guard kind.count > limit else { return kind }
    return (0..<limit).map { _ in dice.pick(kind) }
  }
}

/// The plan with an operand of a sum replaced by every other value of the same type, so that the
/// sum reads what the plan does not keep for it; the graph must have been read from text.
func residualsPointedElsewhere(_ plan: Plan) throws -> [Mutation] {
  let graph = plan.graph
  let lines = graph.text().split(separator: "\n", omittingEmptySubsequences: false)
  var found: [Mutation] = []
  for (position, id) in graph.order.enumerated() {
    guard case .add = graph.nodes[id].op else { continue }
    let (name, type) = (graph.name(of: id), graph.type(of: graph.nodes[id].result))
    let earlier = graph.inputs + graph.order[..<position].map { graph.nodes[$0].result }
    for value in earlier where graph.type(of: value) == type {
      let other = graph.values[value].name
      let left = graph.values[graph.nodes[id].operands[0]].name
      let edited = lines.map { line in
        line.hasPrefix("  %\(name) = ")
          ? "  %\(name) = add %\(left), %\(quoted(other)) : \(type)" : String(line)
      }
      let changed = try parseGraph(Array(edited.joined(separator: "\n").utf8), file: "edited.mnir")
      found.append(
        Mutation(
          name: "\(name) adds \(other)",
          plan: Plan(graph: changed, schedule: plan.schedule, memory: plan.memory),
          isAlwaysWrong: false))
    }
  }
  return found
}

private func quoted(_ name: String) -> String { name.contains(" ") ? "\"\(name)\"" : name }
