import IR
import Targets

/// The products of a few pixels, packed into words, with all channels of a dense op.
///
/// The words of the pixels lie in `wide`, side by side; `factors` has for two channels after the other the
/// biases, the weights in words side by side, and what the epilogue needs.
struct PackedTile: Hashable {
  /// The words of a pixel.
  let depth: Int
  let channels: Int
  let hasBias: Bool
  /// What makes integers of the sums, and whether it does.
  let epilogue: PackedEpilogue
  let finishes: Bool

  /// Words of a pixel that stand in one round of the loop over the depth.
  private static let unrolled = 8

  private func panels(_ packed: PackedInstructions) -> [Tiling] {
    Tiling.full(0..<channels, size: packed.tile.channels)
  }

  /// `kept` gives the sum of a pixel and a channel that others have added to, `result` where integers are to
  /// be written.
  func code(
    pixels: Int, _ packed: PackedInstructions,
    kept: (_ pixel: Int, _ channel: Expression) -> Expression, to result: Result
  ) -> [Statement] {
    let (u, w) = (ref("u"), ref("w"))
    let start: [Statement] = [
      .variable("u", .pointer(.int32)), .variable("w", .pointer(.int32)),
      .assign(w, ref("factors")),
    ]
    return start + (finishes ? result.start : [])
      + panels(packed).flatMap { panel in
        panel.loop("n") { channel in
          let size = RegisterTileSize(pixels: pixels, channels: panel.size)
          let sums = (0..<pixels).map { pixel in (0..<panel.size).map { ref("a\(pixel)_\($0)") } }
          let all = sums.indices.flatMap { pixel in
            sums[pixel].indices.map { (pixel: pixel, lane: $0, sum: sums[pixel][$0]) }
          }
          let variables: [Statement] = all.flatMap { pixel, lane, sum in
            [
              .variable("a\(pixel)_\(lane)", .scalar(.int32)),
              .assign(sum, hasBias ? w[.integer(lane)] : kept(pixel, channel + .integer(lane))),
            ]
          }
          let step = Statement.call(PackedStep.name(size), [u, w] + all.map(\.sum))
          return [
            .block(
              variables
                + [.assign(u, ref("wide"))]
                + (hasBias ? [.assign(w, w.advanced(by: .integer(panel.size)))] : [])
                + steps(step) + finish(all, panel.size, channel, kept, result))
          ]
        }
      }
  }

  private func steps(_ step: Statement) -> [Statement] {
    let rounds = depth / Self.unrolled
    let round = [Statement](repeating: step, count: Self.unrolled)
    let rest = [Statement](repeating: step, count: depth % Self.unrolled)
    guard rounds > 1 else { return (rounds == 1 ? round : []) + rest }
    return [.loop(Loop("k", to: .integer(rounds), kind: .rolled, round))] + rest
  }

  private func finish(
    _ all: [(pixel: Int, lane: Int, sum: Expression)], _ lanes: Int, _ channel: Expression,
    _ kept: (_ pixel: Int, _ channel: Expression) -> Expression,
    _ result: Result
  ) -> [Statement] {
    guard finishes else {
      return all.map { .assign(kept($0.pixel, channel + .integer($0.lane)), $0.sum) }
    }
    let count = epilogue.numbersPerChannel
    let numbers = (0..<lanes).flatMap { lane in
      (0..<count).map { place in
        Statement.constant(
          "n\(place)_\(lane)", .scalar(.int32), ref("w")[.integer(place * lanes + lane)])
      }
    }
    let results = all.map { pixel, lane, sum in
      Statement.assign(
        result.place(pixel, channel, lane),
        epilogue.result(sum) { ref("n\($0)_\(lane)") })
    }
    return numbers + results
      + [.assign(ref("w"), ref("w").advanced(by: .integer(count * lanes)))]
      + result.next(lanes)
  }

  /// Where the integers of the pixels are to be written.
  enum Result {
    /// From a place in `output` on, so far apart; `to` moves on with the channels.
    case row(from: Expression, pitch: Int)
    /// Where `places` say, from a pixel on.
    case pixels(from: Expression)

    var start: [Statement] {
      switch self {
      case .row(let first, _):
        [
          .variable("to", .place(.int8)),
          .assign(ref("to"), ref("output").advanced(by: first)),
        ]
      case .pixels: []
      }
    }

    func place(_ pixel: Int, _ channel: Expression, _ lane: Int) -> Expression {
      switch self {
      case .row(_, let pitch): ref("to")[.integer(pixel * pitch + lane)]
      case .pixels(let first): ref("places")[first + .integer(pixel)][channel + .integer(lane)]
      }
    }

    func next(_ lanes: Int) -> [Statement] {
      switch self {
      case .row: [.assign(ref("to"), ref("to").advanced(by: .integer(lanes)))]
      case .pixels: []
      }
    }
  }

  /// The numbers that the code reads: `bias` of a channel, and the `weight` of a channel in each half of
  /// a word; `first` is the channel of the op that channel 0 is.
  func numbers(
    _ packed: PackedInstructions, from first: Int, bias: (_ channel: Int) -> Int32,
    weight: (_ channel: Int, _ word: Int) -> (low: Int, high: Int)
  ) -> [Int32] {
    panels(packed).flatMap { panel in
      (0..<panel.count).flatMap { n -> [Int32] in
        let start = panel.first + n * panel.size
        let lanes = Array(start..<start + panel.size)
        let words = (0..<depth).flatMap { word in
          lanes.map { packedWord(weight($0, word)) }
        }
        return (hasBias ? lanes.map(bias) : []) + words
          + (finishes ? epilogue.numbers(lanes.map { first + $0 }) : [])
      }
    }
  }
}

/// Two integers of 16 bits in the halves of a word.
func packedWord(_ halves: (low: Int, high: Int)) -> Int32 {
  Int32(truncatingIfNeeded: halves.high << 16 | halves.low & 0xffff)
}
