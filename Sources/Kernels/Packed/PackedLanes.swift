import IR
import Targets

/// Which channels of a depthwise op stand in the halves of a word together: of four bytes 0 and 2, then
/// 1 and 3, as machines widen them; what is left over is packed in order, an odd one with nothing.
///
/// `factors` has for each pair of channels the biases, a word of weights for each place of the window, and
/// what the epilogue needs.
struct PackedLanes: Hashable {
  let channels: Int
  let taps: Int
  let epilogue: PackedEpilogue

  private var run: PackedRun { PackedRun(count: channels) }

  /// Numbers of a pair of channels; a single one has as many.
  private var count: Int { 2 + taps + 2 * epilogue.numbersPerChannel }

  /// Code for all pairs of channels, told where their bytes start, how many channels they are, and how to
  /// widen the bytes.
  ///
  /// `w` points to the numbers of the pair.
  func code(
    _ pair: (_ channel: Expression, _ places: [Int], _ widened: Widened) -> [Statement]
  ) -> [Statement] {
    let fours = channels / 4
    func numbered(_ channel: Expression, _ word: Int) -> Statement {
      let (low, high) = run.places(word)
      let places = [low, high].compactMap(\.self).map { $0 - (word < 2 * fours ? 0 : low) }
      let widened: Widened = word < 2 * fours ? (word % 2 == 0 ? .even : .odd) : .single
      return .block(
        pair(channel, places, widened)
          + [.assign(ref("w"), ref("w").advanced(by: .integer(count)))])
    }
    let start: [Statement] = [
      .variable("w", .pointer(.int32)), .assign(ref("w"), ref("factors")),
    ]
    return start
      + Tiling.full(0..<4 * fours, size: 4).flatMap { tiling in
        tiling.loop("c") { c in [numbered(c, 0), numbered(c, 1)] }
      }
      + (2 * fours..<run.words).map { word in numbered(.integer(run.places(word).low), word) }
  }

  /// How the bytes of a pair of channels are widened.
  enum Widened {
    /// Those of a word of four.
    case even, odd
    /// One by one.
    case single
  }

  /// The sums of some pixels, which start with the biases.
  func start(pixels: Int, lanes: Int, from bias: (_ lane: Int) -> Expression) -> [Statement] {
    (0..<pixels).flatMap { pixel in
      (0..<lanes).flatMap { lane -> [Statement] in
        [
          .variable("a\(pixel)_\(lane)", .scalar(.int32)),
          .assign(ref("a\(pixel)_\(lane)"), bias(lane)),
        ]
      }
    }
  }

  /// The word of weights of a place of the window.
  func weight(_ tap: Expression) -> Expression { ref("w")[tap + 2] }

  /// The word of two channels from a place on.
  func word(
    _ bytes: Expression, _ widened: Widened, unsigned: Bool,
    element: (_ place: Int) -> Expression?
  ) -> Expression {
    switch widened {
    case .even: PackedOperation.widened(unsigned: unsigned)[0](PackedFunction.wordAt(bytes))
    case .odd: PackedOperation.widened(unsigned: unsigned)[1](PackedFunction.wordAt(bytes))
    case .single: IntegerFunction.pairOf(element(0) ?? 0, element(1) ?? 0)
    }
  }

  /// Adds the products of a word of two channels to the sums of a pixel.
  func products(pixel: Int, lanes: Int, _ word: Expression, _ weight: Expression) -> [Statement] {
    (0..<lanes).map { lane in
      let sum = ref("a\(pixel)_\(lane)")
      let add: PackedOperation = lane == 0 ? .addLowProduct : .addHighProduct
      return .assign(sum, add(sum, word, weight))
    }
  }

  /// Makes integers of the sums.
  func finish(
    pixels: Int, lanes: Int, output: (_ pixel: Int, _ lane: Int) -> Expression
  ) -> [Statement] {
    let numbers = (0..<lanes).flatMap { lane in
      (0..<epilogue.numbersPerChannel).map { place in
        Statement.constant(
          "n\(place)_\(lane)", .scalar(.int32),
          ref("w")[.integer(2 + taps + place * lanes + lane)])
      }
    }
    return numbers
      + (0..<pixels).flatMap { pixel in
        (0..<lanes).map { lane in
          .assign(
            output(pixel, lane),
            epilogue.result(ref("a\(pixel)_\(lane)")) { ref("n\($0)_\(lane)") })
        }
      }
  }

  /// The numbers that the code reads; `first` is the channel of the op that channel 0 is.
  func numbers(
    from first: Int, bias: (_ channel: Int) -> Int32, weight: (_ channel: Int, _ tap: Int) -> Int
  ) -> [Int32] {
    (0..<run.words).flatMap { word -> [Int32] in
      let (low, high) = run.places(word)
      let lanes = [low, high].compactMap(\.self)
      let words = (0..<taps).map { tap in
        packedWord((weight(low, tap), high.map { weight($0, tap) } ?? 0))
      }
      let numbers =
        [bias(low), high.map(bias) ?? 0] + words + epilogue.numbers(lanes.map { first + $0 })
      return numbers + [Int32](repeating: 0, count: count - numbers.count)
    }
  }
}
