import IR
import TestSupport
import Testing

@testable import Kernels

/// Floats in place of fixed-point numbers: the same integer for each sum there can be.
@Suite struct FloorFactorTests {
  private static let reach = 40_000

  private func requantizer(
    _ factor: Double, _ rounding: Rounding, zero: Int, bounds: ClosedRange<Int> = -128...127
  ) -> Requantizer {
    Requantizer(
      Requantization(Quantization(scale: 1, zeroPoint: zero), rounding), factor: factor,
      bounds: bounds)
  }

  /// The result as the instruction has it: floats, products and sums of which the last alone is rounded.
  private func result(_ sum: Int, _ channel: FloorFactors.Channel, held: Bool = false) -> Int {
    let start = sum + channel.start
    let x = held ? Float(bitPattern: UInt32(start)) : Float(start)
    let offset = sum < 0 ? channel.offset - channel.less : channel.offset
    let more = offset.addingProduct(held ? 0 : x, channel.rest)
    // Doubles hold the product exactly. What leaves 32 bits becomes the least of them.
    let floor = (Double(x) * Double(channel.factor) + Double(more)).rounded(.down)
    return Int(Int32(exactly: floor) ?? .min)
  }

  /// Holds the results of some sums against the fixed-point numbers.
  private func expect(
    _ channel: FloorFactors.Channel, held: Bool = false, givesResultsOf sums: some Sequence<Int>,
    _ requantizer: Requantizer
  ) {
    let bounds = requantizer.bounds
    for sum in sums {
      let integer = result(sum, channel, held: held)
      let clamped = min(max(integer, bounds.lowerBound), bounds.upperBound)
      guard clamped != requantizer(Int32(sum)) else { continue }
      Issue.record("\(sum) of \(requantizer): \(clamped)")
      break
    }
  }

  /// Zero points at the ends and between, with and without bounds of an activation, some without signs.
  private func requantizers(
    _ count: Int, exponents: ClosedRange<Int>, _ rounding: Rounding, _ dice: inout Dice
  ) -> [Requantizer] {
    (0..<count).map { trial in
      let zero = [-128, 127, 0, dice.number(in: -128...127)][trial % 4]
      let bounds = trial.isMultiple(of: 3) ? max(zero, -100)...max(zero, 100) : -128...127
      let exponent = Double(dice.number(in: exponents)) / 100
      let signed = requantizer(1 / pow2(exponent), rounding, zero: zero, bounds: bounds)
      return trial.isMultiple(of: 5) ? signed.raised : signed
    }
  }

  @Test(arguments: [Rounding.double, .single])
  func eachSumHasItsResult(rounding: Rounding) {
    var dice = Dice("floors \(rounding)")
    var found = 0
    let trials = isLongRun ? 400 : 40
    for requantizer in requantizers(trials, exponents: -300...1200, rounding, &dice) {
      guard let floors = FloorFactors(requantizer, reaches: [Self.reach]) else { continue }
      found += 1
      expect(floors.channels[0], givesResultsOf: -Self.reach...Self.reach, requantizer)
    }
    // Those that there are none for are few.
    #expect(found * 10 >= trials * 9)
  }

  /// Sums that are floats already, far beyond those that floats tell apart too.
  @Test(arguments: [Rounding.double, .single])
  func eachHeldSumHasItsResult(rounding: Rounding) {
    var dice = Dice("held floors \(rounding)")
    var found = 0
    let trials = isLongRun ? 400 : 40
    let cases =
      requantizers(trials, exponents: 500...1200, rounding, &dice)
      + requantizers(trials / 4, exponents: -600...100, rounding, &dice)
    for (trial, requantizer) in cases.enumerated() {
      let reach = [Self.reach, 30_000_000][trial % 2]
      guard let floors = FloorFactors(requantizer, reaches: [reach], holds: true),
        [.held, .heldSigned].contains(floors.form)
      else { continue }
      found += 1
      let far = Array(stride(from: Self.reach, through: reach, by: 40_961)) + [reach]
      let sums = Array(-Self.reach...Self.reach) + far + far.map(-)
      expect(floors.channels[0], held: true, givesResultsOf: sums, requantizer)
    }
    #expect(found * 10 >= trials * 8)
  }

  /// With zero at an end of the bounds, one side of zero has no steps: its own offset has to keep it there.
  @Test(arguments: [-128, 127])
  func oneSideWithoutSteps(zero: Int) throws {
    var dice = Dice("one side \(zero)")
    var found = 0
    let (trials, reach) = (isLongRun ? 400 : 60, 40_000)
    for _ in 0..<trials {
      let factor = 1 / pow2(Double(dice.number(in: 700...900)) / 100)
      let requantizer = requantizer(factor, .double, zero: zero)
      let steps = try #require(FloorSteps(requantizer, channel: 0, reach: reach))
      // All but no shifts with a single offset, so that there are two.
      guard let channel = steps.held(trials: (0, 1 << 17)) else { continue }
      found += 1
      let sums = stride(from: -reach, through: reach, by: 7)
      expect(channel, held: true, givesResultsOf: sums, requantizer)
    }
    #expect(found * 2 > trials)
  }

  /// Magnitudes with the sign of their sum, which have their zero point added at last.
  @Test(arguments: [Rounding.double, .single])
  func eachMirroredSumHasItsResult(rounding: Rounding) throws {
    var dice = Dice("mirrored floors \(rounding)")
    var found = 0
    let (trials, reach) = (isLongRun ? 400 : 40, 40_000)
    for requantizer in requantizers(trials, exponents: -300...1000, rounding, &dice) {
      let steps = try #require(FloorSteps(requantizer, channel: 0, reach: reach))
      guard let channel = steps.mirrored() else { continue }
      found += 1
      let bounds = requantizer.bounds
      let wrong = (-reach...reach).first { sum in
        let product = Double(abs(Float(sum))) * Double(channel.factor) + Double(channel.offset)
        let floor = (sum < 0 ? -1 : 1) * Int(product.rounded(.towardZero)) + requantizer.zeroPoint
        let clamped = min(max(floor, bounds.lowerBound), bounds.upperBound)
        return clamped != requantizer(Int32(sum))
      }
      #expect(wrong == nil, "\(requantizer)")
    }
    // Halves that are rounded up, not away from zero, have no mirror where a sum is one.
    #expect(found * 10 >= trials * (rounding == .double ? 9 : 5))
  }

  /// Sums of a channel that is all but dead, and of one that is.
  @Test func tinyFactors() throws {
    for factor in [0, 0x1p-40, 0x1p-30, 0x1p-22, 0x1p-16] {
      let requantizer = requantizer(factor, .double, zero: 5)
      let floors = try #require(FloorFactors(requantizer, reaches: [Self.reach]))
      for sum in stride(from: -Self.reach, through: Self.reach, by: 7) {
        #expect(result(sum, floors.channels[0]) == requantizer(Int32(sum)))
      }
    }
  }

  /// One float is enough where the sums are few for each result.
  @Test func theFormIsNoMoreThanNeeded() throws {
    func form(_ factor: Double, zero: Int) -> FloorFactors.Form? {
      let reach = Self.reach
      return FloorFactors(requantizer(factor, .double, zero: zero), reaches: [reach])?.form
    }
    #expect(form(0.0123, zero: -128) == .plain)
    #expect(form(0.00123, zero: 0) == .signed)
    #expect(form(0.75, zero: 0) == .plain)
  }

  /// One channel without floats for sums that are held is enough: all are mirrored, if each can be.
  @Test func someOfManyChannelsAreNotHeld() throws {
    var dice = Dice("channels")
    // A scale that leaves no factor a float.
    let scale: Float = 0.0237
    let factors = (0..<300).map { _ in 0.0008 + Double(dice.number(in: 0...999)) * 1e-6 }
    let requantizer = Requantizer(
      Requantization(Quantization(scale: 1, zeroPoint: 3), .double),
      of: Quantization(scale: scale, zeroPoint: 0),
      with: WeightQuantization(scales: factors.map { Float($0) / scale }), bounds: -128...127)
    let reaches = factors.map { _ in 200_000 }
    let floors = try #require(FloorFactors(requantizer, reaches: reaches, holds: true))
    #expect(floors.form == .mirrored)
    #expect(floors.zeroPoint == 3)
    let plain = try #require(FloorFactors(requantizer, reaches: reaches))
    #expect(plain.form == .signed)
    #expect(plain.zeroPoint == 0)
  }

  /// No sum may leave 32 bits.
  @Test func sumsThatMayWrapHaveNone() {
    #expect(FloorFactors(requantizer(0.01, .double, zero: 0), reaches: [1 << 30]) == nil)
    #expect(FloorFactors(requantizer(3, .double, zero: 0), reaches: [1 << 28]) == nil)
  }

  private func pow2(_ exponent: Double) -> Double {
    Double(
      sign: .plus, exponent: Int(exponent), significand: 1 + exponent - exponent.rounded(.down))
  }
}
