/// The logical shape of a feature map of one image: [height, width, channels], channels fastest.
package struct Shape: Hashable, Sendable {
  package var height: Int
  package var width: Int
  package var channels: Int

  package init(_ height: Int, _ width: Int, _ channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// Elements in the whole map.
  package var count: Int { height * width * channels }

  /// Elements in one row of pixels.
  package var rowCount: Int { width * channels }

  /// The largest map that is accepted, in elements: 2^31 - 1, so that products never overflow.
  package static let largestCount = Int(Int32.max)

  /// The most rows or columns that are accepted: plans and their checks take steps for each.
  package static let largestExtent = 1 << 20

  /// Whether all extents are positive and the map is no larger than is accepted.
  package var isAcceptable: Bool {
    let sides = 1...Self.largestExtent
    guard sides.contains(height), sides.contains(width), channels > 0 else { return false }
    let (area, overflow) = height.multipliedReportingOverflow(by: width)
    guard !overflow else { return false }
    let (count, overflow2) = area.multipliedReportingOverflow(by: channels)
    return !overflow2 && count <= Self.largestCount
  }
}

extension Shape: CustomStringConvertible {
  package var description: String { "\(height)x\(width)x\(channels)" }
}

/// How one element is stored.
package enum ElementType: String, Hashable, Sendable, CaseIterable {
  case f32
  /// Integers of a `Quantization`. Unsigned ones of a file are these plus 128.
  case i8
  /// Sums: biases of integer ops.
  case i32

  package var byteCount: Int {
    switch self {
    case .f32, .i32: 4
    case .i8: 1
    }
  }

  /// What an `i8` can hold.
  package static let i8Range = -128...127
  /// The same integers without signs, each 128 more.
  package static let raisedRange = 0...255
}

/// What a value of the graph is: element type and shape, and what its integers stand for.
package struct TensorType: Hashable, Sendable {
  package var elementType: ElementType
  package var shape: Shape
  /// Nil for floats.
  package var quantization: Quantization?

  package init(_ elementType: ElementType, _ shape: Shape) {
    self.elementType = elementType
    self.shape = shape
  }

  /// A map of quantised integers.
  package init(_ shape: Shape, _ quantization: Quantization) {
    elementType = .i8
    self.shape = shape
    self.quantization = quantization
  }
}

extension TensorType: CustomStringConvertible {
  package var description: String {
    "\(elementType.rawValue)[\(shape)]" + (quantization.map(\.description) ?? "")
  }
}
