import Basics
import Formats
import IR

// The result is the map of the operand, seen in another shape, if no element moves.

extension TFLiteImporter {
  mutating func addReshape(_ operation: TFLiteOperator) throws(Rejection) {
    let input = try map(operation)
    var extents: [Int]
    if operation.inputs.count > 1, operation.inputs[1] != nil {
      extents = try integers(operation, 1)
    } else if case .reshape(let shape?) = operation.options {
      extents = shape
    } else {
      extents = subgraph.tensors[operation.outputs[0]].shape
    }
    let count = graph.shape(of: input.value).count
    if let open = extents.firstIndex(of: -1) {
      extents[open] = 1
      guard let rest = product(of: extents), rest > 0 else {
        throw malformed(operation, "it makes \(extents.prefix(8)) of \(count) elements")
      }
      extents[open] = count / rest
    }
    guard extents.allSatisfy({ $0 > 0 }), product(of: extents) == count else {
      throw malformed(operation, "it makes \(extents.prefix(8)) of \(count) elements")
    }
    try view(input, as: extents, operation)
  }

  mutating func addSqueeze(_ operation: TFLiteOperator) throws(Rejection) {
    let input = try map(operation)
    var dimensions: [Int] = []
    if case .squeeze(let found) = operation.options { dimensions = found }
    let rank = input.extents.count
    let axes = Set(dimensions.map { $0 < 0 ? $0 + rank : $0 })
    guard axes.allSatisfy({ input.extents.indices.contains($0) && input.extents[$0] == 1 }) else {
      throw malformed(operation, "it drops the axes \(dimensions.prefix(8)) of \(input.extents)")
    }
    let extents = input.extents.indices
      .filter { axes.isEmpty ? input.extents[$0] != 1 : !axes.contains($0) }
      .map { input.extents[$0] }
    try view(input, as: extents.isEmpty ? [1] : extents, operation)
  }

  mutating func addTranspose(_ operation: TFLiteOperator) throws(Rejection) {
    let input = try map(operation)
    let axes = try integers(operation, 1)
    guard axes.sorted() == Array(input.extents.indices) else {
      throw malformed(operation, "\(axes.prefix(8)) is no order of the axes of \(input.extents)")
    }
    let moved = axes.filter { input.extents[$0] > 1 }
    if moved == moved.sorted() {
      return try view(input, as: axes.map { input.extents[$0] }, operation)
    }
    let steps = elementSteps(of: input.extents)
    try addView(of: input, axes: axes.map { (input.extents[$0], steps[$0]) }, operation)
  }

  /// The shape that an input gets where all that reads it is a RESHAPE to a map.
  func reshapedExtents(ofInput tensor: Int) -> [Int]? {
    guard let places = readers[tensor], places.count == 1,
      case let reader = subgraph.operators[places[0]], reader.code.builtin == .reshape,
      !subgraph.outputs.contains(tensor), let extents = try? integers(reader, 1),
      mapShape(extents) != nil,
      product(of: extents) == product(of: subgraph.tensors[tensor].shape)
    else { return nil }
    return extents
  }

  private mutating func view(
    _ input: TFLiteMap, as extents: [Int], _ operation: TFLiteOperator
  ) throws(Rejection) {
    _ = try numbersKept(operation)
    var map = input
    map.extents = extents
    maps[operation.outputs[0]] = map
  }
}
