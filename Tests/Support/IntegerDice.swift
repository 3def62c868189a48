import Basics
import Glibc
import IR

/// Random numbers for ops on integers.
extension Dice {
  /// A number of which all sizes between two are as likely.
  package mutating func scale(from least: Double, to most: Double) -> Float {
    let share = Double(roll(1 << 30)) / Double(1 << 30)
    return Float(least * pow(most / least, share))
  }

  /// A zero point, often at an end.
  package mutating func zeroPoint() -> Int {
    switch roll(4) {
    case 0: -128
    case 1: 127
    case 2: number(in: -20...20)
    default: number(in: -128...127)
    }
  }

  package mutating func quantization() -> Quantization {
    Quantization(scale: scale(from: 0.004, to: 4), zeroPoint: zeroPoint())
  }

  /// Elements, some of them at the ends.
  package mutating func int8s(_ count: Int) -> [Int8] {
    (0..<count).map { _ in
      once(in: 8) ? pick([-128, 127]) : Int8(number(in: -128...127))
    }
  }

  package mutating func int8Tensor(_ shape: Shape) -> Tensor {
    Tensor(shape: shape, values: int8s(shape.count).map(Double.init))
  }
}

extension GraphBuilder {
  package mutating func integerInput(_ name: String, _ shape: Shape, _ dice: inout Dice) -> ValueID
  {
    graph.addInput(name, TensorType(shape, dice.quantization()))
  }

  /// A weight of random integers for sums of so many products; `sums` says how many sums there are.
  ///
  /// Most of its scales give results that fill their range; some give nothing but the zero point, whatever
  /// the shift, and some factors of more than 1.
  package mutating func integerWeight(
    _ name: String, _ shape: [Int], depth: Int, sums: Int, from input: ValueID,
    to output: Quantization, _ dice: inout Dice
  ) -> WeightID {
    let least = Double(output.scale) / Double(graph.type(of: input).quantization?.scale ?? 1)
    let usual = least * 128 / (74 * 100 * Double(depth).squareRoot())
    let scales = (0..<(dice.once(in: 3) ? 1 : sums)).map { _ in
      switch dice.roll(12) {
      case 0: dice.scale(from: least * 0x1p-40, to: least * 0x1p-29)
      case 1: dice.scale(from: least * 0x1p-28, to: usual)
      case 2: dice.scale(from: usual, to: least * 2)
      default: dice.scale(from: usual / 2, to: usual * 2)
      }
    }
    return graph.weights.add(
      Weight(
        name, shape: shape, .int8s(dice.int8s(shape.reduce(1, *))),
        WeightQuantization(scales: scales, zeroPoint: dice.once(in: 4) ? dice.zeroPoint() : 0)))
  }

  package mutating func integerBias(
    _ name: String, _ sums: Int, depth: Int, _ dice: inout Dice
  ) -> WeightID? {
    guard !dice.once(in: 4) else { return nil }
    let most = dice.once(in: 6) ? Int(Int32.max) : 4000 * depth
    return graph.weights.add(
      Weight(
        name, shape: [sums], .int32s((0..<sums).map { _ in Int32(dice.number(in: -most...most)) })))
  }
}
