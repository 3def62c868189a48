import Basics
import Formats
import IR

// What is known before the model runs: shapes, and constants around a map.

extension TFLiteImporter {
  mutating func foldShape(_ operation: TFLiteOperator) throws(Rejection) {
    foldedIntegers[operation.outputs[0]] = try map(operation).extents
  }

  /// Numbers side by side.
  mutating func foldPack(_ operation: TFLiteOperator) throws(Rejection) {
    var values: [Int] = []
    for index in operation.inputs.indices {
      guard maps[try input(operation, index)] == nil else {
        throw unsupported(operation, "it joins maps, expected shapes only")
      }
      let value = try integers(operation, index)
      guard value.count == 1 else {
        throw unsupported(operation, "it joins \(value.prefix(8)), expected single numbers only")
      }
      values += value
    }
    foldedIntegers[operation.outputs[0]] = values
  }

  /// Leaves zeros to the convolutions that read the result; anything else is put around the map.
  mutating func addPad(_ operation: TFLiteOperator) throws(Rejection) {
    let input = try map(operation)
    let amounts = try integers(operation, 1)
    let rank = input.extents.count
    guard amounts.count == 2 * rank, amounts.allSatisfy({ (0...Shape.largestCount).contains($0) })
    else {
      throw malformed(
        operation, "expected \(rank) pairs of paddings, found \(amounts.prefix(8))")
    }
    let numbers = try result(operation)
    guard numbers == (try self.numbers(of: try self.input(operation, 0))) else {
      throw unsupported(operation, "expected its result to have the operand's scale and zero point")
    }
    var value = numbers.zero
    if operation.code.builtin == .padV2 { value = try padValue(operation, numbers) }
    let isImage = input.extents == imageExtents(graph.shape(of: input.value))
    guard isImage, value == numbers.zero, amounts[0] + amounts[1] + amounts[6] + amounts[7] == 0
    else { return try addConstant(value, around: input, amounts, operation) }
    var map = input
    map.padding = Padding(
      top: amounts[2], left: amounts[4], bottom: amounts[3], right: amounts[5])
    map.extents[1] += amounts[2] + amounts[3]
    map.extents[2] += amounts[4] + amounts[5]
    map.pad = operation
    maps[operation.outputs[0]] = map
  }

  private mutating func addConstant(
    _ value: Float, around input: TFLiteMap, _ amounts: [Int], _ operation: TFLiteOperator
  ) throws(Rejection) {
    let extents = input.extents.indices.map {
      amounts[2 * $0] + input.extents[$0] + amounts[2 * $0 + 1]
    }
    guard input.extents.count <= 4, let shape = mapShape(extents) else {
      throw unsupported(
        operation, "it pads \(input.extents) to \(extents), expected three axes and a batch of 1")
    }
    let axes =
      Array(repeating: (before: 0, extent: 1), count: 3 - min(3, extents.count))
      + extents.indices.suffix(3).map { (before: amounts[2 * $0], extent: input.extents[$0]) }
    let steps = elementSteps(of: axes.map(\.extent))
    func box(_ axis: Int) -> Range<Int> {
      axes[axis].before..<axes[axis].before + axes[axis].extent
    }
    var op = Rearrange()
    op.shape = shape
    op.steps = Rearrange.Steps(steps[0], steps[1], steps[2])
    op.start = Rearrange.Element(-zip(axes, steps).map { $0.before * $1 }.reduce(0, +))
    op.inside = Rearrange.Inside(rows: box(0), columns: box(1), channels: box(2))
    op.fill = value
    try append(.rearrange(op), [input.value], operation, extents: extents)
  }

  private func padValue(
    _ operation: TFLiteOperator, _ numbers: TFLiteNumbers
  ) throws(Rejection) -> Float {
    let tensor = try constant(try input(operation, 2), operation)
    let value: Float?
    switch numbers {
    case .floats: value = try model.floats(of: tensor).first
    case .integers(_, isUnsigned: true):
      value = try model.uint8s(of: tensor).first.map { Float($0) - 128 }
    case .integers(_, isUnsigned: false): value = try model.int8s(of: tensor).first.map(Float.init)
    }
    guard let value else { throw malformed(operation, "it pads with nothing, expected a number") }
    return value
  }
}
