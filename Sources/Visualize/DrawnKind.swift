import IR

/// What the pictures tell apart by colour: the kinds of ops, and where a network begins and ends.
enum DrawnKind: Hashable, Sendable, CaseIterable {
  case input, output
  case pointwise, convolution, depthwise, fullyConnected
  case batchNorm, activation, add, pool, scale, move

  init(_ op: Op, _ weights: WeightStore) {
    switch op {
    case .conv2D(let op):
      let window = op.window(weights)
      self = window.rows.kernel == 1 && window.columns.kernel == 1 ? .pointwise : .convolution
    case .depthwiseConv2D: self = .depthwise
    case .fullyConnected: self = .fullyConnected
    case .batchNorm: self = .batchNorm
    case .activation, .softmax, .quantize, .dequantize: self = .activation
    case .add, .subtract: self = .add
    case .globalAveragePool, .averagePool2D, .maxPool2D: self = .pool
    case .channelScale, .multiply: self = .scale
    case .concatenate, .rearrange, .resizeNearest, .resizeBilinear: self = .move
    }
  }
}

/// How one kind is drawn: its name in a legend, its colour, and a colour of text that reads on it.
struct Look: Hashable, Sendable {
  let name: String
  let fill: String
  let text: String
}

extension DrawnKind {
  /// The palette of Okabe and Ito (Color Universal Design, 2008), which stays apart for every kind
  /// of colour vision, and a few shades that differ from it in lightness.
  var look: Look {
    switch self {
    case .input: Look(name: "input", fill: "#FFFFFF", text: "#000000")
    case .output: Look(name: "output", fill: "#DDDDDD", text: "#000000")
    case .pointwise: Look(name: "1x1 convolution", fill: "#56B4E9", text: "#000000")
    case .convolution: Look(name: "larger convolution", fill: "#0072B2", text: "#FFFFFF")
    case .depthwise: Look(name: "depthwise convolution", fill: "#E69F00", text: "#000000")
    case .fullyConnected: Look(name: "fully connected", fill: "#CC79A7", text: "#000000")
    case .batchNorm: Look(name: "batch norm", fill: "#F0E442", text: "#000000")
    case .activation: Look(name: "activation", fill: "#009E73", text: "#000000")
    case .add: Look(name: "add", fill: "#D55E00", text: "#000000")
    case .pool: Look(name: "pool", fill: "#999999", text: "#000000")
    case .scale: Look(name: "channel scale", fill: "#882255", text: "#FFFFFF")
    case .move: Look(name: "move, resize", fill: "#44AA99", text: "#000000")
    }
  }
}
