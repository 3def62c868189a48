import Formats
import IR

/// A tensor of the file that is a map of the graph; elements of both lie in the same order.
struct TFLiteMap {
  var value: ValueID
  /// As operators of the file see it, the batch of 1 included.
  var extents: [Int]
  /// Zeros around the map that whoever reads it has to add, and the PAD that they come from.
  var padding = Padding()
  var pad: TFLiteOperator?
  var blocks: TFLiteBlocks?
}

/// What the elements of a tensor are.
enum TFLiteNumbers: Hashable {
  case floats
  /// The quantization is that of the graph, for unsigned integers less 128.
  case integers(Quantization, isUnsigned: Bool)

  /// What an op has to say of its result.
  func output(_ rounding: IR.Rounding) -> Requantization? {
    guard case .integers(let quantization, _) = self else { return nil }
    return Requantization(quantization, rounding)
  }

  /// Whether one arithmetic fits both.
  func areLike(_ other: TFLiteNumbers) -> Bool {
    switch (self, other) {
    case (.floats, .floats): true
    case (.integers(_, let a), .integers(_, let b)): a == b
    case (.floats, .integers), (.integers, .floats): false
    }
  }

  /// What stands for 0 in the graph.
  var zero: Float {
    guard case .integers(let quantization, _) = self else { return 0 }
    return Float(quantization.zeroPoint)
  }

  /// The scale and zero point of the file.
  var text: String {
    guard case .integers(let quantization, let isUnsigned) = self else { return "floats" }
    return "(\(quantization.scale), \(quantization.zeroPoint + (isUnsigned ? 128 : 0)))"
  }

  var isUnsigned: Bool {
    guard case .integers(_, let isUnsigned) = self else { return false }
    return isUnsigned
  }
}

/// The map that a tensor of these extents is, nil if there is none: batches are of 1.
func mapShape(_ extents: [Int]) -> Shape? {
  guard (1...4).contains(extents.count) else { return nil }
  let four = Array(repeating: 1, count: 4 - extents.count) + extents
  let shape = Shape(four[1], four[2], four[3])
  return four[0] == 1 && shape.isAcceptable ? shape : nil
}

/// The extents of a map as an image of the file.
func imageExtents(_ shape: Shape) -> [Int] { [1, shape.height, shape.width, shape.channels] }
