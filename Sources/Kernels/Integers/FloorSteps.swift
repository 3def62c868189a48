import IR

/// The sums at which the results of a channel become one more, and what they ask of floats.
struct FloorSteps {
  struct Step {
    let sum: Int
    let result: Int
    /// Whether the sum has the result, or is the last that has less.
    let reaches: Bool
  }

  /// What an offset has to be.
  struct Interval {
    var low = -Double.infinity
    var high = Double.infinity

    /// The number in the middle, if there is room for `margin` on both sides of it.
    func center(margin: Double) -> Double? {
      guard low.isFinite || high.isFinite else { return 0 }
      let (from, to) = (low.isFinite ? low : high - 1, high.isFinite ? high : low + 1)
      let center = (from + to) / 2
      return contains(center, margin: margin) ? center : nil
    }

    /// The float in the middle, if there is room for `margin` on both sides of it.
    func middle(margin: Double) -> Float? {
      guard let offset = center(margin: 0).map({ Float($0) }) else { return nil }
      return contains(Double(offset), margin: margin) ? offset : nil
    }

    func contains(_ offset: Double, margin: Double) -> Bool {
      offset - low >= margin && high - offset >= margin
    }

    /// To what reaches a result, or to what does not.
    mutating func narrow(to offset: Double, reaches: Bool) {
      if reaches { low = max(low, offset) } else { high = min(high, offset) }
    }
  }

  let steps: [Step]
  let factor: Double
  let zeroPoint: Int
  private let start: Int
  /// Sums lie between this and its negative.
  let reach: Int
  /// The result where there are no steps.
  let only: Int
  /// How far steps are from zero, nil if there are none.
  var widest: Int? { steps.map { abs($0.sum) }.max() }

  /// Nil where 32 bits are not enough for the sums with what they start from.
  init?(_ requantizer: Requantizer, channel: Int, reach: Int) {
    let factors = requantizer.fixedPoint
    let fixed = factors[factors.count == 1 ? 0 : channel]
    factor = fixed.value
    // Sums that are shifted to the left stay within 32 bits, and so does what they become.
    guard reach < 1 << min(30, 30 - fixed.shift) else { return nil }
    self.reach = reach
    let (zero, bounds) = (requantizer.zeroPoint, requantizer.bounds)
    zeroPoint = zero
    func result(_ sum: Int) -> Int { requantizer(Int32(sum), channel: channel) }
    only = result(-reach)
    guard only != result(reach) else {
      (steps, start) = ([], 0)
      return
    }
    start = Int(min(max((Double(zero) / factor).rounded(), -0x1p29), 0x1p29))
    var steps: [Step] = []
    for next in bounds.lowerBound + 1..<bounds.upperBound + 1 {
      let estimate = ((Double(next - zero) - 0.5) / factor).rounded(.up)
      var sum = Int(min(max(estimate, Double(-reach)), Double(reach)))
      while sum > -reach, result(sum - 1) >= next { sum -= 1 }
      while sum < reach, result(sum) < next { sum += 1 }
      let isReached = result(sum) >= next
      if isReached { steps.append(Step(sum: sum, result: next, reaches: true)) }
      let before = isReached ? sum - 1 : sum
      if before >= -reach { steps.append(Step(sum: before, result: next, reaches: false)) }
    }
    // What is on both sides of zero, for offsets of their own: there the last step may be on the other.
    let (below, above) = (result(-1), result(0))
    if below < bounds.upperBound {
      steps.append(Step(sum: -1, result: below + 1, reaches: false))
    }
    if above > bounds.lowerBound { steps.append(Step(sum: 0, result: above, reaches: true)) }
    self.steps = steps
  }

  /// The offsets with which a factor gives all results: of sums of which a condition holds.
  func offsets(
    _ factor: Double, from start: Int, where isOne: (Int) -> Bool = { _ in true }
  ) -> Interval {
    var interval = Interval()
    for step in steps where isOne(step.sum) {
      // Floats hold integers up to 2^24; larger ones are rounded, but stay in order.
      let sum = step.sum + start
      for sum in [Double(sum), Double(Float(sum))] {
        interval.narrow(to: Double(step.result) - factor * sum, reaches: step.reaches)
      }
    }
    return interval
  }

  /// A single float for a factor, which leaves nothing to round.
  func plain() -> FloorFactors.Channel? {
    guard !steps.isEmpty else {
      return FloorFactors.Channel(start: 0, factor: 0, offset: Float(only) + 0.5)
    }
    for factor in floats {
      if let offset = offsets(Double(factor), from: start).middle(margin: 0x1p-40) {
        return FloorFactors.Channel(start: start, factor: factor, offset: offset)
      }
    }
    return nil
  }

  /// The floats nearest to the factor.
  var floats: [Float] {
    let nearest = Float(factor)
    return [
      nearest, nearest.nextUp, nearest.nextDown, nearest.nextUp.nextUp, nearest.nextDown.nextDown,
    ]
  }

  /// Two floats for a factor: what the rest of it adds is rounded, to less than 2^-23.
  ///
  /// Steps lie a little beside their factor, which is rounded itself; a factor beside it may leave more room.
  func fine() -> FloorFactors.Channel? {
    for distance in [0, 1, -1, 2, -2, 3, -3, 4, -4] {
      if let channel = fine(factor * (1 + Double(distance) * 0x1p-26)) { return channel }
    }
    return nil
  }

  private func fine(_ factor: Double) -> FloorFactors.Channel? {
    let high = Float(factor)
    let rest = Float(factor - Double(high))
    let sum = Double(high) + Double(rest)
    let margin = 0x1p-23
    var channel = FloorFactors.Channel(start: start, factor: high, rest: rest, offset: 0)
    if let offset = offsets(sum, from: start).middle(margin: margin), abs(offset) < 2 {
      channel.offset = offset
      return channel
    }
    let negative = offsets(sum, from: start) { $0 < 0 }
    let others = offsets(sum, from: start) { $0 >= 0 }
    guard let offset = others.middle(margin: margin), abs(offset) < 2,
      let lower = negative.middle(margin: margin), abs(lower) < 2
    else { return nil }
    channel.offset = offset
    channel.less = offset - lower
    return negative.contains(Double(offset - channel.less), margin: margin) ? channel : nil
  }
}

extension FixedPointFactor {
  /// The number that it is.
  var value: Double {
    Double(multiplier) * Double(sign: .plus, exponent: shift - 31, significand: 1)
  }
}
