import Basics
import IR
import Plan

extension Graph {
  /// The pixels of an operand that these pixels of the result look at.
  func pixels(of operand: Int, for made: PixelRectangle, _ node: Node) -> PixelRectangle {
    let shape = self.shape(of: node.operands[operand])
    func window(
      _ size: ArraySlice<Int>, _ stride: Stride, _ dilation: Stride, _ padding: Padding
    ) -> PixelRectangle {
      func inputs(
        _ outputs: Range<Int>, _ kernel: Int, _ stride: Int, _ dilation: Int, _ before: Int,
        _ extent: Int
      ) -> Range<Int> {
        guard let last = outputs.last else { return 0..<0 }
        let start = max(0, outputs.lowerBound * stride - before)
        return start..<max(start, min(extent, last * stride - before + (kernel - 1) * dilation + 1))
      }
      return PixelRectangle(
        rows: inputs(
          made.rows, size[size.startIndex], stride.height, dilation.height, padding.top,
          shape.height),
        columns: inputs(
          made.columns, size[size.startIndex + 1], stride.width, dilation.width, padding.left,
          shape.width))
    }
    switch node.op {
    case .conv2D(let op):
      return window(weights[op.weight].shape[1...2], op.stride, op.dilation, op.padding)
    case .depthwiseConv2D(let op):
      return window(weights[op.weight].shape[0...1], op.stride, op.dilation, op.padding)
    case .averagePool2D(let op):
      return window(
        [op.kernel.height, op.kernel.width][...], op.stride, op.dilation, op.padding)
    case .maxPool2D(let op):
      return window(
        [op.kernel.height, op.kernel.width][...], op.stride, op.dilation, op.padding)
    case .globalAveragePool, .concatenate, .rearrange, .resizeNearest, .resizeBilinear:
      return PixelRectangle(rows: 0..<shape.height, columns: 0..<shape.width)
    case .channelScale where operand == 1: return PixelRectangle(rows: 0..<1, columns: 0..<1)
    case .fullyConnected, .activation, .add, .subtract, .multiply, .channelScale, .batchNorm,
      .softmax, .quantize, .dequantize:
      return made
    }
  }

  /// The steps of all stages of a region in one pass, of a region that can run.
  func simulatedSteps(of region: Region, pass: Int) -> [SimulatedSteps] {
    let results = region.stages.map { nodes[$0.node].result }
    // From the last stage to the first: readers say what they need.
    var columns = results.map { 0..<shape(of: $0).width }
    if let stripe = region.stripes?[pass] {
      for index in region.stages.indices.reversed() {
        columns[index] = index == results.count - 1 ? stripe : 0..<0
        for reader in region.stages.indices[(index + 1)...] where !columns[reader].isEmpty {
          let node = nodes[region.stages[reader].node]
          let made = PixelRectangle(rows: 0..<1, columns: columns[reader])
          for (position, operand) in node.operands.enumerated() where operand == results[index] {
            let needed = pixels(of: position, for: made, node).columns
            columns[index] =
              columns[index].isEmpty ? needed : hull(columns[index], needed)
          }
        }
      }
    }
    return region.stages.indices.map { index in
      let stage = region.stages[index]
      return stage.gathers
        ? SimulatedSteps(
          stage.grain, gathering: shape(of: nodes[stage.node].operands[0]))
        : SimulatedSteps(stage.grain, of: shape(of: results[index]), columns: columns[index])
    }
  }

  /// The steps of a region in all of its passes and those that deliver rows; nil if it cannot run.
  func simulatedStepCount(of region: Region) -> Int? {
    guard canRun(region) else { return nil }
    if region.splitsInside { return simulatedRows(splitInside: region).count }
    // An input is delivered once, however often it is named.
    let rows = Set(region.deliveries.filter { inputs.indices.contains($0) })
      .reduce(0) { $0 + shape(of: inputs[$1]).height }
    return (0..<region.passes).reduce(rows) { total, pass in
      simulatedSteps(of: region, pass: pass).reduce(total) { $0 + $1.steps.count }
    }
  }

  /// Whether a region is one that can be run, whatever memory it has.
  func canRun(_ region: Region) -> Bool {
    let (stages, last) = (region.stages, region.stages.count - 1)
    guard stages.allSatisfy({ nodes.contains($0.node) }) else { return false }
    if region.splitsInside { return canSplitInside(region) }
    for stage in stages {
      if let grain = stage.grain {
        guard region.isPulled, (1...Shape.largestCount).contains(grain.rows),
          (0...Shape.largestCount).contains(grain.rowsAgain),
          (1...grain.rows + grain.rowsAgain).contains(grain.firstRows),
          (1...Shape.largestCount).contains(grain.columns),
          (1...grain.columns).contains(grain.firstColumns)
        else { return false }
      }
      if stage.gathers {
        guard case .globalAveragePool = nodes[stage.node].op, stage.role == .whole,
          region.isPulled, region.slices == nil, region.stripes == nil
        else { return false }
      }
    }
    guard canMakeRowsAgain(region) else { return false }
    guard let stripes = region.stripes else { return true }
    guard region.isPulled, region.slices == nil, region.deliveries.isEmpty, last >= 0 else {
      return false
    }
    var width = 0
    for stripe in stripes {
      guard stripe.lowerBound == width, !stripe.isEmpty else { return false }
      width = stripe.upperBound
    }
    guard width == shape(of: nodes[stages[last].node].result).width else { return false }
    let inside = Set(stages.map(\.node))
    let inner = Set(stages[..<last].map { nodes[$0.node].result })
    return inner.isDisjoint(with: outputs)
      && order.allSatisfy { inside.contains($0) || inner.isDisjoint(with: nodes[$0].operands) }
  }

  /// Whether what a region makes in bands that overlap is for readers that can do with it.
  private func canMakeRowsAgain(_ region: Region) -> Bool {
    let again = region.stages.filter { $0.grain.map { $0.rowsAgain != 0 } ?? false }
    guard !again.isEmpty else { return true }
    let values = Set(again.map { nodes[$0.node].result })
    guard region.slices == nil, values.isDisjoint(with: outputs),
      !again.contains(where: { $0.gathers || $0.node == region.stages.last?.node })
    else { return false }
    let inside = Set(region.stages.map(\.node)).subtracting(again.map(\.node))
    return order.allSatisfy { inside.contains($0) || values.isDisjoint(with: nodes[$0].operands) }
  }
}

private func hull(_ a: Range<Int>, _ b: Range<Int>) -> Range<Int> {
  min(a.lowerBound, b.lowerBound)..<max(a.upperBound, b.upperBound)
}
