/// The vectors of 32-bit integers of one length that a machine has, and how C spells what it does with
/// them.
package struct IntegerInstructions: Hashable, Sendable {
  package typealias Spelling = VectorInstructions.Spelling

  /// Integers in a vector.
  package let lanes: Int
  /// The type in C.
  package let type: String
  /// The registers for them, as GCC has it in constraints of assembly.
  package let register: String
  /// Expressions, or the bodies of functions where one is not enough.
  private var spellings: [IntegerOperation: Spelling]

  package subscript(operation: IntegerOperation) -> Spelling? { spellings[operation] }

  init(lanes: Int, type: String, register: String, _ spellings: [IntegerOperation: Spelling]) {
    self.lanes = lanes
    self.type = type
    self.register = register
    self.spellings = spellings
  }

  /// The same vectors with more that a machine can do.
  func with(_ more: [IntegerOperation: Spelling]) -> IntegerInstructions {
    var copy = self
    copy.spellings.merge(more) { $1 }
    return copy
  }
}
