import IR
import Targets

/// How the sums of dot products become integers: groups of channels by the machine's own functions, the rest in
/// fours by vectors.
///
/// The numbers of each four stand after each other: multipliers, then shifts.
struct DotSums: Hashable {
  let channels: Int
  let epilogue: IntegerEpilogue
  let dots: DotInstructions

  /// Channels whose sums are on the stack together.
  static let block = 64

  /// The blocks of channels.
  var blocks: [Tiling] { Tiling.full(0..<channels, size: Self.block) }

  /// A word for names of kernels.
  var word: String { epilogue.word + (scaling.map { "_\($0.rawValue)" } ?? "") }

  /// How the machine's own functions scale the sums, if they can: all shifts are to the right.
  private var scaling: DotInstructions.Scaling? {
    let requantizer = epilogue.requantizer
    guard requantizer.rounding == .double, requantizer.fixedPoint.allSatisfy({ $0.shift <= 0 })
    else { return nil }
    // What is below the zero point is cut off, and halves of negative numbers with it.
    return requantizer.bounds.lowerBound >= requantizer.zeroPoint ? .up : .away
  }

  /// The groups that a block of channels consists of.
  func groups(of count: Int) -> [Run] {
    var runs: [Run] = []
    var first = 0
    for group in (scaling == nil ? [] : dots.groups) where count - first >= group.channels {
      let whole = (count - first) / group.channels
      runs.append(Run(first: first, group: group, count: whole))
      first += whole * group.channels
    }
    let rest = (count - first + 3) / 4
    return runs + (rest > 0 ? [Run(first: first, group: DotGroup(channels: 4), count: rest)] : [])
  }

  /// Groups of the same number of channels side by side.
  struct Run: Hashable {
    let first: Int
    let group: DotGroup
    let count: Int

    /// The fours of channels before it.
    var fours: Int { first / 4 }
  }

  /// The channels in the order of their sums, in fours; some of the last one may not exist.
  var order: [Int] {
    blocks.flatMap { block in
      (0..<block.count).flatMap { n in
        groups(of: block.size).flatMap { run in
          (0..<run.count).flatMap { index in
            run.group.order.map {
              block.first + n * block.size + run.first + index * run.group.channels + $0
            }
          }
        }
      }
    }
  }

  /// The fours of channels of a block, and of all.
  func fours(_ count: Int) -> Int { (count + 3) / 4 }

  /// Code that makes integers of `sums` of a block of channels; `f` points to its numbers.
  func narrow(
    _ count: Int, pixels: Int, output: (_ pixel: Int, _ channel: Int) -> Expression
  ) -> [Statement] {
    let requantizer = epilogue.requantizer
    let (zero, bounds) = (requantizer.zeroPoint, requantizer.bounds)
    return groups(of: count).flatMap { run -> [Statement] in
      guard let scaling, run.group.channels > 4 else {
        return (0..<run.count).flatMap { four in
          rest(
            run.fours + four, lanes: min(4, count - run.first - 4 * four), pixels: pixels, output)
        }
      }
      let isBounded = bounds != ElementType.i8Range
      let limits = isBounded ? [bounds.lowerBound, bounds.upperBound] : []
      let numbers = [Expression.integer(run.count)] + ([zero] + limits).map(Expression.signed)
      return [
        .call(
          dots.narrowing(
            group: run.group.channels, pixels: pixels, scaling, isBounded: isBounded),
          (0..<pixels).map { output($0, run.first) } + [
            ref("sums").advanced(by: .integer(8 * run.fours)),
            ref("f").advanced(by: .integer(8 * run.fours)),
          ] + numbers)
      ]
    }
  }

  /// The numbers of a four.
  private var words: Int { 4 * epilogue.numbersPerChannel }

  /// Moves `f` on to the next block.
  func next(_ count: Int) -> Statement {
    .assign(ref("f"), ref("f").advanced(by: .integer(fours(count) * words)))
  }

  private func rest(
    _ four: Int, lanes count: Int, pixels: Int,
    _ output: (_ pixel: Int, _ channel: Int) -> Expression
  ) -> [Statement] {
    func operation(_ operation: IntegerOperation, _ operands: Expression...) -> Expression {
      .apply(VectorName.integers(operation, lanes: dots.sumLanes), operands)
    }
    let numbers = (0..<epilogue.numbersPerChannel).map { place in
      Statement.constant(
        "n\(place)", .integerVector(dots.sumLanes),
        operation(.load, ref("f").advanced(by: .integer(four * words + 4 * place))))
    }
    let (zero, bounds) = (epilogue.requantizer.zeroPoint, epilogue.requantizer.bounds)
    let results = (0..<pixels).map { pixel -> Statement in
      let sum = operation(.load, ref("sums").advanced(by: .integer(8 * four + 4 * pixel)))
      let scaled =
        switch epilogue.requantizer.rounding {
        case .double: operation(.roundedTwice, sum, ref("n0"), ref("n1"))
        case .single: operation(.roundedOnce, sum, ref("n0"), ref("n1"))
        case .even: operation(.roundedEven, sum, ref("n0"))
        }
      // Bounds before the zero point, whose sum then cannot leave 32 bits.
      let bounded = operation(
        .least,
        operation(.most, scaled, operation(.splat, .signed(bounds.lowerBound - zero))),
        operation(.splat, .signed(bounds.upperBound - zero)))
      let result = operation(.add, bounded, operation(.splat, .signed(zero)))
      let to = output(pixel, 4 * four)
      return count == 4
        ? .call(VectorName.integers(.storeBytes, lanes: dots.sumLanes), [to, result])
        : DotFunction.storeSome.call(to, result, .integer(count))
    }
    return [.block(numbers + results)]
  }

  /// The numbers that the code reads; `first` is the channel of the op that channel 0 is.
  func numbers(from first: Int) -> [Int32] {
    let factors = epilogue.numbers(first..<first + channels)
    return stride(from: 0, to: order.count, by: 4).flatMap { start -> [Int32] in
      let four = order[start..<start + 4]
      return (0..<epilogue.numbersPerChannel).flatMap { place -> [Int32] in
        four.map { $0 < channels ? factors[place * channels + $0] : 0 }
      }
    }
  }
}
