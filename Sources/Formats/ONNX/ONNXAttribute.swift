import Basics

/// One attribute of a node.
package struct ONNXAttribute: Sendable {
  package enum Value: Sendable {
    case float(Float)
    case integer(Int)
    case text(String)
    case tensor(ONNXTensor)
    case floats([Float])
    case integers([Int])
    case texts([String])
    /// One of a kind that is not read, such as `graph`.
    case other(String)
  }

  package let name: String
  package let value: Value
  package let origin: Origin
}
