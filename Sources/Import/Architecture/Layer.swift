import Basics
import IR

/// A layer with weights, every number of it decided.
struct Layer: Sendable {
  enum Kind: Sendable { case convolution, depthwise, linear }

  var place: Place
  var kind: Kind
  var inputs: Int
  var outputs: Int
  var kernel = 1
  var stride = 1
  var padding = Padding()
  /// Followed by a batch norm; a layer without has a bias.
  var isNormalized = true
  var activation: Activation?
  var origin: Origin
}

/// A tensor a layer needs: what the seeding rule, weight files and the builder share.
struct WeightSlot: Hashable, Sendable {
  var place: Place
  var kind: Seed.Kind
  /// In the layout of the weight store.
  var shape: [Int]

  var count: Int { shape.reduce(1, *) }
}

extension Layer {
  /// The kernel of a convolution, or the matrix of a linear layer.
  var kernelSlot: WeightSlot {
    switch kind {
    case .convolution: slot(.conv, [outputs, kernel, kernel, inputs])
    case .depthwise: slot(.depthwise, [kernel, kernel, outputs])
    case .linear: slot(.linear, [outputs, inputs])
    }
  }

  /// A tensor with one number for each output.
  func vectorSlot(_ kind: Seed.Kind) -> WeightSlot { slot(kind, [outputs]) }

  var slots: [WeightSlot] {
    let vectors: [Seed.Kind] = isNormalized ? [.gamma, .beta, .mean, .variance] : [.bias]
    return [kernelSlot] + vectors.map(vectorSlot)
  }

  private func slot(_ kind: Seed.Kind, _ shape: [Int]) -> WeightSlot {
    WeightSlot(place: place, kind: kind, shape: shape)
  }
}
