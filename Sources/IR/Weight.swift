import Basics

/// A constant tensor of the model.
package struct Weight: Sendable {
  package var name: String
  /// Convolution [output channels, height, width, input channels], depthwise [height, width,
  /// channels], fully connected [outputs, inputs], per-channel vectors [channels].
  package var shape: [Int]
  package var values: [Float]
  /// The rule the values were seeded by, nil when they came from anywhere else.
  package var seed: Seed?
  package var origin: Origin

  package init(
    _ name: String, shape: [Int], values: [Float], seed: Seed? = nil, origin: Origin = .unknown
  ) {
    precondition(values.count == shape.reduce(1, *), "weight \(name) does not fill its shape")
    self.name = name
    self.shape = shape
    self.values = values
    self.seed = seed
    self.origin = origin
  }
}

/// A reference into the weight store of a graph.
package struct WeightID: Hashable, Sendable {
  package let index: Int
  /// What an op holds before its attributes are read.
  package static let unset = WeightID(index: -1)
}

/// The weights of a graph: they are added and read, never changed, so copies share them.
package struct WeightStore: Sendable {
  private var weights: [Weight] = []

  package init() {}

  package mutating func add(_ weight: Weight) -> WeightID {
    weights.append(weight)
    return WeightID(index: weights.count - 1)
  }

  package subscript(id: WeightID) -> Weight { weights[id.index] }

  /// A name that is free with each of the endings: `stem` itself, or with dots behind it.
  package func freshName(_ stem: String, _ endings: String...) -> String {
    let taken = Set(weights.map(\.name))
    var candidate = stem
    while endings.contains(where: { taken.contains(candidate + $0) }) { candidate += "." }
    return candidate
  }

  package var ids: [WeightID] { weights.indices.map(WeightID.init(index:)) }
}
