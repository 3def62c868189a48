import Basics
import IR

/// A network as a definition file writes it: the numbers of the papers, before any width.
///
/// `docs/definitions.md` describes the file.
struct Definition: Sendable {
  var name: String
  var family: Family
  var dialect: Dialect
  /// Height and width may be overridden.
  var input: Shape
  var preprocessing: Preprocessing
  /// The width multiplier.
  var width: Double
  var classes: Int
  var labels: String?
  var stem: Stem
  var rows: [Row]
  var head: Head
  var origins: Origins

  struct Stem: Sendable {
    var channels: Int
    var kernel: Int
    var stride: Int
    var nonlinearity: Nonlinearity
    var origin: Origin
  }

  /// A row of the papers' tables: `repetitions` blocks, the first of which has the stride.
  struct Row: Sendable {
    var block: BlockKind
    var expansion: Expansion
    var channels: Int
    var repetitions: Int
    var stride: Int
    var kernel: Int
    /// Channels of the squeeze as a share of those it squeezes.
    var squeezeExcite: Double?
    var nonlinearity: Nonlinearity
    var origin: Origin
  }

  struct Head: Sendable {
    /// A 1x1 convolution before the pooling.
    var convolution: Int?
    /// A layer with a bias and no batch norm after the pooling.
    var hidden: Int?
    var nonlinearity: Nonlinearity
    var origin: Origin
  }

  struct Origins: Sendable {
    var root: Origin
    var dialect: Origin
    var input: Origin
    var classes: Origin
  }
}

enum BlockKind: String, CaseIterable, Sendable {
  /// Expand, depthwise, project without an activation, and add the input where it fits (V2, V3).
  case invertedResidual = "inverted-residual"
  /// Depthwise and a pointwise convolution, both with an activation, no residual (V1).
  case depthwiseSeparable = "depthwise-separable"
}

/// How many channels the depthwise convolution of a block works on.
enum Expansion: Hashable, Sendable {
  case none
  /// A multiple of the block's input: the letter t of the V2 paper.
  case factor(Double)
  /// A number of channels at width 1: "exp size" of the V3 paper.
  case channels(Int)
}

enum Nonlinearity: String, CaseIterable, Sendable {
  case relu, relu6
  case hardSwish = "hard-swish"

  var activation: Activation {
    switch self {
    case .relu: .relu
    case .relu6: .relu6
    case .hardSwish: .hardSwish
    }
  }
}
