import IR
import Plan
import PlanCheck
import Planning
import Targets
import TestSupport
import Testing

/// What the planner makes of overlapping bands.
@Suite struct RowsAgainTests {
  private func bought(_ factor: Double, input: InputMode = .caller) -> PlanOptions {
    PlanOptions(objective: .ram, input: input, recompute: factor, split: .outer)
  }

  private func stagesAgain(_ region: Region) -> [Int] {
    region.stages.indices.filter { (region.stages[$0].grain?.rowsAgain ?? 0) > 0 }
  }

  /// Two blocks of MobileNetV2, whose windows are strided or not.
  private func blocks(kernel: Int = 3) throws -> Graph {
    let padding = Padding(
      top: kernel / 2, left: kernel / 2, bottom: kernel / 2, right: kernel / 2)
    var builder = GraphBuilder(name: "blocks")
    var x = builder.input("image", Shape(48, 49, 4))
    for (block, stride) in [1, 2].enumerated() {
      let skip = x
      x = try builder.conv(x, "expand\(block)", outputs: 64, .relu6)
      x = try builder.depthwise(
        x, "depthwise\(block)", kernel: (kernel, kernel),
        stride: Stride(height: stride, width: stride), padding: padding, .relu6)
      x = try builder.conv(x, "project\(block)", outputs: 4)
      if stride == 1 { x = try builder.add(x, skip, "sum\(block)") }
    }
    builder.graph.addOutput(x)
    return builder.graph
  }

  @Test func rowsAreMadeAgainOnlyWhereThatIsBought() throws {
    for input in InputMode.allCases {
      let once = try plan(blocks(), target: .generic, options: bought(1, input: input))
      #expect(once.schedule.regions.allSatisfy { stagesAgain($0) == [] })
      let again = try plan(blocks(), target: .generic, options: bought(4, input: input))
      #expect(replay(again) == [])
      #expect(again.schedule.regions.contains { stagesAgain($0) != [] }, "\(input)")
      #expect(again.memory.arenaSize < once.memory.arenaSize, "\(input)")
    }
  }

  @Test func theFactorIsKept() throws {
    let graph = try blocks()
    for factor in [1.1, 1.27, 2] {
      let plan = try plan(graph, target: .generic, options: bought(factor))
      let work = Double(plan.schedule.multiplyAdds(in: graph))
      #expect(work <= factor * Double(graph.cost().multiplyAdds))
    }
  }

  /// A band that two bands of the reader need would have to be kept whole.
  @Test(arguments: [3, 5]) func eachBandIsReadByOneBand(kernel: Int) throws {
    let graph = try blocks(kernel: kernel)
    let plan = try plan(graph, target: .generic, options: bought(1.5))
    #expect(replay(plan) == [])
    var count = 0
    for region in plan.schedule.regions {
      let grids = region.gridsOfPasses(in: graph)[0]
      for stage in stagesAgain(region) {
        let value = graph.nodes[region.stages[stage].node].result
        let reader = try #require(
          region.stages.firstIndex { graph.nodes[$0.node].operands == [value] })
        let access = graph.access(of: region.stages[reader].node)[0]
        let tiles = grids[reader].tilesPerBand
        let bands = try (0..<grids[reader].count / tiles).map { band in
          let rows = grids[reader].rows(of: band * tiles)
          let needed = access.rows(for: rows, height: grids[stage].height)
          return grids[stage].band(ofRow: try #require(needed.last))
        }
        #expect(Set(bands).count == bands.count)
        count += 1
      }
    }
    #expect(count > 0)
  }

  @Test func whatIsMadeAgainIsCounted() throws {
    let graph = try blocks()
    let grains = [
      Grain(rows: 2, columns: 1, firstRows: 3, rowsAgain: 2), Grain(rows: 2, columns: 1),
    ]
    let stages = zip(graph.order, grains).map { Stage($0, .whole, grain: $1) }
    let region = Region(stages: stages, isPulled: true)
    let costs = stages.map { graph.cost(of: $0.node).multiplyAdds }
    // Twenty-four bands of four rows, the first and the last without the one outside of the map.
    #expect(region.multiplyAdds(in: graph) == costs[0] / 48 * 94 + costs[1])
  }
}
