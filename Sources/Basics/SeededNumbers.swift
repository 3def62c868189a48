/// A stream of uniform numbers in [0, 1), the same on every machine, named by a string.
///
/// Number i (from 0) is `splitmix64(fnv1a64(name) + (i + 1) * 0x9E3779B97F4A7C15) >> 40`, divided
/// by 2^24: the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) over a counter.
package struct SeededNumbers: Sendable {
  private let base: UInt64

  package init(name: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    base = hash
  }

  /// The 64 bits behind number `index`.
  package func bits(_ index: Int) -> UInt64 {
    var z = base &+ (UInt64(index) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  package subscript(index: Int) -> Double { Double(bits(index) >> 40) / Double(1 << 24) }
}
