import Basics
import IR
import Testing

/// What an op says of its reads, against what changes when an input is perturbed.
@Suite struct AccessTests {
  /// The rows, columns and channels of the result that change with one row, column or channel of
  /// an operand.
  private enum Axis: CaseIterable { case row, column, channel }

  private func changed(
    _ op: Op, _ weights: WeightStore, _ operands: [Tensor], _ result: Shape, operand: Int,
    _ axis: Axis, _ index: Int
  ) -> Set<Int> {
    func position(_ y: Int, _ x: Int, _ c: Int) -> Int {
      switch axis {
      case .row: y
      case .column: x
      case .channel: c
      }
    }
    var perturbed = operands
    let old = operands[operand]
    perturbed[operand] = Tensor(old.shape) { y, x, c in
      old.values[old.index(y, x, c)] + (position(y, x, c) == index ? 1 : 0)
    }
    let before = op.payload.evaluate(operands, weights, result)
    let after = op.payload.evaluate(perturbed, weights, result)
    var found: Set<Int> = []
    for y in 0..<result.height {
      for x in 0..<result.width {
        for c in 0..<result.channels {
          let at = before.index(y, x, c)
          if before.values[at] != after.values[at] { found.insert(position(y, x, c)) }
        }
      }
    }
    return found
  }

  /// Compares `access` with perturbations of every row, column and channel of every operand.
  private func expectExactAccess(_ op: Op, _ weights: WeightStore, _ shapes: [Shape]) throws {
    let types = shapes.map { TensorType(.f32, $0) }
    let result = try op.payload.resultType(types, weights).shape
    let operands = shapes.enumerated().map { number, shape in
      Tensor(shape) { y, x, c in Double(1 + y + 3 * x + 5 * c + 7 * number) }
    }
    let access = op.payload.access(weights)
    try #require(access.count == shapes.count)
    for (number, (shape, access)) in zip(shapes, access).enumerated() {
      for row in 0..<shape.height {
        let expected = (0..<result.height).filter {
          access.rowsRead(for: $0, height: shape.height).contains(row)
        }
        #expect(
          changed(op, weights, operands, result, operand: number, .row, row) == Set(expected),
          "\(op) row \(row) of \(shape)")
      }
      for column in 0..<shape.width {
        let expected = (0..<result.width).filter { x in
          switch access.space {
          case .same: x == column
          case .window(let window):
            window.columns.reads(at: x, extent: shape.width).contains(column)
          case .everything, .single: true
          }
        }
        #expect(
          changed(op, weights, operands, result, operand: number, .column, column)
            == Set(expected), "\(op) column \(column) of \(shape)")
      }
      for channel in 0..<shape.channels {
        let expected =
          switch access.channels {
          case .same: [channel]
          case .sum, .all, .some: Array(0..<result.channels)
          }
        #expect(
          changed(op, weights, operands, result, operand: number, .channel, channel)
            == Set(expected), "\(op) channel \(channel) of \(shape)")
      }
    }
  }

  private func ones(_ shape: [Int]) -> Weight {
    Weight("w", shape: shape, values: Array(repeating: 1, count: shape.reduce(1, *)))
  }

  @Test(arguments: [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (2, 2), (3, 2), (2, 3), (3, 3)], 1...3)
  func windowsReadExactlyWhatTheySay(
    _ window: (Int, Int), _ stride: Int
  ) throws {
    let (kernel, dilation) = window
    let reach = (kernel - 1) * dilation + 1
    for before in 0..<reach {
      for after in 0..<reach {
        for extent in max(dilation, reach - before - after)...reach + 3 {
          // Along the height and along the width, so that the two are not mixed up.
          var weights = WeightStore()
          let vertical = weights.add(ones([kernel, 1, 2]))
          let horizontal = weights.add(ones([2, 1, kernel, 2]))
          var depthwise = DepthwiseConv2D()
          depthwise.weight = vertical
          depthwise.stride = Stride(height: stride, width: 1)
          depthwise.dilation = Stride(height: dilation, width: 1)
          depthwise.padding = Padding(top: before, bottom: after)
          try expectExactAccess(.depthwiseConv2D(depthwise), weights, [Shape(extent, 2, 2)])
          var conv = Conv2D()
          conv.weight = horizontal
          conv.stride = Stride(height: 2, width: stride)
          conv.dilation = Stride(height: 1, width: dilation)
          conv.padding = Padding(left: before, right: after)
          try expectExactAccess(.conv2D(conv), weights, [Shape(3, extent, 2)])
          try expectSize(.depthwiseConv2D(depthwise), weights, Shape(extent, 2, 2)) { shape in
            shape.height == positions(reach, stride, before, after, extent) && shape.width == 2
          }
          try expectSize(.conv2D(conv), weights, Shape(3, extent, 2)) { shape in
            shape.width == positions(reach, stride, before, after, extent) && shape.height == 2
          }
        }
      }
    }
  }

  /// How often a kernel fits into an axis with its padding, by trying.
  private func positions(
    _ reach: Int, _ stride: Int, _ before: Int, _ after: Int, _ extent: Int
  ) -> Int {
    var (count, start) = (0, -before)
    while start + reach <= extent + after {
      count += 1
      start += stride
    }
    return count
  }

  private func expectSize(
    _ op: Op, _ weights: WeightStore, _ input: Shape, _ isRight: (Shape) -> Bool
  ) throws {
    let result = try op.payload.resultType([TensorType(.f32, input)], weights).shape
    #expect(isRight(result), "\(op) over \(input) is \(result)")
  }

  /// That an op promises nothing of which elements it reads.
  private func expectAnyAccess(_ kind: OpKind) throws {
    let given: [(name: String, value: AttributeValue)] = [
      ("axis", .axis(.width)), ("shape", .integers([1, 1, 1])), ("start", .integers([0])),
      ("steps", .integers([0, 0, 0])), ("size", .integers([1, 1])), ("rows", .integers([1, 0, 1])),
      ("columns", .integers([1, 0, 1])),
    ]
    let op = try kind.make(given.filter { kind.attributeNames.contains($0.name) }).get()
    #expect(op.payload.access(WeightStore()) == [OperandAccess(.everything, .some)])
  }

  @Test func theOtherOpsReadExactlyWhatTheySay() throws {
    var weights = WeightStore()
    let vector = weights.add(ones([3]))
    let matrix = weights.add(ones([2, 3]))
    var norm = BatchNorm()
    (norm.gamma, norm.beta, norm.mean, norm.variance) = (vector, vector, vector, vector)
    var connected = FullyConnected()
    connected.weight = matrix
    var relu = ActivationOp()
    relu.function = .clamp(low: -.infinity, high: .infinity)
    var average = AveragePool2D()
    average.kernel = Stride(height: 2, width: 3)
    average.padding = Padding(top: 1, left: 0, bottom: 0, right: 2)
    var largest = MaxPool2D()
    largest.kernel = Stride(height: 1, width: 1)
    largest.stride = Stride(height: 2, width: 1)
    let (map, pixel) = (Shape(4, 5, 3), Shape(1, 1, 3))
    let ops: [(Op, [Shape])] = [
      (.batchNorm(norm), [map]),
      (.fullyConnected(connected), [pixel]),
      (.activation(relu), [map]),
      (.add(Add()), [map, map]),
      (.subtract(Subtract()), [map, map]),
      (.multiply(Multiply()), [map, map]),
      (.globalAveragePool(GlobalAveragePool()), [map]),
      (.channelScale(ChannelScale()), [map, pixel]),
      (.averagePool2D(average), [map]),
      (.maxPool2D(largest), [map]),
    ]
    for (op, shapes) in ops { try expectExactAccess(op, weights, shapes) }
    let windowed: Set = ["conv2d", "depthwise_conv2d"]
    // Element by element by definition, between floats and integers; and a softmax, which does not
    // change with all of its channels alike.
    let converting: Set = ["quantize", "dequantize", "softmax"]
    #expect(Softmax().access(weights) == [OperandAccess(.same, .all)])
    // These may read anything, and say so.
    let moving: Set = ["concatenate", "rearrange", "resize_nearest", "resize_bilinear"]
    for kind in OpKind.all where moving.contains(kind.mnemonic) { try expectAnyAccess(kind) }
    #expect(
      windowed.union(converting).union(moving).union(ops.map { $0.0.mnemonic })
        == Set(OpKind.all.map(\.mnemonic))
    )
  }
}
