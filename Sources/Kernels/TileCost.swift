import Targets

/// The cycles that register tiles are predicted to take, for ranking them.
///
/// A step of a tile multiplies one number of each pixel with a row of weights. It takes as long as the
/// busiest part of the machine does: multiply-adds, loads, or instructions altogether. And it takes
/// no less than the latency of a multiply-add, because the next step adds to the same sums; that many
/// sums are needed is equation 1 of Low et al., "Analytical Modeling Is Enough for High-Performance
/// BLIS" (ACM TOMS 43, 2016).
struct TileCost {
  let target: Target
  /// Products that each sum is made of.
  let depth: Int

  /// The cycles of one tile.
  func cycles(pixels: Int, channels: Int) -> Double {
    let unit = target.vectorUnit
    let widths = target.vectors.isEmpty ? [unit.portLanes] : target.vectors.map(\.lanes)
    let pieces = VectorPiece.cut(channels, widths: widths)
    // A vector that is longer than a port takes it, and what reads memory, several times.
    let turns = pieces.reduce(0) { $0 + max(1, $1.lanes / unit.portLanes) }
    let multiplyAdds = Double(pixels * turns) / Double(unit.ports)
    let numbers = Double(pixels) / Double(target.factorLanes ?? 1)
    let loads = (Double(turns) + numbers) / Double(unit.loads)
    let all =
      (Double((pixels + 1) * pieces.count) + numbers) / Double(unit.instructions)
    let step = max(multiplyAdds, loads, all, Double(unit.latency))
    // What the first step waits for, and what waits for the last one.
    return step * Double(depth) + 2 * Double(unit.latency)
  }
}
