/// Batch normalisation at inference (Ioffe and Szegedy, ICML 2015, algorithm 2).
///
/// result = (input - mean) / sqrt(variance + epsilon) * gamma + beta, per channel.
package struct BatchNorm: Operation {
  /// [channels], like the other three.
  package var gamma = WeightID.unset
  package var beta = WeightID.unset
  package var mean = WeightID.unset
  package var variance = WeightID.unset
  package var epsilon: Float = 0

  package init() {}

  package static let mnemonic = "batch_norm"
  package static let operandNames = ["input"]
  package static let attributes: [Attribute<Self>] = [
    .weight("gamma", \.gamma),
    .weight("beta", \.beta),
    .weight("mean", \.mean),
    .weight("variance", \.variance),
    .float("epsilon", \.epsilon),
  ]

  package func resultType(
    _ operands: [TensorType], _ weights: WeightStore
  ) throws(IllegalOp) -> TensorType {
    let channels = operands[0].shape.channels
    for (name, id) in [("gamma", gamma), ("beta", beta), ("mean", mean), ("variance", variance)] {
      try expect(weights[id], name, shape: [channels])
    }
    guard epsilon >= 0, epsilon.isFinite else {
      throw IllegalOp("op.epsilon", "epsilon must be a small positive number, it is \(epsilon)")
    }
    return operands[0]
  }

  package func access(_ weights: WeightStore) -> [OperandAccess] { [OperandAccess(.same, .same)] }

  package func cost(_ operands: [TensorType], _ weights: WeightStore) -> Cost {
    Cost(parameters: 2 * operands[0].shape.channels)
  }

  /// The factor and the summand each channel is left with: x * scale + shift.
  package func affine(_ weights: WeightStore) -> [(scale: Double, shift: Double)] {
    // Epsilon is written as a decimal; 1e-5 means the decimal, not its rounding to Float.
    let epsilon = Double("\(epsilon)") ?? Double(epsilon)
    return weights[gamma].values.indices.map { c in
      let scale =
        Double(weights[gamma].values[c])
        / (Double(weights[variance].values[c]) + epsilon).squareRoot()
      return (scale, Double(weights[beta].values[c]) - Double(weights[mean].values[c]) * scale)
    }
  }

  package func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor {
    let affine = affine(weights)
    return Tensor(result) { y, x, c in
      operands[0].values[operands[0].index(y, x, c)] * affine[c].scale + affine[c].shift
    }
  }
}
