import Basics

/// The rule that fills a weight when there is no weight file: a name and what the tensor is for.
///
/// Value i of a tensor, counted row-major in PyTorch's layout, comes from number i of the stream
/// with the tensor's name; the scale keeps activations of the same size through the network.
package struct Seed: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case conv, depthwise, linear, bias, gamma, beta, mean, variance
  }

  package var kind: Kind
  /// The tensor's name in PyTorch's own module (torchvision for V2 and V3, timm for V1).
  package var name: String

  package init(_ kind: Kind, _ name: String) {
    self.kind = kind
    self.name = name
  }

  /// The values of a tensor of this `shape`, in the layout that `Weight.shape` documents.
  package func values(shape: [Int]) -> [Float] {
    let numbers = SeededNumbers(name: name)
    let count = shape.reduce(1, *)
    func fill(_ value: (Double) -> Double) -> [Float] {
      (0..<count).map { Float(value(numbers[$0])) }
    }
    switch kind {
    case .conv:
      // PyTorch counts [output, input, height, width]; the store is [output, height, width, input].
      let (area, inputs) = (shape[1] * shape[2], shape[3])
      let bound = (6.0 / Double(inputs * area)).squareRoot()
      return (0..<count).map { index in
        let (output, rest) = index.quotientAndRemainder(dividingBy: area * inputs)
        let (tap, input) = rest.quotientAndRemainder(dividingBy: inputs)
        return Float((2 * numbers[(output * inputs + input) * area + tap] - 1) * bound)
      }
    case .depthwise:
      // PyTorch counts [channel, 1, height, width]; the store is [height, width, channel].
      let (area, channels) = (shape[0] * shape[1], shape[2])
      let bound = (6.0 / Double(area)).squareRoot()
      return (0..<count).map { index in
        let (tap, channel) = index.quotientAndRemainder(dividingBy: channels)
        return Float((2 * numbers[channel * area + tap] - 1) * bound)
      }
    case .linear:
      let bound = (3.0 / Double(shape[1])).squareRoot()
      return fill { (2 * $0 - 1) * bound }
    case .bias: return fill { (2 * $0 - 1) * 0.1 }
    case .gamma: return fill { 0.75 + 0.5 * $0 }
    case .beta: return fill { (2 * $0 - 1) * 0.2 }
    case .mean: return fill { (2 * $0 - 1) * 0.1 }
    case .variance: return fill { 0.5 + $0 }
    }
  }
}
