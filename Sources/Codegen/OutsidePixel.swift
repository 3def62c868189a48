import IR
import Kernels

/// A pixel that stands for all those outside of an image, as windows see them.
enum OutsidePixel: Hashable {
  case zeros
  /// Less than every other float.
  case least
  /// Integers: a zero point, or the least.
  case integers(Int)

  /// The pixels of a program that has some, always in the same order.
  static func inOrder(_ pixels: some Sequence<OutsidePixel>) -> [OutsidePixel] {
    pixels.sorted { $0.rank < $1.rank }
  }

  private var rank: Int {
    switch self {
    case .zeros: -1000
    case .least: -999
    case .integers(let value): value
    }
  }

  var name: String {
    switch self {
    case .zeros: "zeros"
    case .least: "least"
    case .integers(let value): "outside_\(value < 0 ? "m" : "")\(abs(value))"
    }
  }

  /// The definition of an array of so many.
  func definition(_ count: Int) -> (comment: String, head: String, items: [String]) {
    switch self {
    case .zeros:
      (
        "/* What windows see outside of an image: a pixel of zeros. */",
        "static const float zeros[\(count)] = {", ["0.0f"]
      )
    case .least:
      (
        "/* What windows see outside of an image where the largest is looked for. */",
        "static const float least[\(count)] = {",
        Array(repeating: "-3.4028234663852886e38f", count: count)
      )
    case .integers(let value):
      (
        "/* What windows see outside of an image. */",
        "static const int8_t \(name)[\(count)] = {",
        Array(repeating: "\(value)", count: count)
      )
    }
  }
}

extension Int {
  /// Makes it at least as large as another.
  mutating func raise(to other: Int) { self = Swift.max(self, other) }
}
