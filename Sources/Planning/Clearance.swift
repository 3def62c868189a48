/// How far above the start of `lower` the start of `upper` must lie, in bytes, so that no row of
/// either is overwritten while it lives; nil when they may lie anywhere.
///
/// Row i of `lower` ends at (i + 1) * its row size, row j of `upper` starts at distance + j * its
/// own; for each pair that lives at the same time the first must not reach into the second. A
/// buffer that grows while another dies needs less than the other's size: these are the overlap
/// formulas of in-place layers (Blacker et al., "Diagonal memory optimisation", 2020), computed
/// row by row from the lives themselves.
package func clearance(lower: Tenant, upper: Tenant) -> Int? {
  // Buffers of one split region meet in every slice the same way.
  let sameSlices = lower.slicedIn != nil && lower.slicedIn == upper.slicedIn
  let below = sameSlices ? lower.firstPass : lower.rows
  let above = sameSlices ? upper.firstPass : upper.rows
  var distance: Int?
  var next = 0
  for (j, row) in above.enumerated() {
    // Births and deaths ascend: of the rows born in time, the last one reaches highest.
    while next < below.count, below[next].birth <= row.death { next += 1 }
    guard next > 0, below[next - 1].death >= row.birth else { continue }
    distance = max(distance ?? .min, next * lower.rowBytes - j * upper.rowBytes)
  }
  return distance
}
