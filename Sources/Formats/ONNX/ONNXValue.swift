import Basics

/// An input or output of a graph, as far as the file says what it is.
package struct ONNXValue: Sendable {
  package enum Kind: Sendable {
    /// The shape is nil where not even the rank is known.
    case tensor(ONNXElementType, shape: [ONNXDimension]?)
    /// No tensor but such as a `sequence`.
    case other(String)
  }

  package let name: String
  /// Nil if the file does not say.
  package let kind: Kind?
  package let origin: Origin
}

/// One dimension of the shape of a value.
package enum ONNXDimension: Hashable, Sendable {
  case known(Int)
  /// Equal wherever this name stands (`N`).
  case named(String)
  /// Left out, or a negative number.
  case unknown
}
