import Basics
import IR
import Plan
import Targets

extension Target {
  /// The predicted time of a region until all of so many parts are done with it, in cycles.
  func cycles(_ region: Region, in graph: Graph, parts: Int) -> Double {
    if parts == 1 { return cycles(region, in: graph) }
    let slowest: Double
    switch region.shares {
    case .firstPart:
      let weights = region.stages.reduce(0) {
        $0 + weightCycles(of: $1, rows: graph.shape(of: graph.nodes[$1.node].result).height, graph)
      }
      slowest = cycles(region, in: graph) + weights
    case .rows:
      slowest =
        region.rowsOfParts(in: graph).map { rows in
          zip(region.stages, rows).reduce(0) {
            $0 + cycles($1.0, making: .rows($1.1.count), of: region, graph)
          }
        }.max() ?? 0
    case .slices:
      slowest =
        (region.slices?.map { slice in
          cycles(region.stages[0], making: .channels(slice.count), of: region, graph)
        }.max() ?? 0) + cyclesOfSharedLines(of: region, in: graph)
    }
    return slowest + Self.cyclesPerBarrier
  }

  /// The time that parts lose because they write to the same lines of caches.
  ///
  /// At the border of two slices each pixel may have a line that both parts want for themselves. Sums over all
  /// channels take so long that nobody waits for it.
  private func cyclesOfSharedLines(of region: Region, in graph: Graph) -> Double {
    guard region.stages[0].role == .carries else { return 0 }
    let result = graph.nodes[region.stages[0].node].result
    let shape = graph.shape(of: result)
    let bytes = graph.type(of: result).elementType.byteCount
    // From a pixel to the next a border moves on by multiples of this in its line.
    let step = greatestCommonDivisor(shape.channels * bytes, Self.lineBytes)
    let shared = (region.slices ?? []).dropFirst().reduce(0.0) { sum, slice in
      let isEverAtLine = slice.lowerBound * bytes % step == 0
      return sum + 1 - (isEverAtLine ? Double(step) / Double(Self.lineBytes) : 0)
    }
    return shared * Double(shape.height * shape.width) * Self.cyclesPerSharedLine
  }

  /// The bytes of a line of caches.
  static let lineBytes = 64

  /// What it takes until a line has come from another part and gone there again, measured on two cores.
  private static let cyclesPerSharedLine = 75.0

  /// What it takes until all parts have met, measured on two cores.
  static let cyclesPerBarrier = 600.0

  /// How much of what others have written a part reads in a cycle more than it would take of its own, measured
  /// on two cores.
  static let foreignBytesPerCycle = 64.0

  /// What a part makes of a stage's result.
  private enum Share {
    case rows(Int)
    case channels(Int)
  }

  private func cycles(
    _ stage: Stage, making share: Share, of region: Region, _ graph: Graph
  ) -> Double {
    let node = graph.nodes[stage.node]
    let shape = graph.shape(of: node.result)
    let made = Set(region.stages.dropLast().map { graph.nodes[$0.node].result })
    let (rows, part): (Int, Double) =
      switch share {
      case .rows(let rows): (rows, Double(rows) / Double(shape.height))
      case .channels(let channels): (shape.height, Double(channels) / Double(shape.channels))
      }
    func moving(_ value: ValueID, _ part: Double) -> Double {
      let bytes = graph.shape(of: value).count * graph.type(of: value).elementType.byteCount
      let isNear = Double(bytes) * part <= Double(cacheBytes) || made.contains(value)
      return Double(bytes) * part / (isNear ? cachedBytesPerCycle : bytesPerCycle)
    }
    let operands = zip(node.operands, graph.access(of: stage.node)).reduce(0) { sum, operand in
      let isRead =
        switch (share, operand.1.space, operand.1.channels) {
        case (.rows, .same, _), (.rows, .window, _), (.channels, _, .same): part
        case (.rows, .everything, _), (.rows, .single, _), (.channels, _, .sum),
          (.channels, _, .all), (.channels, _, .some):
          1.0
        }
      return sum + moving(operand.0, isRead)
    }
    let weights =
      switch share {
      case .rows: weightCycles(of: stage, rows: rows, graph)
      case .channels: weightCycles(of: stage, rows: rows, part: part, graph)
      }
    return Double(graph.cost(of: stage.node).multiplyAdds) * part / multiplyAddsPerCycle(in: graph)
      + operands + moving(node.result, part) + weights
      + Double(rows) * (cyclesPerRow + (region.isPulled ? cyclesPerRequest : 0))
  }

  /// The time for the weights of a stage, or of a part of its channels, which each row reads again: those
  /// that do not stay in the cache of a core take longer.
  private func weightCycles(
    of stage: Stage, rows: Int, part: Double = 1, _ graph: Graph
  ) -> Double {
    let weights = graph.nodes[stage.node].op.payload.weightIDs
    let bytes = weights.reduce(0.0) {
      $0 + Double(graph.weights[$1].count * graph.weights[$1].elementType.byteCount) * part
    }
    let rate = bytes <= Double(cacheBytes) ? cachedBytesPerCycle : bytesPerCycle
    // Most of it happens while products are added up.
    return Double(rows) * bytes / rate / 4
  }
}
