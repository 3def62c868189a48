import TestSupport

/// A TFLite model of a few operators with random weights, made an operator at a time.
struct TinyTFLite {
  enum Numbers: String, CaseIterable { case float, int8, uint8 }

  /// The elements of maps and weights.
  let numbers: Numbers
  private var writer = TFLiteWriter()
  private var dice: Dice
  private var inputs: [Int] = []
  private var last = 0

  init(_ name: String, _ numbers: Numbers) {
    self.numbers = numbers
    dice = Dice(name)
  }

  /// The model, and elements for its inputs, with the last result as its output.
  mutating func finish() -> (bytes: [UInt8], inputs: [[UInt8]]) {
    (writer.bytes(inputs: inputs, outputs: [last]), inputBytes)
  }

  private var inputBytes: [[UInt8]] = []

  var type: Int { type(of: numbers) }

  func type(of numbers: Numbers) -> Int {
    switch numbers {
    case .float: 0
    case .uint8: 3
    case .int8: 9
    }
  }

  /// A map; `range` is what its integers reach, about zero.
  mutating func map(
    _ name: String, _ extents: [Int], range: Float = 2, zero: Int = 0, numbers: Numbers? = nil
  ) -> Int {
    let numbers = numbers ?? self.numbers
    guard numbers != .float else { return writer.tensor(name, extents) }
    return writer.quantized(
      name, extents, type: type(of: numbers), scales: [range / 127],
      zeroPoints: [numbers == .uint8 ? zero + 128 : zero])
  }

  /// A result, which the next operator may read.
  mutating func result(
    _ name: String, _ extents: [Int], range: Float = 2, zero: Int = 0, numbers: Numbers? = nil
  ) -> Int {
    last = map(name, extents, range: range, zero: zero, numbers: numbers)
    return last
  }

  mutating func input(
    _ extents: [Int], range: Float = 2, zero: Int = 0, numbers: Numbers? = nil
  ) -> Int {
    let tensor = map("input\(inputs.count)", extents, range: range, zero: zero, numbers: numbers)
    inputs.append(tensor)
    inputBytes.append(elements(extents.reduce(1, *), numbers ?? self.numbers, range: range))
    return tensor
  }

  /// Random elements: bytes, or floats up to a range.
  mutating func elements(_ count: Int, _ numbers: Numbers, range: Float = 1) -> [UInt8] {
    (0..<count).flatMap { _ -> [UInt8] in
      let number = dice.number(in: -127...127)
      switch numbers {
      case .float: return littleEndianBytes((Float(number) / 127 * range).bitPattern)
      case .int8: return [UInt8(bitPattern: Int8(number))]
      case .uint8: return [UInt8(number + 128)]
      }
    }
  }

  /// A kernel or matrix; scales go along `axis` if it is given.
  mutating func weights(_ extents: [Int], axis: Int? = nil, areZero: Bool = false) -> Int {
    let count = extents.reduce(1, *)
    let data = areZero ? Array(repeating: 0, count: count) : elements(count, numbers)
    guard numbers != .float else { return writer.tensor("weights", extents, data: data) }
    let scales = (0..<(axis.map { extents[$0] } ?? 1)).map { _ in
      Float(dice.number(in: 50...150)) / 12700
    }
    return writer.quantized(
      "weights", extents, type: type, data: data, scales: scales,
      zeroPoints: Array(repeating: numbers == .uint8 ? 131 : 0, count: scales.count),
      axis: axis ?? 0)
  }

  mutating func bias(_ count: Int) -> Int {
    guard numbers == .float else {
      return bias((0..<count).map { _ in dice.number(in: -3000...3000) })
    }
    return writer.tensor("bias", [count], data: elements(count, .float))
  }

  mutating func bias(_ values: [Int]) -> Int {
    writer.quantized(
      "bias", [values.count], type: 2, data: values.flatMap { littleEndianBytes(Int32($0)) },
      scales: [0.0001], zeroPoints: [0])
  }

  mutating func ints(_ name: String, _ values: [Int], _ extents: [Int]? = nil) -> Int {
    writer.tensor(
      name, extents ?? [values.count], type: 2,
      data: values.flatMap { littleEndianBytes(Int32($0)) })
  }

  mutating func operation(
    _ number: Int, _ inputs: [Int], _ output: Int,
    _ options: (type: Int, fields: [Int: FlatValue])? = nil
  ) {
    writer.operation(number, inputs: inputs, outputs: [output], options: options)
  }

  mutating func tensor(_ name: String, _ extents: [Int], type: Int = 0) -> Int {
    writer.tensor(name, extents, type: type)
  }

  mutating func constant(
    _ name: String, _ extents: [Int], type: Int, data: [UInt8],
    quantization: [Int: FlatValue]? = nil
  ) -> Int {
    writer.tensor(name, extents, type: type, data: data, quantization: quantization)
  }
}
