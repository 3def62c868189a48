/// How a machine sums products of 8-bit integers along the depth, where kernels are made of that.
///
/// Its functions make sums of one pixel or of two, and of channels in fours: `sums` has for each four those
/// of the first pixel, then those of the second. Others make integers of them.
package struct DotInstructions: Hashable, Sendable {
  /// The integers of a vector, and the sums of one.
  package let lanes: Int
  package let sumLanes: Int
  /// The pixels at once.
  package let pixels: Int
  /// The most vectors along the depth without a loop over them.
  package let flatDepth: Int
  /// The channels that become integers together, the most first.
  package let groups: [DotGroup]

  /// Those of Helium.
  ///
  /// Sums are in even registers, of which there are eight. Functions are assembly as a whole: between steps
  /// of their own GCC 12 moves sums from register to register, and vectors to the stack.
  static let mve = DotInstructions(
    lanes: 16, sumLanes: 4, pixels: 2, flatDepth: 16,
    groups: [DotGroup(channels: 16), DotGroup(channels: 8)])

  /// All functions that a program can call.
  package var functions: [AssemblyFunction] {
    productFunctions + windowFunctions + columnFunctions + narrowingFunctions
  }
}

/// Channels that become integers together.
///
/// Vectors of sums are narrowed into every second place of another, so that channels side by side come from
/// different ones.
package struct DotGroup: Hashable, Sendable {
  package let channels: Int

  package init(channels: Int) { self.channels = channels }

  /// The channels of the group in the order of their sums.
  package var order: [Int] {
    let vectors = channels / 4
    let firsts = vectors == 4 ? [0, 2, 1, 3] : Array(0..<vectors)
    return firsts.flatMap { first in (0..<4).map { first + $0 * vectors } }
  }
}
