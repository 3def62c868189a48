import Targets

/// The last channels of a pointwise convolution where they fill half of a vector: each has two lanes, and each of
/// these takes every other four along the depth. A step then has all lanes in use, and there are half as many.
///
/// Two pixels are finished at once: the sums of their lanes are one vector.
extension IntegerConvRow {
  /// How many channels these are; nil where there are none, or where it would not do.
  func halfPanel(for target: Target) -> Int? {
    guard target.has(.sumsOfTwo), let lanes = target.integers.first?.lanes,
      outputChannels % lanes == lanes / 2, isSingleRow, inputPlane == 1, columns.kernel == 1,
      group == .quads(isSigned: false, outside: nil),
      inputChannels.isMultiple(of: 2 * group.count), outputWidth.isMultiple(of: 2), starts,
      epilogue?.saturatedFloors != nil,
      !group.flips(readsUnsigned: readsUnsigned) || raisedCount(for: target) != nil
    else { return nil }
    return lanes / 2
  }

  /// The code of that panel, which starts with a channel and has so many.
  func halfPanel(
    _ channel: Expression, of half: Int, _ panels: IntegerPanels, _ target: Target
  ) -> [Statement] {
    // Beside the sums registers are for the numbers of the channels and what is on the way.
    let most = (target.vectorUnit.registers - 12) / 2
    return Tiling.even(0..<outputWidth / 2, largest: most).flatMap { tiles in
      tiles.loop("pair") { pair in
        [.block(self.tile(of: pair, pairs: tiles.size, channel, half, panels, target))]
      }
    }
  }

  private func tile(
    of pair: Expression, pairs: Int, _ channel: Expression, _ half: Int, _ panels: IntegerPanels,
    _ target: Target
  ) -> [Statement] {
    let sums = (0..<2 * pairs).map { "a\($0)" }
    let source = ref(raisedCount(for: target) == nil ? "input" : "raised")
    let step = 2 * group.count
    var body: [Statement] = sums.map { .array($0, .scalar(.int32), count: 2 * half) }
    body.append(lanes(2 * half) { j in sums.map { .assign(ref($0)[j], 0) } })
    body.append(
      .constant(
        "from", .pointer(.int8),
        source.advanced(by: pair * .integer(2 * columns.stride * inputPitch))))
    body += loop("k", to: inputChannels / step) { k in
      [
        lanes(2 * half) { j in
          [
            .constant(
              "w", .scalar(.int32),
              IntegerFunction.quadAt(
                ref("panel").advanced(by: k * .integer(step * half) + j * 4)))
          ]
            + sums.enumerated().map { pixel, sum in
              let place = k * .integer(step) + .integer(pixel * columns.stride * inputPitch)
              let quad = IntegerFunction.quadOfTwo(ref("from").advanced(by: place), j)
              return .accumulate(ref(sum)[j], group.quadProduct(quad, ref("w")))
            }
        }
      ]
    }
    return body + [finish(sums, pair, half, channel, panels)]
  }

  /// What finishes the sums of a tile, two pixels at once.
  private func finish(
    _ sums: [String], _ pair: Expression, _ half: Int, _ channel: Expression,
    _ panels: IntegerPanels
  ) -> Statement {
    guard let epilogue else { preconditionFailure("a half panel without an epilogue") }
    return lanes(2 * half) { j in
      let (place, lane) = (j / .integer(half), j % half)
      let numbers = (0..<epilogue.numbersPerChannel).map {
        Statement.constant("n\($0)", .scalar(.int32), panels.number($0, lane: lane, of: half))
      }
      return [.constant("start", .scalar(.int32), ref("numbers")[lane])] + numbers
        + stride(from: 0, to: sums.count, by: 2).map { pixel in
          let sum = IntegerFunction.sumOfTwo(
            ref(sums[pixel]), ref(sums[pixel + 1]), j, .integer(2 * half))
          return .assign(
            output(pair * 2 + .integer(pixel) + place, channel, lane, of: half),
            epilogue.result(sum + ref("start")) { ref("n\($0)") })
        }
    }
  }
}
