import IR
import Targets

/// The products of a few pixels with all channels of a dense op, as sums along the depth.
///
/// `weights` has for a few channels after the other, for each vector along the depth, one of each channel;
/// `factors` for the same channels the biases and what the epilogue needs. Channels that there are not
/// have zeros.
struct DotTile: Hashable {
  /// Vectors along the depth, and integers in one.
  let depth: Int
  let lanes: Int
  let channels: Int
  let epilogue: IntegerEpilogue
  /// Whether halves of negative numbers may go up: all shifts are to the right, and what is below the
  /// zero point is cut off.
  let roundsUp: Bool

  /// Code that finds the vectors of a pixel where `source` says, and writes integers to `output`.
  func code(
    pixels: Int, _ dots: DotInstructions, source: (_ pixel: Int) -> Expression,
    output: (_ pixel: Int, _ channel: Expression) -> Expression
  ) -> [Statement] {
    let size = dots.tile.channels
    let start: [Statement] =
      [
        .variable("w", .pointer(.int8)), .assign(ref("w"), ref("weights")),
        .variable("f", .pointer(.int32)), .assign(ref("f"), ref("factors")),
      ]
    return start
      + Tiling.full(0..<channels, size: size).flatMap { panel in
        panel.loop("n") { channel in
          let sums = (0..<pixels).flatMap { pixel in (0..<size).map { "a\(pixel)_\($0)" } }
          let pointers = (0..<pixels).flatMap { pixel -> [Statement] in
            [.variable("u\(pixel)", .pointer(.int8)), .assign(ref("u\(pixel)"), source(pixel))]
          }
          let loop = Statement.call(
            dots.loopName(pixels: pixels),
            (0..<pixels).map { ref("u\($0)") } + [ref("w"), .integer(depth)] + sums.map(ref))
          return [
            .block(
              sums.flatMap { [.variable($0, .scalar(.int32)), .assign(ref($0), 0)] } + pointers
                + [loop] + finish(pixels, panel.size, size, channel, output))
          ]
        }
      }
  }

  private func finish(
    _ pixels: Int, _ count: Int, _ size: Int, _ channel: Expression,
    _ output: (_ pixel: Int, _ channel: Expression) -> Expression
  ) -> [Statement] {
    func operation(_ operation: IntegerOperation, _ operands: Expression...) -> Expression {
      .apply(VectorName.integers(operation, lanes: size), operands)
    }
    let numbers = (0..<1 + epilogue.numbersPerChannel).map { place in
      Statement.constant(
        "n\(place)", .integerVector(size),
        operation(.load, ref("f").advanced(by: .integer(place * size))))
    }
    let (zero, bounds) = (epilogue.requantizer.zeroPoint, epilogue.requantizer.bounds)
    let results = (0..<pixels).flatMap { pixel -> [Statement] in
      let sums = (0..<size).map { ref("a\(pixel)_\($0)") }
      let sum = operation(
        .add, .apply(DotFunction.fourOf.rawValue, sums), ref("n0"))
      let scaled =
        switch epilogue.requantizer.rounding {
        case .double where roundsUp: DotFunction.roundedUp(sum, ref("n1"), ref("n2"))
        case .double: operation(.roundedTwice, sum, ref("n1"), ref("n2"))
        case .single: operation(.roundedOnce, sum, ref("n1"), ref("n2"))
        case .even: operation(.roundedEven, sum, ref("n1"))
        }
      // Bounds before the zero point, whose sum then cannot leave 32 bits.
      let bounded = operation(
        .least,
        operation(.most, scaled, operation(.splat, .signed(bounds.lowerBound - zero))),
        operation(.splat, .signed(bounds.upperBound - zero)))
      let result = operation(.add, bounded, operation(.splat, .signed(zero)))
      let to = output(pixel, channel)
      return [
        count == size
          ? .call(VectorName.integers(.storeBytes, lanes: size), [to, result])
          : .call(DotFunction.storeSome.rawValue, [to, result, .integer(count)])
      ]
    }
    return numbers + results
      + [
        .assign(
          ref("f"),
          ref("f").advanced(by: .integer((1 + epilogue.numbersPerChannel) * size)))
      ]
  }

  /// The weights that the code reads; `count` of them are along the depth.
  func weights(
    _ dots: DotInstructions, count: Int, _ weight: (_ channel: Int, _ place: Int) -> Int8
  ) -> [Int8] {
    panels(dots).flatMap { panel in
      (0..<depth).flatMap { vector in
        panel.flatMap { channel in
          (vector * lanes..<(vector + 1) * lanes).map { place in
            channel < channels && place < count ? weight(channel, place) : 0
          }
        }
      }
    }
  }

  /// The other numbers; `first` is the channel of the op that channel 0 is.
  func numbers(
    _ dots: DotInstructions, from first: Int, bias: (_ channel: Int) -> Int32
  ) -> [Int32] {
    panels(dots).flatMap { panel -> [Int32] in
      let known = panel.clamped(to: 0..<channels)
      let rest = [Int32](repeating: 0, count: panel.count - known.count)
      let factors = epilogue.numbers(first + known.lowerBound..<first + known.upperBound)
      return known.map(bias) + rest
        + (0..<epilogue.numbersPerChannel).flatMap { place in
          factors[place * known.count..<(place + 1) * known.count] + rest
        }
    }
  }

  private func panels(_ dots: DotInstructions) -> [Range<Int>] {
    stride(from: 0, to: channels, by: dots.tile.channels).map { $0..<$0 + dots.tile.channels }
  }
}
