import IR

extension Graph {
  /// An element of an op that takes it from anywhere in its operands.
  func moved(
    _ node: Node, _ y: Int, _ x: Int, _ c: Int,
    _ read: (_ operand: ValueID, _ y: Int, _ x: Int, _ c: Int) -> Double
  ) -> Double {
    let operand = node.operands[0]
    let input = shape(of: operand)
    /// An element by its number.
    func number(_ index: Int, of operand: ValueID) -> Double {
      let (width, channels) = (shape(of: operand).width, shape(of: operand).channels)
      return read(
        operand, index / (width * channels), index / channels % width, index % channels)
    }
    func near(_ axis: SourceAxis, _ index: Int, _ extent: Int) -> Double {
      min(
        max(Double(axis.factor * index + axis.offset) / Double(axis.divisor), 0),
        Double(extent - 1))
    }
    switch node.op {
    case .concatenate(let op):
      let result = shape(of: node.result)
      var place = [y, x, c]
      let axis = [Axis.height, .width, .channels].firstIndex(of: op.axis) ?? 0
      var index = (y * result.width + x) * result.channels + c
      for operand in node.operands {
        let shape = shape(of: operand)
        let extent = [shape.height, shape.width, shape.channels][axis]
        if op.row != nil {
          if index < shape.count { return number(index, of: operand) }
          index -= shape.count
        } else {
          if place[axis] < extent { return read(operand, place[0], place[1], place[2]) }
          place[axis] -= extent
        }
      }
      preconditionFailure("an element behind all operands")
    case .rearrange(let op):
      if let box = op.inside,
        !(box.rows ~= y && box.columns ~= x && box.channels ~= c)
      {
        return Double(op.fill)
      }
      return number(
        op.start.index + op.steps.height * y + op.steps.width * x + op.steps.channels * c,
        of: operand)
    case .resizeNearest(let op):
      return read(
        operand, Int(near(op.rows, y, input.height)), Int(near(op.columns, x, input.width)), c)
    case .resizeBilinear(let op):
      let (row, column) = (near(op.rows, y, input.height), near(op.columns, x, input.width))
      func along(_ row: Int) -> Double {
        let left = read(operand, row, Int(column), c)
        let share = column - column.rounded(.down)
        return share == 0
          ? left : left + share * (read(operand, row, Int(column) + 1, c) - left)
      }
      let (top, share) = (along(Int(row)), row - row.rounded(.down))
      return share == 0 ? top : top + share * (along(Int(row) + 1) - top)
    case .conv2D, .depthwiseConv2D, .fullyConnected, .batchNorm, .activation, .add, .subtract,
      .multiply, .globalAveragePool, .channelScale, .averagePool2D, .maxPool2D, .softmax, .quantize,
      .dequantize:
      preconditionFailure("\(node.op.mnemonic) moves nothing")
    }
  }
}
