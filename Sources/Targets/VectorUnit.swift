/// What of a processor bounds the inner loop of a dense kernel.
package struct VectorUnit: Hashable, Sendable {
  /// Registers for vectors.
  package let registers: Int
  /// Multiply-add instructions that start in a cycle, and the floats of one; longer vectors take
  /// several turns.
  package let ports: Int
  package let portLanes: Int
  /// Cycles from a multiply-add to one that adds to the same sum.
  package let latency: Int
  /// Vectors, or single numbers, read in a cycle.
  package let loads: Int
  /// Instructions that start in a cycle.
  package let instructions: Int
}
