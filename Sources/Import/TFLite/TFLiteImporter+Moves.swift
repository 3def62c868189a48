import Basics
import Formats
import IR

// Elements that move: what is not only seen in another shape becomes a map of its own.

extension TFLiteImporter {
  /// The map that a tensor is with its own shape, if it had to be made.
  mutating func reshaped(
    _ map: TFLiteMap, to shape: Shape, _ operation: TFLiteOperator
  ) throws(Rejection) -> ValueID {
    if graph.shape(of: map.value) == shape { return map.value }
    return try helper(.rearrange(Rearrange(as: shape)), map.value, "as\(shape)", operation)
  }

  /// A map with the zeros around it that a PAD left to its readers.
  mutating func padded(_ map: TFLiteMap, _ pad: TFLiteOperator) throws(Rejection) -> TFLiteMap {
    let type = graph.type(of: map.value)
    let op = Rearrange(
      type.shape, padded: map.padding, with: Float(type.quantization?.zeroPoint ?? 0))
    let value = try helper(.rearrange(op), map.value, "padded", pad)
    return TFLiteMap(value: value, extents: map.extents)
  }

  /// An op between two operators of the file.
  private mutating func helper(
    _ op: Op, _ operand: ValueID, _ word: String, _ operation: TFLiteOperator
  ) throws(Rejection) -> ValueID {
    let name = uniqueName(graph.values[operand].name + "." + word)
    return try append(op, [operand], name: name, operation)
  }

  /// Elements of a map: along each axis how many, and how far apart.
  mutating func addView(
    of map: TFLiteMap, start: Int = 0, axes: [(extent: Int, step: Int)],
    _ operation: TFLiteOperator
  ) throws(Rejection) {
    _ = try numbersKept(operation)
    let extents = axes.map(\.extent)
    guard let op = Rearrange(start: start, axes: axes) else {
      throw unsupported(
        operation, "it moves elements along more than three axes to make \(extents.prefix(8))")
    }
    try append(.rearrange(op), [map.value], operation, extents: extents)
  }

  /// A map as large as a result of which it is an operand: along axes of one element it is repeated.
  mutating func expanded(
    _ map: TFLiteMap, to extents: [Int], _ operation: TFLiteOperator
  ) throws(Rejection) -> ValueID {
    let shape = mapShape(extents)
    if map.extents == extents, let shape { return try reshaped(map, to: shape, operation) }
    let own = Array(repeating: 1, count: max(0, extents.count - map.extents.count)) + map.extents
    let steps = elementSteps(of: own)
    let axes = extents.indices.map { axis in
      (extent: extents[axis], step: own[axis] == 1 ? 0 : steps[axis])
    }
    guard let shape, let op = Rearrange(axes: axes), op.shape == shape else {
      throw unsupported(
        operation, "\(map.extents) and \(extents) have more axes than a map, expected up to three")
    }
    return try helper(.rearrange(op), map.value, "expanded", operation)
  }

  mutating func addConcatenation(_ operation: TFLiteOperator) throws(Rejection) {
    guard case .concatenation(let number, let fused) = operation.options else {
      throw malformed(operation, "expected the options of a concatenation")
    }
    guard fused == .none else {
      throw unsupported(operation, "fused_activation_function is \(fused), expected none")
    }
    var maps: [TFLiteMap] = []
    for index in operation.inputs.indices {
      maps.append(try map(operation, index))
      let numbers = try result(operation, like: index)
      guard numbers == (try self.numbers(of: try input(operation, index))) else {
        throw unsupported(
          operation, "operand \(index) has another scale than the result, which is \(numbers.text)")
      }
    }
    guard let first = maps.first else {
      throw malformed(operation, "expected operands, found none")
    }
    let rank = first.extents.count
    let axis = number < 0 ? number + rank : number
    guard first.extents.indices.contains(axis),
      maps.allSatisfy({ map in
        map.extents.count == rank
          && map.extents.indices.allSatisfy { $0 == axis || map.extents[$0] == first.extents[$0] }
      })
    else {
      throw malformed(
        operation, "it joins \(maps.map(\.extents).prefix(8)) along axis \(number)")
    }
    var extents = first.extents
    extents[axis] = 0
    for map in maps {
      let (sum, overflow) = extents[axis].addingReportingOverflow(map.extents[axis])
      guard !overflow else { throw malformed(operation, "its result is too large") }
      extents[axis] = sum
    }
    try join(maps, along: axis, extents, operation)
  }

  private mutating func join(
    _ maps: [TFLiteMap], along axis: Int, _ extents: [Int], _ operation: TFLiteOperator
  ) throws(Rejection) {
    var op = Concatenate()
    var operands: [ValueID] = []
    if extents[..<axis].allSatisfy({ $0 == 1 }) {
      // Nothing lies between the elements of an operand: they follow each other, whatever they are.
      let inner = extents[(axis + 1)...]
      op.axis = .height
      op.row = Concatenate.Row(
        width: inner.dropLast().reduce(1, *), channels: inner.last ?? 1)
      operands = maps.map(\.value)
    } else {
      let outer = extents[..<axis].reduce(1, *)
      let inner = extents[(axis + 1)...].reduce(1, *)
      let isImage = maps.allSatisfy { $0.extents == imageExtents(graph.shape(of: $0.value)) }
      op.axis = axis == extents.count - 1 ? .channels : .width
      for map in maps {
        let shape: Shape
        if isImage {
          shape = graph.shape(of: map.value)
        } else if op.axis == .channels {
          shape = Shape(1, outer, map.extents[axis])
        } else {
          shape = Shape(outer, map.extents[axis], inner)
        }
        operands.append(try reshaped(map, to: shape, operation))
      }
    }
    try append(.concatenate(op), operands, operation, extents: extents)
  }
}
