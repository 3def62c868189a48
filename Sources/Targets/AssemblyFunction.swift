/// A function that is a piece of assembly.
package struct AssemblyFunction: Hashable, Sendable {
  /// What a parameter is; the assembly may change all but vectors of addresses that it does not write.
  package enum Operand: Hashable, Sendable {
    /// A pointer to bytes that are read, or written.
    case bytes, place
    /// A pointer to words that are read, or written.
    case words, sums
    case number
    /// Four addresses.
    case addresses
  }

  package struct Parameter: Hashable, Sendable {
    package let name: String
    package let operand: Operand
    /// The register that it is in; nil of vectors, which may be in any.
    package let register: String?
  }

  package let name: String
  package let comment: String
  /// In the lines they are `%[name]`, vectors `%q[name]`.
  package let parameters: [Parameter]
  package let lines: [String]
  /// The registers that it uses beside its parameters.
  package let used: [String]

  /// Without optimisation compilers find no registers for all parameters, so that each has its own.
  init(
    name: String, comment: String, parameters: [(name: String, operand: Operand)],
    in registers: [String], using used: [String], _ lines: [String]
  ) {
    self.name = name
    self.comment = comment
    self.used = used
    self.lines = lines
    var free = registers[...]
    self.parameters = parameters.map { name, operand in
      Parameter(
        name: name, operand: operand, register: operand == .addresses ? nil : free.removeFirst())
    }
  }
}
