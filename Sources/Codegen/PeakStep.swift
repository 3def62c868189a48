import Basics
import Kernels
import Targets

/// The step of which a loop at the peak of a machine is made: it multiplies and adds to a few sums in
/// registers.
struct PeakStep {
  /// A vector in C, and how its lanes are read, written, made of one number, and multiplied with
  /// `factor` and `term`.
  struct Vector {
    let type: String
    let load: String
    let store: String
    let splat: String
    /// The new value of a sum.
    let next: (_ sum: String) -> String
  }

  /// What C calls the numbers in memory, and what they are at first.
  let element: String
  let start: String
  let lanes: Int
  /// Multiply-adds for each sum.
  let multiplyAdds: Int
  /// Nil where vectors are left to the compiler.
  let vector: Vector?

  init(ofFloats target: Target) {
    element = "float"
    // Sums neither grow nor become so small that additions take longer.
    start = "0.5f"
    lanes = target.vectors.map(\.lanes).max() ?? target.blockChannels
    multiplyAdds = lanes
    let lanes = lanes
    func name(_ operation: VectorOperation) -> String {
      VectorName.operation(operation, lanes: lanes)
    }
    vector =
      target.vectors.isEmpty
      ? nil
      : Vector(
        type: VectorName.type(lanes: lanes), load: name(.load), store: name(.store),
        splat: name(.splat)
      ) { "\(name(.multiplyAdd))(\($0), factor, term)" }
  }

  /// Of 8-bit integers as many are multiplied in a step as the target can.
  init(ofIntegers target: Target) {
    start = "3"
    guard let integers = target.integers.max(by: { $0.lanes < $1.lanes }) else {
      element = "uint32_t"
      lanes = target.blockChannels
      multiplyAdds = lanes
      vector = nil
      return
    }
    element = "int32_t"
    lanes = integers.lanes
    let lanes = lanes
    func name(_ operation: IntegerOperation) -> String {
      VectorName.integers(operation, lanes: lanes)
    }
    let together: (IntegerOperation, count: Int)? =
      if integers[.addQuadProducts] != nil {
        (.addQuadProducts, 4)
      } else if integers[.addSignedQuadProducts] != nil {
        (.addSignedQuadProducts, 4)
      } else if integers[.addPairProducts] != nil {
        (.addPairProducts, 2)
      } else {
        nil
      }
    multiplyAdds = lanes * (together?.count ?? 1)
    vector = Vector(
      type: VectorName.integers(lanes: lanes), load: name(.load), store: name(.store),
      splat: name(.splat)
    ) { sum in
      if let (operation, _) = together {
        // Products that are not added by the same instruction would be the same in all steps, and made once.
        let first = operation == .addPairProducts ? sum : "factor"
        return "\(name(operation))(\(first), term, \(sum))"
      }
      return "\(name(.add))(\(name(.multiply))(\(sum), factor), term)"
    }
  }

  /// Prints the body of a function that takes `steps`, `from` and `to`, with so many sums.
  func printLoop(_ count: Int, to writer: inout CodeWriter) {
    guard let vector else { return printPlainLoop(count, to: &writer) }
    writer.line("const \(vector.type) factor = \(vector.splat)(from[0]);")
    writer.line("const \(vector.type) term = \(vector.splat)(from[1]);")
    for sum in 0..<count {
      writer.line("\(vector.type) a\(sum) = \(vector.load)(from + \(sum * lanes));")
    }
    writer.block("for (size_t step = 0; step < steps; ++step)") { writer in
      for sum in 0..<count { writer.line("a\(sum) = \(vector.next("a\(sum)"));") }
    }
    for sum in 0..<count { writer.line("\(vector.store)(to + \(sum * lanes), a\(sum));") }
  }

  private func printPlainLoop(_ count: Int, to writer: inout CodeWriter) {
    func eachLane(_ writer: inout CodeWriter, _ statement: (Int) -> String) {
      writer.line(LoopWord.lanes)
      writer.block("for (size_t j = 0; j < \(lanes); ++j)") { writer in
        for sum in 0..<count { writer.line(statement(sum)) }
      }
    }
    writer.line("const \(element) factor = from[0], term = from[1];")
    for sum in 0..<count { writer.line("\(element) a\(sum)[\(lanes)];") }
    eachLane(&writer) { "a\($0)[j] = from[\($0 * lanes) + j];" }
    writer.block("for (size_t step = 0; step < steps; ++step)") { writer in
      eachLane(&writer) { "a\($0)[j] = a\($0)[j] * factor + term;" }
    }
    eachLane(&writer) { "to[\($0 * lanes) + j] = a\($0)[j];" }
  }
}
