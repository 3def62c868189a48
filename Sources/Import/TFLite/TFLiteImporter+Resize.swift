import Basics
import Formats
import IR

extension TFLiteImporter {
  mutating func addResizeBilinear(_ operation: TFLiteOperator) throws(Rejection) {
    guard case .resizeBilinear(let options) = operation.options else {
      throw malformed(operation, "expected the options of a resize")
    }
    let (input, size) = try resized(operation, options)
    let numbers = try numbersKept(operation)
    let shape = graph.shape(of: input.value)
    let rows = ResizedAxis(from: shape.height, to: size.height, options)
    let columns = ResizedAxis(from: shape.width, to: size.width, options)
    var op = ResizeBilinear()
    op.size = size
    switch numbers {
    case .floats: (op.rows, op.columns) = (rows.exact, columns.exact)
    case .integers(_, isUnsigned: false): (op.rows, op.columns) = (rows.rounded, columns.rounded)
    case .integers(_, isUnsigned: true):
      guard ResizedAxis.floatsAreExact(rows, columns) else {
        throw unsupported(
          operation,
          "from \(shape.height)x\(shape.width) to \(size.height)x\(size.width) pixels the runtime's floats"
            + " round uint8 otherwise than exact arithmetic, expected sizes whose ratios are parts of a"
            + " power of two")
      }
      (op.rows, op.columns) = (rows.lowest, columns.lowest)
      op.output = numbers.output(.single)
    }
    try append(.resizeBilinear(op), [input.value], operation)
  }

  mutating func addResizeNearest(_ operation: TFLiteOperator) throws(Rejection) {
    guard case .resizeNearestNeighbor(let options) = operation.options else {
      throw malformed(operation, "expected the options of a resize")
    }
    let (input, size) = try resized(operation, options)
    _ = try numbersKept(operation)
    let shape = graph.shape(of: input.value)
    func axis(_ from: Int, _ to: Int) throws(Rejection) -> SourceAxis {
      guard let axis = ResizedAxis(from: from, to: to, options).nearest else {
        throw unsupported(
          operation,
          "from \(from) to \(to) pixels the runtime's floats find others than exact arithmetic")
      }
      return axis
    }
    var op = ResizeNearest()
    op.size = size
    op.rows = try axis(shape.height, size.height)
    op.columns = try axis(shape.width, size.width)
    try append(.resizeNearest(op), [input.value], operation)
  }

  /// How many rows and columns of resized maps are worth looking at one by one.
  private static let mostResizedLines = 1 << 22

  private mutating func resized(
    _ operation: TFLiteOperator, _ options: TFLiteResize
  ) throws(Rejection) -> (TFLiteMap, Stride) {
    let input = try image(operation)
    let size = try integers(operation, 1)
    guard size.count == 2, size.allSatisfy({ (1...1 << 20).contains($0) }) else {
      throw malformed(
        operation, "it resizes to \(size.prefix(8)), expected a height and a width of 1 to 2^20")
    }
    let (rows, columns) = (size[0], size[1])
    guard rows + columns <= Self.mostResizedLines - resizedLines else {
      throw unsupported(
        operation,
        "it resizes to \(size), which makes the rows and columns of all resized maps too many"
      )
    }
    resizedLines += rows + columns
    guard !options.alignsCorners || !options.hasHalfPixelCenters else {
      throw malformed(
        operation, "it aligns corners and has half_pixel_centers, expected one of them")
    }
    return (input, Stride(height: size[0], width: size[1]))
  }
}

/// An axis of a map that TFLite resizes (kernels/internal/reference/resize_bilinear.h and
/// resize_nearest_neighbor.h).
private struct ResizedAxis {
  let from: Int
  let to: Int
  let alignsCorners: Bool
  let isHalf: Bool

  init(from: Int, to: Int, _ options: TFLiteResize) {
    self.from = from
    self.to = to
    alignsCorners = options.alignsCorners && to > 1
    isHalf = options.hasHalfPixelCenters
  }

  /// Where the pixels lie.
  var exact: SourceAxis {
    if alignsCorners { return SourceAxis(factor: from - 1, divisor: to - 1) }
    return isHalf
      ? SourceAxis(factor: 2 * from, offset: from - to, divisor: 2 * to)
      : SourceAxis(factor: from, divisor: to)
  }

  /// The same in lowest terms; a single pixel is itself everywhere.
  var lowest: SourceAxis {
    if from == 1 { return SourceAxis(factor: 0) }
    let axis = exact
    let common = greatestCommonDivisor(
      greatestCommonDivisor(axis.factor, abs(axis.offset)), axis.divisor)
    return SourceAxis(
      factor: axis.factor / common, offset: axis.offset / common, divisor: axis.divisor / common)
  }

  /// Whether the floats in which the runtime interpolates unsigned integers are exact all the way, so that
  /// halves are halves.
  ///
  /// They are where places are parts of a power of two and leave room for the eight bits of an element.
  static func floatsAreExact(_ rows: ResizedAxis, _ columns: ResizedAxis) -> Bool {
    // Whatever the shares of a single pixel add up to, it is no half.
    if rows.from == 1, columns.from == 1 { return true }
    let parts = rows.lowest.divisor.multipliedReportingOverflow(by: columns.lowest.divisor)
    guard !parts.overflow, parts.partialValue <= 1 << 15 else { return false }
    return [rows, columns].allSatisfy { side in
      let axis = side.lowest
      return (0..<side.to).allSatisfy {
        Double(side.position($0) - (side.isHalf ? 0.5 : 0)) * Double(axis.divisor)
          == Double(axis.factor * $0 + axis.offset)
      }
    }
  }

  /// The same in steps of 1/1024, as the kernel over integers has it.
  var rounded: SourceAxis {
    let (pixels, steps) = alignsCorners ? (from - 1, to - 1) : (from, to)
    let factor = (1024 * pixels + steps / 2) / steps
    return SourceAxis(factor: factor, offset: isHalf ? factor / 2 - 512 : 0, divisor: 1024)
  }

  /// The pixel before, or the one next to it where corners are aligned; nil where there is no fraction
  /// that rounds as the runtime's floats do.
  var nearest: SourceAxis? {
    let places = (0..<to).map(place)
    // Rounded to the nearest is half a pixel on; half-pixel centres are not taken back here.
    let base: SourceAxis =
      alignsCorners
      ? SourceAxis(factor: 2 * (from - 1), offset: to - 1, divisor: 2 * (to - 1))
      : isHalf
        ? SourceAxis(factor: 2 * from, offset: from, divisor: 2 * to) : exact
    // Where a position falls on a pixel, floats may end just before it or just behind.
    return [0, -1, 1].lazy
      .map { [base] shift in
        SourceAxis(
          factor: 4 * base.factor, offset: 4 * base.offset + shift, divisor: 4 * base.divisor)
      }
      .map { $0.offset.isMultiple(of: 4) ? base : $0 }
      .first { [from, to] axis in
        (0..<to).allSatisfy { axis.parts(at: $0, extent: from) / axis.divisor == places[$0] }
      }
  }

  private func place(_ index: Int) -> Int {
    let position = position(index)
    let place = Int(
      alignsCorners ? position.rounded(.toNearestOrAwayFromZero) : position.rounded(.down))
    return min(max(place, 0), from - 1)
  }

  /// In the runtime's floats, half a pixel on where pixels have half-pixel centres.
  private func position(_ index: Int) -> Float {
    let scale =
      alignsCorners ? Float(from - 1) / Float(to - 1) : Float(from) / Float(to)
    return (Float(index) + (isHalf ? 0.5 : 0)) * scale
  }
}
