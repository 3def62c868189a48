import Targets

/// What vectors of floats, and operations on them, are called in emitted code: `f32x16` and
/// `f32x16_multiply_add`.
package enum VectorName {
  package static func type(lanes: Int) -> String { "f32x\(lanes)" }

  package static func operation(_ operation: VectorOperation, lanes: Int) -> String {
    "\(type(lanes: lanes))_\(operation.rawValue)"
  }
}
