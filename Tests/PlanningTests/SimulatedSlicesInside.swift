import IR
import Plan

/// A row that a region makes which runs its slices inside of the rows of its result.
struct SimulatedRow {
  let stage: Int
  /// Nil behind the stage that reduces: there nothing is cut into slices.
  let slice: Int?
  let pixels: PixelRectangle
}

extension Graph {
  /// All steps of such a region in order, of one that can run.
  func simulatedRows(splitInside region: Region) -> [SimulatedRow] {
    let stageNodes = region.stages.map { nodes[$0.node] }
    guard let slices = region.slices,
      let reducing = region.stages.firstIndex(where: { $0.role == .reduces })
    else { return [] }
    let width = { (stage: Int) in self.shape(of: stageNodes[stage].result).width }
    var steps: [SimulatedRow] = []
    for y in 0..<shape(of: stageNodes[reducing].result).height {
      // From the stage that reduces to the first one: what this row needs.
      var needed = PixelRectangle(rows: y..<y + 1, columns: 0..<width(reducing))
      var head: [SimulatedRow] = []
      for stage in (0...reducing).reversed() {
        head =
          needed.rows.map { row in
            SimulatedRow(
              stage: stage, slice: nil,
              pixels: PixelRectangle(rows: row..<row + 1, columns: 0..<width(stage)))
          } + head
        needed = pixels(of: 0, for: needed, stageNodes[stage])
      }
      for slice in slices.indices {
        steps += head.map { SimulatedRow(stage: $0.stage, slice: slice, pixels: $0.pixels) }
      }
      steps += region.stages.indices[(reducing + 1)...].map { stage in
        SimulatedRow(
          stage: stage, slice: nil,
          pixels: PixelRectangle(rows: y..<y + 1, columns: 0..<width(stage)))
      }
    }
    return steps
  }

  /// Whether the slices of a region can be run inside of its rows, whatever memory it has.
  func canSplitInside(_ region: Region) -> Bool {
    let stages = region.stages
    guard !region.isPulled, region.stripes == nil, region.deliveries.isEmpty,
      let slices = region.slices, slices.count > 1,
      let reducing = stages.firstIndex(where: { $0.role == .reduces }), reducing > 1,
      stages[0].role == .produces,
      stages[1..<reducing].allSatisfy({ $0.role == .carries }),
      stages[(reducing + 1)...].allSatisfy({ $0.role == .whole }),
      stages.allSatisfy({ $0.grain == nil && !$0.gathers })
    else { return false }
    let stageNodes = stages.map { nodes[$0.node] }
    let results = stageNodes.map(\.result)
    // The head is a chain that begins outside.
    guard Set(results).isDisjoint(with: stageNodes[0].operands),
      (1...reducing).allSatisfy({ stage in
        stageNodes[stage].operands.allSatisfy { $0 == results[stage - 1] }
      })
    else { return false }
    let height = shape(of: results[reducing]).height
    for stage in stages.indices[(reducing + 1)...] {
      guard shape(of: results[stage]).height == height else { return false }
      for (position, operand) in stageNodes[stage].operands.enumerated() {
        guard let maker = results.firstIndex(of: operand) else { continue }
        guard maker >= reducing, maker < stage,
          stageNodes[stage].op.looksAtSamePixel(ofOperand: position)
        else { return false }
      }
    }
    let head = Set(stages[...reducing].map(\.node))
    let inner = Set(results[..<reducing])
    return inner.isDisjoint(with: outputs)
      && order.allSatisfy { head.contains($0) || inner.isDisjoint(with: nodes[$0].operands) }
  }
}

extension Op {
  /// Whether a pixel of the result looks at the pixel of an operand at its own position only.
  fileprivate func looksAtSamePixel(ofOperand operand: Int) -> Bool {
    switch self {
    case .conv2D, .depthwiseConv2D, .globalAveragePool, .averagePool2D, .maxPool2D, .concatenate,
      .rearrange, .resizeNearest, .resizeBilinear:
      false
    case .channelScale: operand == 0
    case .fullyConnected, .activation, .add, .subtract, .multiply, .batchNorm, .softmax, .quantize,
      .dequantize:
      true
    }
  }
}
