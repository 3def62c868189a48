import Kernels

/// Memory behind the plan.
///
/// Swift has no arrays on the stack: tables of pointers, and the pixels that windows see outside of an
/// image, lie behind the plan in the arena, and functions that need them have them handed over.
enum SwiftScratch: Hashable {
  /// A pixel outside of an image.
  case outside(OutsidePixel)
  /// Room for tables of pointers to what is read, and to what is written.
  case sources(Scalar)
  case destinations(Scalar)

  /// The tables there are, in the order of parameters.
  static let tables: [SwiftScratch] =
    [Scalar.float, .int8, .int32].flatMap { [.sources($0), .destinations($0)] }

  var isTable: Bool {
    if case .outside = self { false } else { true }
  }

  var name: String {
    switch self {
    case .outside(let pixel): pixel.name
    case .sources(let scalar): "sources" + SwiftPrinter.suffix(scalar)
    case .destinations(let scalar): "destinations" + SwiftPrinter.suffix(scalar)
    }
  }

  /// The type of a parameter.
  var type: String {
    isTable
      ? "UnsafeMutablePointer<\(SwiftPrinter.parameterType(element))>"
      : SwiftPrinter.parameterType(element)
  }

  /// What a table has, or what points to a pixel.
  var element: ValueType {
    switch self {
    case .outside(let pixel): .pointer(pixel.scalar)
    case .sources(let scalar): .pointer(scalar)
    case .destinations(let scalar): .place(scalar)
    }
  }
}

extension OutsidePixel {
  /// What its elements are.
  var scalar: Scalar {
    switch self {
    case .zeros, .least: .float
    case .integers: .int8
    }
  }

  /// Each of its elements.
  var element: Expression {
    switch self {
    case .zeros: .integer(0)
    case .least: .float(-.greatestFiniteMagnitude)
    case .integers(let value): .integer(value)
    }
  }
}
