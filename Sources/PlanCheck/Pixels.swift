import IR

/// A rectangle of a map, as a step makes it.
struct Rectangle: Hashable {
  var rows: Range<Int>
  var columns: Range<Int>

  static let onePixel = Rectangle(rows: 0..<1, columns: 0..<1)
}

extension Rectangle: CustomStringConvertible {
  var description: String { "[\(rows), \(columns)]" }
}

/// All pixels that lie in one of some rows and in one of some columns, both ascending.
struct Pixels {
  var rows: [Range<Int>]
  var columns: [Range<Int>]

  init(rows: [Range<Int>], columns: [Range<Int>]) {
    self.rows = rows
    self.columns = columns
  }

  init(_ rectangle: Rectangle) {
    self.init(rows: [rectangle.rows], columns: [rectangle.columns])
  }

  /// The smallest range around all columns, nil if there are none.
  var hullOfColumns: Range<Int>? {
    guard let first = columns.first, let last = columns.last else { return nil }
    return first.lowerBound..<last.upperBound
  }

  /// The smallest range around all rows, nil if there are none.
  var hullOfRows: Range<Int>? {
    guard let first = rows.first, let last = rows.last else { return nil }
    return first.lowerBound..<last.upperBound
  }
}

extension SpatialAccess {
  /// The pixels of an operand that a rectangle of the result is made from.
  func pixels(for made: Rectangle, of operand: Shape) -> Pixels {
    switch self {
    case .same: Pixels(made)
    case .window(let window):
      Pixels(
        rows: window.rows.inputs(of: made.rows, extent: operand.height),
        columns: window.columns.inputs(of: made.columns, extent: operand.width))
    case .everything:
      Pixels(Rectangle(rows: 0..<operand.height, columns: 0..<operand.width))
    case .single: Pixels(.onePixel)
    }
  }
}

extension AxisWindow {
  /// The union of the windows of some outputs; strides beyond the kernel leave gaps.
  fileprivate func inputs(of outputs: Range<Int>, extent: Int) -> [Range<Int>] {
    var found: [Range<Int>] = []
    for output in outputs {
      let inputs = inputs(at: output, extent: extent)
      if inputs.isEmpty { continue }
      if let last = found.last, inputs.lowerBound <= last.upperBound {
        found[found.count - 1] = last.lowerBound..<max(last.upperBound, inputs.upperBound)
      } else {
        found.append(inputs)
      }
    }
    return found
  }
}
