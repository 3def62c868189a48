/// Products of integers in pairs along the depth, which machines add up in one step: those of two input
/// channels at once.
///
/// The weights of a panel lie in pairs too. Of an odd number of channels the last one has a partner that
/// counts nothing.
struct PairProducts {
  let sums: [Expression]
  /// The output channels of a panel.
  let channels: Int
  let weightZero: Int

  /// Adds the products of `depth` input channels to each sum.
  ///
  /// `pair` gives that of a pixel which starts with a channel, the second nil where there is none.
  func add(
    depth: Int, weights: Expression, _ pair: (_ pixel: Int, _ first: Expression, Bool) -> Expression
  ) -> [Statement] {
    loop("k", to: depth / 2) { k in
      step(weights.advanced(by: k * .integer(2 * channels))) { pair($0, k * 2, true) }
    }
      + (depth % 2 == 0
        ? []
        : [
          .block(
            step(weights.advanced(by: .integer((depth - 1) * channels))) {
              pair($0, .integer(depth - 1), false)
            })
        ])
  }

  private func step(_ weights: Expression, _ pair: (_ pixel: Int) -> Expression) -> [Statement] {
    sums.indices.map { .constant("x\($0)", .scalar(.int32), pair($0)) } + [
      lanes(channels) { j in
        let weight = IntegerFunction.pairAt(weights.advanced(by: j * 2))
        return [
          .constant(
            "w", .scalar(.int32),
            weightZero == 0 ? weight : IntegerFunction.pairLess(weight, .signed(weightZero)))
        ]
          + sums.indices.map {
            .accumulate(sums[$0][j], IntegerFunction.pairProduct(ref("x\($0)"), ref("w")))
          }
      }
    ]
  }
}
