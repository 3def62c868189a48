import Basics

/// A constant tensor of the model.
package struct Weight: Sendable {
  /// What it holds.
  package enum Elements: Sendable {
    case floats([Float])
    case int8s([Int8])
    case int32s([Int32])

    package var count: Int {
      switch self {
      case .floats(let values): values.count
      case .int8s(let values): values.count
      case .int32s(let values): values.count
      }
    }
  }

  package var name: String
  /// Convolution [output channels, height, width, input channels], depthwise [height, width,
  /// channels], fully connected [outputs, inputs], per-channel vectors [channels].
  package var shape: [Int]
  package var elements: Elements
  /// What 8-bit integers stand for; nil for floats and sums.
  package var quantization: WeightQuantization?
  /// The rule the values were seeded by, nil when they came from anywhere else.
  package var seed: Seed?
  package var origin: Origin

  package init(
    _ name: String, shape: [Int], values: [Float], seed: Seed? = nil, origin: Origin = .unknown
  ) {
    self.init(name, shape: shape, .floats(values), origin: origin)
    self.seed = seed
  }

  package init(
    _ name: String, shape: [Int], _ elements: Elements, _ quantization: WeightQuantization? = nil,
    origin: Origin = .unknown
  ) {
    self.name = name
    self.shape = shape
    self.elements = elements
    self.quantization = quantization
    self.origin = origin
    precondition(count == shape.reduce(1, *), "weight \(name) does not fill its shape")
  }

  package var elementType: ElementType {
    switch elements {
    case .floats: .f32
    case .int8s: .i8
    case .int32s: .i32
    }
  }

  /// How many elements it has.
  package var count: Int { elements.count }

  /// The elements of a weight of floats.
  package var values: [Float] {
    guard case .floats(let values) = elements else {
      preconditionFailure("weight \(name) is not of floats")
    }
    return values
  }

  /// The elements of a weight of 8-bit integers.
  package var int8s: [Int8] {
    guard case .int8s(let values) = elements else {
      preconditionFailure("weight \(name) is not of 8-bit integers")
    }
    return values
  }

  /// The elements of a weight of 32-bit integers.
  package var int32s: [Int32] {
    guard case .int32s(let values) = elements else {
      preconditionFailure("weight \(name) is not of 32-bit integers")
    }
    return values
  }

  /// All elements as numbers, integers less their zero point.
  package var numbers: [Double] {
    switch elements {
    case .floats(let values): return values.map(Double.init)
    case .int8s(let values):
      let zero = quantization?.zeroPoint ?? 0
      return values.map { Double(Int($0) - zero) }
    case .int32s(let values): return values.map(Double.init)
    }
  }

  /// An element as a number: of integers these themselves.
  package subscript(index: Int) -> Double {
    switch elements {
    case .floats(let values): Double(values[index])
    case .int8s(let values): Double(values[index])
    case .int32s(let values): Double(values[index])
    }
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
