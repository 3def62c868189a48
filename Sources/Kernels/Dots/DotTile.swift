import IR
import Targets

/// The products of a few pixels with all channels of a dense op, as sums along the depth.
///
/// `factors` has for each four of channels the numbers that the sums of two pixels start with, and for each
/// vector along the depth one of weights of each channel; after all of them what makes integers of the sums.
/// Channels that there are not have zeros.
struct DotTile: Hashable {
  /// Vectors along the depth.
  let depth: Int
  let sums: DotSums

  private var dots: DotInstructions { sums.dots }

  /// The words of weights of four channels, and of all.
  private var words: Int { 8 + depth * dots.lanes }
  private var allWords: Int { words * sums.fours(sums.channels) }

  /// Code that finds the vectors of a pixel where `source` says, and writes integers to `output`.
  func code(
    pixels: Int, source: (_ pixel: Int) -> Expression,
    output: (_ pixel: Int, _ channel: Expression) -> Expression
  ) -> [Statement] {
    let start: [Statement] = [
      .variable("w", .pointer(.int32)), .assign(ref("w"), ref("factors")),
      .variable("f", .pointer(.int32)),
      .assign(ref("f"), ref("factors").advanced(by: .integer(allWords))),
    ]
    return start
      + sums.blocks.flatMap { block in
        block.loop("n") { channel in
          let fours = sums.fours(block.size)
          let move = Statement.assign(ref("w"), ref("w").advanced(by: .integer(words * fours)))
          return [
            .block(
              [.array("sums", .scalar(.int32), count: 8 * fours)]
                + products(fours, (0..<pixels).map(source))
                + sums.narrow(block.size, pixels: pixels) { output($0, channel + .integer($1)) }
                + (block.size == sums.channels ? [] : [move, sums.next(block.size)]))
          ]
        }
      }
  }

  private func products(_ fours: Int, _ pixels: [Expression]) -> [Statement] {
    if depth <= dots.flatDepth {
      return [
        .call(
          dots.products(pixels: pixels.count, depth: depth),
          pixels + [ref("w"), ref("sums"), .integer(fours)])
      ]
    }
    let round = dots.round(depth: depth)
    return loop("m", to: fours) { four in
      [
        .call(
          dots.deepProducts(pixels: pixels.count, round: round),
          pixels + [
            ref("w").advanced(by: four * .integer(words)),
            ref("sums").advanced(by: four * 8), .integer(depth / round),
          ])
      ]
    }
  }

  /// The numbers that the code reads; `count` weights of a channel are along the depth, and `first` is the
  /// channel of the op that channel 0 is.
  func numbers(
    count: Int, from first: Int, bias: (_ channel: Int) -> Int32,
    weight: (_ channel: Int, _ place: Int) -> Int8
  ) -> [Int32] {
    let order = sums.order
    let weights = stride(from: 0, to: order.count, by: 4).flatMap { start -> [Int32] in
      let four = order[start..<start + 4]
      let biases: [Int32] = four.map { $0 < sums.channels ? bias($0) : 0 }
      let vectors = (0..<depth).flatMap { vector -> [Int32] in
        let places = vector * dots.lanes..<(vector + 1) * dots.lanes
        return four.flatMap { channel -> [Int32] in
          let bytes: [Int8] = places.map { place in
            channel < sums.channels && place < count ? weight(channel, place) : 0
          }
          return dotWords(bytes)
        }
      }
      return biases + biases + vectors
    }
    return weights + sums.numbers(from: first)
  }
}

/// Bytes in the words of memory that they are.
func dotWords(_ bytes: [Int8]) -> [Int32] {
  stride(from: 0, to: bytes.count, by: 4).map { first in
    bytes[first..<first + 4].reversed().reduce(0) { $0 << 8 | Int32(UInt8(bitPattern: $1)) }
  }
}
