import IR
import Targets

/// How the sums of packed products become integers.
///
/// Weights have 16 bits and room for one more. With it sums are twice what they are else, and the high
/// half of a product with a multiplier is all that is left to be shifted; what rounds the shift and the
/// zero point are one number, which is added with it. Where that could overflow, sums are what they are.
struct PackedEpilogue: Hashable {
  let requantizer: Requantizer
  /// Whether sums are twice what they are else.
  let isDoubled: Bool
  /// The results of channels that have but one.
  private let constants: [Int?]

  /// `sums` is what the sums of each channel can be.
  init(_ requantizer: Requantizer, sums: [ClosedRange<Int>]) {
    self.requantizer = requantizer
    let constants = sums.indices.map { requantizer.constant(over: sums[$0], channel: $0) }
    self.constants = constants
    isDoubled =
      requantizer.rounding == .double
      && sums.indices.allSatisfy { channel in
        constants[channel] != nil
          || requantizer.hasRoom(for: sums[channel])
            && (-22 ... -1)
              .contains(requantizer.factor(of: channel).shift)
      }
  }

  /// What bias and weights are multiplied with.
  var factor: Int { isDoubled ? 2 : 1 }

  /// Halves of negative numbers go up or down where that makes no difference: what is below the zero
  /// point is cut off.
  private var roundsUp: Bool { requantizer.bounds.lowerBound >= requantizer.zeroPoint }

  private var plain: IntegerEpilogue { IntegerEpilogue(requantizer) }

  /// A word for names of kernels: all but the numbers of the channels.
  var word: String { (isDoubled ? "_doubled" : "") + plain.word }

  /// Numbers that each channel has.
  var numbersPerChannel: Int { isDoubled ? 3 : plain.numbersPerChannel }

  /// The numbers of some channels: all first ones, then all second ones and so on.
  func numbers(_ channels: [Int]) -> [Int32] {
    let numbers = channels.map(numbers)
    return (0..<numbersPerChannel).flatMap { place in numbers.map { $0[place] } }
  }

  private func numbers(_ channel: Int) -> [Int32] {
    guard isDoubled else { return plain.numbers(channel..<channel + 1) }
    // Nothing of the sum, and the result as what is added to it.
    if let constant = constants[channel] { return [0, Int32(2 * constant), 1] }
    let factor = requantizer.factor(of: channel)
    let right = -factor.shift
    let offset = (1 << (right - 1)) + requantizer.zeroPoint << right
    return [factor.multiplier, Int32(offset), Int32(right)]
  }

  /// The `int8` of a sum.
  func result(_ sum: Expression, _ number: (Int) -> Expression) -> Expression {
    guard isDoubled else { return plain.result(sum, number) }
    let scaled: PackedFunction = roundsUp ? .scaledUp : .scaledAway
    let result = scaled(sum, number(0), number(1), number(2))
    guard requantizer.bounds != ElementType.i8Range else {
      return PackedOperation.saturated(result)
    }
    return IntegerFunction.clamped(
      result, .signed(requantizer.bounds.lowerBound), .signed(requantizer.bounds.upperBound))
  }
}

extension Requantizer {
  fileprivate func factor(of channel: Int) -> FixedPointFactor {
    fixedPoint[fixedPoint.count == 1 ? 0 : channel]
  }

  /// Whether the doubles of sums have 32 bits.
  fileprivate func hasRoom(for sums: ClosedRange<Int>) -> Bool {
    let range = Int(Int32.min)...Int(Int32.max)
    return range.contains(2 * sums.lowerBound) && range.contains(2 * sums.upperBound)
  }

  /// The result of all sums of a range, if it is the same.
  ///
  /// Weights that are next to nothing have such channels, whose biases may be as large as 32 bits.
  fileprivate func constant(over sums: ClosedRange<Int>, channel: Int) -> Int? {
    guard rounding == .double, factor(of: channel).shift <= 0,
      let low = Int32(exactly: sums.lowerBound), let high = Int32(exactly: sums.upperBound)
    else { return nil }
    // A greater sum has no smaller result.
    let results = (self(low, channel: channel), self(high, channel: channel))
    return results.0 == results.1 ? results.0 : nil
  }
}
