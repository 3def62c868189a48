import Targets

/// The register tiles of dense kernels of integers whose products take one factor from a lane.
///
/// Beside its sums each pixel has a vector of elements for four steps along the depth; of the other
/// registers one is for weights, two are for numbers that compilers read before the loop. The tile with the
/// fewest instructions is the best: products are as many in all of them.
struct LaneTile {
  private let lanes: Int
  private let registers: Int

  init(_ target: Target) {
    lanes = target.integers.first?.lanes ?? 1
    registers = target.vectorUnit.registers
  }

  /// The most pixels of a tile of so many vectors of channels.
  func pixels(vectors: Int) -> Int { max(1, (registers - 3) / (vectors + 1)) }

  /// The best one for a row of pixels; of several the one with the fewest channels.
  func tile(channels: Int, pixels: Int, depth: Int) -> RegisterTileSize {
    let all = (channels + lanes - 1) / lanes
    let best =
      (1...8).min {
        instructions(all, of: $0, pixels, depth) < instructions(all, of: $1, pixels, depth)
      } ?? 1
    let vectors = min(best, all)
    return RegisterTileSize(pixels: self.pixels(vectors: vectors), channels: vectors * lanes)
  }

  /// The instructions beside products and rounding of sums, in panels of some vectors.
  private func instructions(_ all: Int, of vectors: Int, _ pixels: Int, _ depth: Int) -> Int {
    let (panels, rest) = all.quotientAndRemainder(dividingBy: vectors)
    return panels * instructions(panel: vectors, pixels, depth)
      + (rest == 0 ? 0 : instructions(panel: rest, pixels, depth))
  }

  private func instructions(panel vectors: Int, _ pixels: Int, _ depth: Int) -> Int {
    let most = self.pixels(vectors: vectors)
    let tiles = (pixels + most - 1) / most
    // For four steps a vector of each pixel and four rows of weights, which each tile reads anew.
    let steps = (depth + 4 * lanes - 1) / (4 * lanes)
    let loads = steps * (pixels + tiles * lanes * vectors)
    // How sums become bytes: four vectors at once, two, or one.
    let stores = vectors / 4 * 11 + vectors % 4 / 2 * 7 + vectors % 2 * 6
    return loads + pixels * stores
  }
}
