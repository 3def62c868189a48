import Basics
import Formats
import IR

extension TFLiteImporter {
  /// The numbers of a constant whatever it is stored as: floats of any width, or integers with
  /// scales.
  func constantFloats(
    _ tensor: Int, _ operation: TFLiteOperator
  ) throws(Rejection) -> [Float] {
    let record = try constant(dequantized[tensor] ?? tensor, operation)
    switch record.type {
    case .int8: return try scaled(try model.int8s(of: record).map(Int.init), record, operation)
    case .uint8: return try scaled(try model.uint8s(of: record).map(Int.init), record, operation)
    case .float32, .float16, .int32, .int64, .string, .bool, .int16, .complex64, .float64,
      .complex128, .uint64, .resource, .variant, .uint32, .uint16, .int4, .bfloat16, .int2, .uint4,
      .float8e4m3, .float8e5m2:
      return try model.floats(of: record)
    }
  }

  private func scaled(
    _ integers: [Int], _ record: TFLiteTensor, _ operation: TFLiteOperator
  ) throws(Rejection) -> [Float] {
    guard let found = record.quantization, found.otherForm == nil,
      let (run, count) = axis(of: found, record.shape),
      found.zeroPoints.count <= 1 || found.zeroPoints.count == count,
      found.zeroPoints.allSatisfy({ (-128...255).contains($0) })
    else {
      throw unsupported(
        operation,
        "\(quoted(record.name)) of \(record.type) needs one scale, or one for each index of an axis"
      )
    }
    return integers.enumerated().map { index, q in
      let channel = index / run % count
      let zeros = found.zeroPoints
      let zero = zeros.isEmpty ? 0 : zeros[zeros.count == 1 ? 0 : channel]
      return found.scales[channel] * Float(q - zero)
    }
  }

  /// How many elements in a row share a scale, and how many scales there are; nil if they do not fit.
  private func axis(
    of quantization: TFLiteQuantization, _ extents: [Int]
  ) -> (run: Int, count: Int)? {
    let count = quantization.scales.count
    if count == 1 { return (1, 1) }
    guard extents.indices.contains(quantization.dimension),
      extents[quantization.dimension] == count, count > 1
    else { return nil }
    return (extents[(quantization.dimension + 1)...].reduce(1, *), count)
  }
}
