import Basics
import Formats
import IR

extension TFLiteImporter {
  /// Adds a sum or a product of integers with one integer of the file: what becomes of each of the
  /// 256, in the arithmetic that two maps have.
  mutating func addTable(
    _ operation: TFLiteOperator, constant place: Int, _ fused: TFLiteActivation
  ) throws(Rejection) {
    let input = try map(operation, 1 - place)
    let (constant, number) = try singleInteger(operation, place)
    let numbers = try result(operation, like: place)
    guard case .integers(let from, _) = try self.numbers(of: self.input(operation, 1 - place)),
      let output = numbers.output(.double)
    else { throw malformed(operation, "expected integers only") }
    var op = ActivationOp()
    op.output = output
    let legal: any Operation
    switch operation.code.builtin {
    case .add:
      let sum = IntegerAdd(from, constant, to: output)
      var add = Add()
      add.output = output
      legal = add
      op.table = ElementType.i8Range.map { sum($0, number) }
    case .mul:
      var scale = ChannelScale()
      scale.output = output
      legal = scale
      op.table = scale.requantizer(from, constant).map { requantizer in
        ElementType.i8Range.map {
          requantizer(Int32(($0 - from.zeroPoint) * (number - constant.zeroPoint)))
        }
      }
    default:
      throw unsupported(operation, "a difference of integers with a constant, expected a sum")
    }
    do throws(IllegalOp) {
      _ = try legal.resultType(
        [TensorType(Shape(1, 1, 1), from), TensorType(Shape(1, 1, 1), constant)], graph.weights)
    } catch { throw unsupported(operation, error.message) }
    if let activation = try activation(fused, operation) {
      var clamp = ActivationOp()
      (clamp.function, clamp.output) = (activation, output)
      let clamped = clamp.table(of: output.result)
      op.table = op.table?.map { Int(clamped?[$0 + 128] ?? 0) }
    }
    try append(.activation(op), [input.value], operation, extents: input.extents)
  }

  /// A constant operand of integers that is one number, as the graph would have it.
  private func singleInteger(
    _ operation: TFLiteOperator, _ place: Int
  ) throws(Rejection) -> (Quantization, Int) {
    let record = try constant(try input(operation, place), operation)
    let rank = try map(operation, 1 - place).extents.count
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
