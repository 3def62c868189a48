import Kernels

/// Neighbouring lanes of a loop that become one vector, or a single number.
struct LaneChunk: Hashable {
  let first: Int
  let width: Int
  /// How many lanes there are in all.
  private let count: Int

  /// Cuts so many lanes into the widest vectors there are.
  static func all(_ count: Int) -> [LaneChunk] {
    var chunks: [LaneChunk] = []
    var first = 0
    for width in [16, 8, 4, 2, 1] {
      while count - first >= width {
        chunks.append(LaneChunk(first: first, width: width, count: count))
        first += width
      }
    }
    return chunks
  }

  /// The type of a variable with a number for each lane.
  func type(_ scalar: Scalar) -> String {
    let number = SwiftPrinter.number(scalar)
    return width == 1 ? number : "SIMD\(width)<\(number)>"
  }

  /// The variable that has these lanes of an array or of a constant.
  func variable(of array: String) -> String { width == count ? array : "\(array)_\(first)" }
}
