/// How C spells what a machine does with vectors of 8-bit integers: sums of products along the depth.
package struct DotInstructions: Hashable, Sendable {
  /// The integers of a vector.
  package let lanes: Int
  /// The sums that a dense kernel has in registers: those of as many channels as a vector of 32-bit
  /// integers has.
  package let tile: RegisterTileSize

  /// Those of Helium.
  ///
  /// Sums are in even registers, of which there are eight. The loop is assembly as a whole: between steps
  /// of their own GCC 12 moves sums from register to register.
  static let mve = DotInstructions(lanes: 16, tile: RegisterTileSize(pixels: 2, channels: 4))

  /// The loop over the depth in assembly.
  ///
  /// The operands are the sums, those of a pixel side by side, a pointer for each pixel, one to the
  /// weights, a count, a vector for each pixel, and one for weights.
  package func loop(pixels: Int) -> [String] {
    let sums = pixels * tile.channels
    let (weights, count) = (sums + pixels, sums + pixels + 1)
    let vector = count + 1 + pixels
    let reads = (0..<pixels).map { "vldrb.8 %q\(count + 1 + $0), [%\(sums + $0)], #16" }
    let products = (0..<tile.channels).flatMap { channel in
      ["vldrb.8 %q\(vector), [%\(weights)], #16"]
        + (0..<pixels).map {
          "vmladava.s8 %\($0 * tile.channels + channel), %q\(count + 1 + $0), %q\(vector)"
        }
    }
    return ["1:"] + reads + products + ["subs %\(count), %\(count), #1", "bne 1b"]
  }
}
