import Basics
import Formats
import IR

extension TFLiteImporter {
  /// Adds a sum, difference or product of integers with one integer of the file: what becomes of each
  /// of the 256, in the arithmetic that two maps have.
  mutating func addTable(
    _ operation: TFLiteOperator, constant place: Int, _ fused: TFLiteActivation
  ) throws(Rejection) {
    let input = try map(operation, 1 - place)
    let constant = try singleInteger(operation, place, rank: input.extents.count)
    let numbers = try result(operation, like: place)
    guard case .integers(let from, _) = try self.numbers(of: self.input(operation, 1 - place)),
      let output = numbers.output(.double)
    else { throw malformed(operation, "expected integers only") }
    var op = ActivationOp()
    op.output = output
    op.table = try table(operation, from, constant, isFirst: place == 0, output)
    if let activation = try activation(fused, operation) {
      var clamp = ActivationOp()
      (clamp.function, clamp.output) = (activation, output)
      guard let clamped = clamp.table(of: output.result) else {
        throw unsupported(operation, "its activation and its scale lie too far apart")
      }
      op.table = op.table?.map { Int(clamped[$0 + 128]) }
    }
    try append(.activation(op), [input.value], operation, extents: input.extents)
  }

  /// What becomes of the integers from -128 to 127.
  private func table(
    _ operation: TFLiteOperator, _ from: Quantization, _ constant: (Quantization, integer: Int),
    isFirst: Bool, _ output: Requantization
  ) throws(Rejection) -> [Int] {
    let (left, right) = isFirst ? (constant.0, from) : (from, constant.0)
    func operands(_ q: Int) -> (Int, Int) {
      isFirst ? (constant.integer, q) : (q, constant.integer)
    }
    func check(_ op: any Operation) throws(Rejection) {
      let pixel = Shape(1, 1, 1)
      do throws(IllegalOp) {
        _ = try op.resultType([TensorType(pixel, left), TensorType(pixel, right)], graph.weights)
      } catch { throw unsupported(operation, error.message) }
    }
    let pair: (Int, Int) -> Int
    switch operation.code.builtin {
    case .add:
      var add = Add()
      add.output = output
      try check(add)
      pair = IntegerAdd(left, right, to: output).callAsFunction
    case .sub:
      var subtract = Subtract()
      subtract.output = output
      try check(subtract)
      pair = IntegerAdd(left, right, to: output, subtracts: true).callAsFunction
    default:
      var multiply = Multiply()
      multiply.output = output
      try check(multiply)
      guard let requantizer = multiply.requantizer(left, right) else {
        preconditionFailure("a product of integers without a factor")
      }
      pair = { a, b in requantizer(Int32((a - left.zeroPoint) * (b - right.zeroPoint))) }
    }
    return ElementType.i8Range.map { q in
      let (a, b) = operands(q)
      return pair(a, b)
    }
  }

  /// A constant operand of integers that is one number, as the graph would have it.
  private func singleInteger(
    _ operation: TFLiteOperator, _ place: Int, rank: Int
  ) throws(Rejection) -> (Quantization, integer: Int) {
    let record = try constant(try input(operation, place), operation)
    guard
      case .integers(let quantization, let isUnsigned) = try numbers(of: input(operation, place))
    else { throw unsupported(operation, "\(quoted(record.name)) is of floats, expected integers") }
    let values =
      isUnsigned
      ? try model.uint8s(of: record).map { Int($0) - 128 }
      : try model.int8s(of: record).map(Int.init)
    guard let first = values.first, values.allSatisfy({ $0 == first }),
      record.shape.allSatisfy({ $0 == 1 }), record.shape.count <= rank
    else {
      throw unsupported(
        operation,
        "\(quoted(record.name)) is a constant of \(record.shape.prefix(8)), expected one integer")
    }
    return (quantization, first)
  }
}
