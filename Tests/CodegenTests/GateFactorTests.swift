import IR
import TestSupport
import Testing

@testable import Kernels

/// Numbers of 16 bits in place of products with a gate: the same integer for each operand and gate.
@Suite struct GateFactorTests {
  /// What the table of the factors says of a gate, one number for each 256 bytes.
  private func numbers(_ factors: GateFactors, _ gate: Int) -> [Int] {
    (0..<4).map { Int(UInt8(bitPattern: factors.table[256 * $0 + gate])) }
  }

  /// The result as the instruction has it: words that saturate, and bytes of them that do.
  private func result(_ x: Int, gate: Int, _ factors: GateFactors, zero: Int) -> Int {
    let numbers = numbers(factors, gate)
    let word = (256 * abs(x - factors.zero) + numbers[2]) * (numbers[0] + 256 * numbers[1])
    let distance = min(min((word >> 16) + numbers[3], 0xffff) >> factors.shift, 255)
    return min(max(x < factors.zero ? zero - distance : zero + distance, -128), 127)
  }

  @Test(arguments: [Rounding.double, .single, .even])
  func eachProductHasItsResult(rounding: Rounding) {
    var dice = Dice("gates \(rounding)")
    var found = 0
    let trials = isLongRun ? 200 : 20
    for trial in 0..<trials {
      let zeros = [[-128, -128], [-127, -127], [0, 0], [127, -128]][trial % 4]
      let (left, zero) =
        trial < 8
        ? (zeros[0], zeros[1]) : (dice.number(in: -128...0), dice.number(in: -128...0))
      // Gates reach from a half to one and a half times the range of the results.
      let factor = Double(dice.number(in: 500...1500)) / 255_000
      let requantizer = Requantizer(
        Requantization(Quantization(scale: 1, zeroPoint: zero), rounding), factor: factor)
      guard let factors = GateFactors(requantizer, leftZero: left, rightZero: -128) else {
        continue
      }
      found += 1
      var wrong: [String] = []
      for gate in 0...255 {
        for x in -128...127 where wrong.isEmpty {
          let expected = requantizer(Int32((x - left) * gate))
          let result = result(x, gate: gate, factors, zero: zero)
          if result != expected { wrong.append("\(x) by \(gate): \(result), not \(expected)") }
        }
      }
      #expect(wrong.isEmpty, "\(factor), zero points \(left) and \(zero)")
    }
    #expect(found * 4 >= trials * 3, "\(found) of \(trials)")
  }

  /// Gates below zero, and results that an activation bounds.
  @Test func whatHasNone() {
    func factors(rightZero: Int, bounds: ClosedRange<Int>) -> GateFactors? {
      GateFactors(
        Requantizer(
          Requantization(Quantization(scale: 1, zeroPoint: -128), .double), factor: 1 / 255,
          bounds: bounds),
        leftZero: -128, rightZero: rightZero)
    }
    #expect(factors(rightZero: -128, bounds: -128...127) != nil)
    #expect(factors(rightZero: -127, bounds: -128...127) == nil)
    #expect(factors(rightZero: -128, bounds: -128...100) == nil)
  }
}
