import Targets

/// What vectors, and operations on them, are called in emitted code: `f32x16` and
/// `f32x16_multiply_add`, `i32x16` and `i32x16_add`.
package enum VectorName {
  package static func type(lanes: Int) -> String { "f32x\(lanes)" }

  package static func operation(_ operation: VectorOperation, lanes: Int) -> String {
    "\(type(lanes: lanes))_\(operation.rawValue)"
  }

  package static func integers(lanes: Int) -> String { "i32x\(lanes)" }

  package static func integers(_ operation: IntegerOperation, lanes: Int) -> String {
    "\(integers(lanes: lanes))_\(operation.rawValue)"
  }
}
