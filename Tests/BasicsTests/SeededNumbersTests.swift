import Basics
import IR
import Testing

@Suite struct SeededNumbersTests {
  /// The first values of MobileNetV2's stem, computed by the same rule in Python.
  @Test func theStemBeginsAsDocumented() {
    let weight = Seed(.conv, "features.0.0.weight")
    let values = weight.values(shape: [32, 3, 3, 3])
    // PyTorch counts the taps of input 0 first; the store has the three inputs fastest.
    let first: [Float] = (0..<5).map { values[$0 * 3] }
    #expect(first == [0.3491573, -0.25509083, 0.11455823, 0.3139131, -0.43556684])
  }

  /// Vectors of SplitMix64 itself: an empty name gives the offset basis of FNV-1a as the state.
  @Test func bitsAreSplitMix64OverAHash() {
    func splitmix(_ state: inout UInt64) -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    // FNV-1a of "foobar" is a published test vector.
    var state: UInt64 = 0x8594_4171_f739_67e8
    let numbers = SeededNumbers(name: "foobar")
    for index in 0..<100 { #expect(numbers.bits(index) == splitmix(&state)) }
  }

  @Test func numbersLieInTheUnitInterval() {
    let numbers = SeededNumbers(name: "interval")
    let drawn = (0..<10_000).map { numbers[$0] }
    #expect(drawn.allSatisfy { (0..<1).contains($0) })
    let mean = drawn.reduce(0, +) / 10_000
    #expect(abs(mean - 0.5) < 0.01)
    let others = (0..<10_000).map { SeededNumbers(name: "other")[$0] }
    #expect(drawn != others)
  }
}
