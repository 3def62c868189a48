import IR

/// Floats with which sums become integers in a few instructions, and exactly those of fixed-point
/// numbers.
///
/// A result grows with its sum, and so is known by the sums at which it becomes one more: 255 at most.
/// The floor of `sum * factor + offset` steps at the same sums if it is right at each of them and at the
/// one before. Floats are found for which it is, with room to spare for the rounding of the offset, or
/// there are none and nothing changes.
struct FloorFactors: Hashable {
  /// What the sums of a channel are multiplied with, and what is added to the product.
  struct Channel: Hashable {
    /// What sums start from beside the bias, so that the offset is a small number or they are floats.
    var start: Int
    /// Two floats whose sum is the factor.
    var factor: Float
    var rest: Float = 0
    var offset: Float
    /// What the offset is less by for negative sums: rounded twice, halves go away from zero.
    var less: Float = 0
  }

  enum Form: Hashable {
    case plain, fine, signed
    /// Sums start from the bits of a float and so are floats, with one factor: nothing is converted.
    case held, heldSigned
    /// What becomes of a sum and of its negative differs by the sign, until a zero point is added.
    case mirrored
  }

  let channels: [Channel]
  let form: Form
  /// What is added to the floors.
  let zeroPoint: Int

  /// The factors for sums that lie between `-reach` and `reach` of their channel.
  ///
  /// `holds` says that sums may start from the bits of a float, and that a zero point may be added to the
  /// floors, where there are factors for that.
  init?(_ requantizer: Requantizer, reaches: [Int], holds: Bool = false) {
    guard requantizer.rounding != .even else { return nil }
    var steps: [FloorSteps] = []
    for (index, reach) in reaches.enumerated() {
      guard let found = FloorSteps(requantizer, channel: index, reach: reach) else { return nil }
      steps.append(found)
    }
    if holds, let channels = Self.each(steps, { $0.held() }) {
      self.channels = channels
      form = channels.contains { $0.less != 0 } ? .heldSigned : .held
      zeroPoint = 0
      return
    }
    let found = Self.each(steps, { $0.plain() ?? $0.fine() })
    let hasSigns = found?.contains { $0.less != 0 } ?? true
    if holds, hasSigns, let channels = Self.each(steps, { $0.mirrored() }) {
      self.channels = channels
      form = .mirrored
      zeroPoint = requantizer.zeroPoint
      return
    }
    guard let channels = found else { return nil }
    self.channels = channels
    form = hasSigns ? .signed : channels.contains { $0.rest != 0 } ? .fine : .plain
    zeroPoint = 0
  }

  /// The channels of all steps, or nil at the first that has none.
  private static func each(_ steps: [FloorSteps], _ channel: (FloorSteps) -> Channel?) -> [Channel]?
  {
    var channels: [Channel] = []
    for steps in steps {
      guard let found = channel(steps) else { return nil }
      channels.append(found)
    }
    return channels
  }

  /// The same with the channels in another order.
  func ordered(_ order: [Int]) -> FloorFactors {
    FloorFactors(channels: order.map { channels[$0] }, form: form, zeroPoint: zeroPoint)
  }

  private init(channels: [Channel], form: Form, zeroPoint: Int) {
    self.channels = channels
    self.form = form
    self.zeroPoint = zeroPoint
  }

  /// Numbers that each channel has.
  var numbersPerChannel: Int {
    switch form {
    case .plain, .held, .mirrored: 2
    case .fine: 3
    case .heldSigned: 4
    case .signed: 5
    }
  }

  /// The numbers of some channels, all of a kind before those of the next.
  func numbers(_ slice: Range<Int>) -> [Int32] {
    func bits(_ number: (Channel) -> Float) -> [Int32] {
      slice.map { Int32(bitPattern: number(channels[$0]).bitPattern) }
    }
    let (factors, rests, offsets) = (bits(\.factor), bits(\.rest), bits(\.offset))
    let starts = slice.map { Int32(channels[$0].start) }
    switch form {
    case .plain, .held, .mirrored: return factors + offsets
    case .fine: return factors + rests + offsets
    case .signed:
      return factors + rests + offsets + bits(\.less) + starts
    case .heldSigned: return factors + offsets + bits { $0.offset - $0.less } + starts
    }
  }

  /// The floor for a sum that began at the start of its channel.
  func result(_ sum: Expression, _ number: (Int) -> Expression) -> Expression {
    switch form {
    case .plain: IntegerFunction.scaledFloor(sum, number(0), number(1))
    case .fine: IntegerFunction.fineFloor(sum, number(0), number(1), number(2))
    case .signed:
      IntegerFunction.signedFloor(sum, number(0), number(1), number(2), number(3), number(4))
    case .held: IntegerFunction.heldFloor(sum, number(0), number(1))
    case .heldSigned:
      IntegerFunction.heldSignedFloor(sum, number(0), number(1), number(2), number(3))
    case .mirrored: IntegerFunction.mirroredFloor(sum, number(0), number(1))
    }
  }

  /// Whether `product` says what its only channel does with products of two integers less their zero
  /// points: floats hold all of them with what they start from, and the factor is a single float.
  var takesProducts: Bool {
    channels.count == 1 && channels[0].rest == 0 && abs(channels[0].start) < 1 << 22
  }

  /// The integer of a product with `gate` plus `more`, both as the bits of floats; what products start
  /// from is in `more`.
  func product(_ x: Expression, gate: Expression, more: Expression) -> Expression {
    let channel = channels[0]
    let (factor, offset) = (
      Expression.bits(of: channel.factor), Expression.bits(of: channel.offset)
    )
    guard channel.less != 0 else {
      return IntegerFunction.gatedFloor(x, gate, more, factor, offset)
    }
    return IntegerFunction.signedGatedFloor(
      x, gate, more, factor, offset, Expression.bits(of: channel.less),
      Expression.bits(of: Float(channel.start)))
  }

  /// A word for names of kernels.
  var word: String {
    switch form {
    case .plain, .fine, .signed, .held, .mirrored: "_\(form)_floor"
    case .heldSigned: "_held_signed_floor"
    }
  }
}
