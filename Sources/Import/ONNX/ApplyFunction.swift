import Basics
import Formats
import IR

extension ONNXImporter {
  /// Gives a function of each element its ops; a factor and a summand are a batch norm, which the
  /// passes fold into the convolution before it.
  mutating func apply(
    _ function: ElementFunction, to map: inout ONNXMap, name: String, _ node: ONNXNode
  ) throws(Rejection) {
    guard !function.isIdentity else { return }
    // Zeros around a map change as well.
    map = try padded(map, name: name, node)
    guard let steps = function.steps else {
      throw node.unsupported(
        "a function that is written out in steps has no form here; hard-swish as x * clip(x + 3,"
          + " 0, 6) / 6 and clips of a * x + b have")
    }
    let channels = map.mapShape.channels
    try spend(4 * channels, node)
    func repeated(_ value: Double) -> [Float] { Array(repeating: Float(value), count: channels) }
    if steps.scale != 1 || steps.shift != 0 {
      let isLast = steps.activation == nil && steps.factor == 1
      map.value = try scale(
        map.value, repeated(steps.scale), repeated(steps.shift),
        name: isLast ? name : name + ".scaled", node)
    }
    if let activation = steps.activation {
      var op = ActivationOp()
      op.function = activation
      map.value = try emit(
        .activation(op), [map.value], name: steps.factor == 1 ? name : name + ".activation", node)
    }
    if steps.factor != 1 {
      map.value = try scale(
        map.value, repeated(steps.factor), repeated(0), name: name, node)
    }
    map.function = ElementFunction()
  }

  /// Each channel of a map of floats times a factor plus a summand.
  mutating func scale(
    _ value: ValueID, _ factors: [Float], _ summands: [Float], name: String, _ node: ONNXNode
  ) throws(Rejection) -> ValueID {
    let count = factors.count
    guard (factors + summands).allSatisfy(\.isFinite) else {
      throw node.unsupported("a constant of it is no finite number")
    }
    var op = BatchNorm()
    op.gamma = addWeight(name + ".factor", [count], factors, node)
    op.beta = addWeight(name + ".summand", [count], summands, node)
    op.mean = addWeight(name + ".mean", [count], Array(repeating: 0, count: count), node)
    op.variance = addWeight(name + ".variance", [count], Array(repeating: 1, count: count), node)
    return try emit(.batchNorm(op), [value], name: name, node)
  }
}
