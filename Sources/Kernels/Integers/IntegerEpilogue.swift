import IR
import Targets

/// How the 32-bit sums of a kernel become the integers of its result.
struct IntegerEpilogue: Hashable {
  /// What the integers are, those that are stored without signs each 128 more.
  let requantizer: Requantizer
  /// The floats that do the same, where there are some and the machine is fast with them.
  private(set) var floors: FloorFactors?
  /// Whether all of its shifts go to the right, and the machine has a shorter way to that.
  let shiftsRight: Bool
  /// Whether the integers are stored without signs.
  let raises: Bool
  /// Whether the bounds are variables.
  private var namesBounds = false

  init(_ requantizer: Requantizer) {
    self.requantizer = requantizer
    floors = nil
    shiftsRight = false
    raises = false
  }

  /// As a machine does it best, for sums of which none is further from zero than the reach of its channel.
  ///
  /// `holds` says that sums may start from the bits of a float, where there are factors for that.
  init(
    _ requantizer: Requantizer, for target: Target, reaches: [Int], holds: Bool = false,
    raises: Bool
  ) {
    self.requantizer = raises ? requantizer.raised : requantizer
    floors =
      target.hasFloors ? FloorFactors(self.requantizer, reaches: reaches, holds: holds) : nil
    shiftsRight = target.shiftsRight(requantizer)
    self.raises = raises
  }

  /// All integers that there are.
  private var range: ClosedRange<Int> { raises ? ElementType.raisedRange : ElementType.i8Range }

  /// What the sums of a channel start from beside the bias.
  func start(_ channel: Int) -> Int { floors?.channels[channel].start ?? 0 }

  /// Numbers that each channel has: a multiplier and a shift, or the bits of floats.
  var numbersPerChannel: Int {
    floors?.numbersPerChannel ?? (requantizer.rounding == .even ? 1 : 2)
  }

  /// The numbers of some channels, first all multipliers, then all shifts.
  func numbers(_ channels: Range<Int>) -> [Int32] {
    if let floors { return floors.numbers(channels) }
    if requantizer.rounding == .even {
      let floats = requantizer.floats
      return channels.map { Int32(bitPattern: floats[floats.count == 1 ? 0 : $0].bitPattern) }
    }
    let factors = channels.map {
      requantizer.fixedPoint[requantizer.fixedPoint.count == 1 ? 0 : $0]
    }
    return factors.map(\.multiplier) + factors.map { Int32($0.shift) }
  }

  /// The floats that make floors of sums, where these become integers by being saturated.
  var saturatedFloors: FloorFactors? { requantizer.bounds == range ? floors : nil }

  /// The same with the channels of floors in another order.
  func ordered(_ order: [Int]) -> IntegerEpilogue {
    var epilogue = self
    epilogue.floors = floors?.ordered(order)
    return epilogue
  }

  /// A word for names of kernels: all but the numbers of the channels.
  var word: String {
    func text(_ number: Int) -> String { number < 0 ? "m\(-number)" : "\(number)" }
    let (low, high) = (requantizer.bounds.lowerBound, requantizer.bounds.upperBound)
    return "_\(requantizer.rounding.rawValue)\(shiftsRight ? "_right" : "")\(floors?.word ?? "")"
      + "_z\(text(requantizer.zeroPoint))"
      + (requantizer.bounds == range ? "" : "_from\(text(low))to\(text(high))")
      + (raises ? "_raised" : "")
  }

  /// What is stored of a sum; `number` gives the numbers of its channel, by their place.
  func result(_ sum: Expression, _ number: (Int) -> Expression) -> Expression {
    if let floors {
      return result(ofFloor: floors.result(sum, number), zeroPoint: floors.zeroPoint)
    }
    let scaled =
      switch requantizer.rounding {
      case .double where shiftsRight:
        IntegerFunction.roundedTwiceRight(sum, number(0), number(1))
      case .double: IntegerFunction.roundedTwice(sum, number(0), number(1))
      case .single where shiftsRight:
        IntegerFunction.roundedOnceRight(sum, number(0), number(1))
      case .single: IntegerFunction.roundedOnce(sum, number(0), number(1))
      case .even: IntegerFunction.roundedEven(sum, number(0))
      }
    return withinBounds(scaled, zeroPoint: requantizer.zeroPoint)
  }

  /// What is stored of a floor, which may lie beyond the bounds and have a zero point yet to be added.
  func result(ofFloor floor: Expression, zeroPoint: Int = 0) -> Expression {
    if requantizer.bounds == range {
      return IntegerFunction.saturated(floor.plus(zeroPoint), raised: raises)
    }
    guard zeroPoint == 0 else { return withinBounds(floor, zeroPoint: zeroPoint) }
    let bounds = requantizer.bounds
    return namesBounds
      ? IntegerFunction.clamped(floor, ref("least"), ref("most"))
      : IntegerFunction.clamped(floor, .signed(bounds.lowerBound), .signed(bounds.upperBound))
  }

  private func withinBounds(_ number: Expression, zeroPoint: Int) -> Expression {
    let bounds = requantizer.bounds
    return IntegerFunction.withZeroPoint(
      number, .signed(zeroPoint), .signed(bounds.lowerBound), .signed(bounds.upperBound))
  }

  /// The bounds as variables of these names, of which compilers do not know what they are: they would hold vectors
  /// of them through all tiles of a row, in registers that sums need.
  var namedBounds: [Statement] {
    guard namesBounds else { return [] }
    let bounds = requantizer.bounds
    return [("least", bounds.lowerBound), ("most", bounds.upperBound)].flatMap { name, bound in
      [
        .variable(name, .scalar(.int32)), .assign(ref(name), .signed(bound)),
        .call(LoopWord.again, [ref(name)]),
      ]
    }
  }

  /// The same with bounds that are named, where floors meet any.
  var namingBounds: IntegerEpilogue {
    var epilogue = self
    epilogue.namesBounds = requantizer.bounds != range && floors?.zeroPoint == 0
    return epilogue
  }

  /// The same with numbers that are known: those of the only channel.
  func result(_ sum: Expression) -> Expression {
    let numbers = numbers(0..<1)
    return result(sum) { .signed(Int(numbers[$0])) }
  }
}

extension Target {
  /// Whether a machine has a shorter way to the integers of sums whose shifts go to the right, as all of
  /// these do.
  func shiftsRight(_ requantizer: Requantizer) -> Bool {
    requantizer.rounding != .even && has(.roundedTwiceRight) && has(.roundedOnceRight)
      && requantizer.fixedPoint.allSatisfy { $0.multiplier == 0 || (-31...(-1)).contains($0.shift) }
  }
}
