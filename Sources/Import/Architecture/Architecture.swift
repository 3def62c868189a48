import Basics
import IR

/// A network with every number decided and every limit checked, but without weights.
struct Architecture: Sendable {
  var name: String
  var family: Family
  var dialect: Dialect
  var conventions: Conventions
  var input: Shape
  var preprocessing: Preprocessing
  var stem: Layer
  var blocks: [Block]
  var headConvolution: Layer?
  /// Where the pooling comes from.
  var headOrigin: Origin
  var hidden: Layer?
  var classifier: Layer

  struct Block: Sendable {
    /// From 1.
    var number: Int
    /// The run of blocks with equally many written channels it belongs to, from 0.
    var stage: Int
    /// Its place in the stage, from 0.
    var indexInStage: Int
    var expand: Layer?
    var depthwise: Layer
    var gate: Gate?
    var project: Layer
    var hasResidual: Bool
    var origin: Origin
  }

  /// The two layers of squeeze-excite.
  struct Gate: Sendable {
    var squeeze: Layer
    var excite: Layer
  }

  /// All layers with weights, in the order of computation.
  var layers: [Layer] {
    var layers = [stem]
    for block in blocks {
      layers += [
        block.expand, block.depthwise, block.gate?.squeeze, block.gate?.excite,
        block.project,
      ].compactMap { $0 }
    }
    return layers + [headConvolution, hidden, classifier].compactMap { $0 }
  }

  var slots: [WeightSlot] { layers.flatMap(\.slots) }
}
