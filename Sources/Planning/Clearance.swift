/// How far above the start of `lower` the start of `upper` must lie, in bytes, so that no row of
/// either is overwritten while it lives; nil when they may lie anywhere.
///
/// Row i of `lower` ends at (i + 1) * its row size, row j of `upper` starts at distance + j * its
/// own; for each pair that lives at the same time the first must not reach into the second. A
/// buffer that grows while another dies needs less than the other's size: these are the overlap
/// formulas of in-place layers (Blacker et al., "Diagonal memory optimisation", 2020), computed
/// row by row from the lives themselves.
package func clearance(lower: Tenant, upper: Tenant) -> Int? {
  switch (lower.lives, upper.lives) {
  case (.slices(let one, _, let below), .slices(let other, _, let above)) where one == other:
    return rowClearance(below, lower.byteCount, above, upper.byteCount)
  case (.rows(let below), .rows(let above)), (.rows(let below), .slices(_, let above, _)),
    (.slices(_, let below, _), .rows(let above)),
    (.slices(_, let below, _), .slices(_, let above, _)):
    return rowClearance(below, lower.byteCount, above, upper.byteCount)
  case (.spells(let spells), .rows(let above)), (.spells(let spells), .slices(_, let above, _)):
    // The first row that meets a spell must lie above all of `lower`.
    guard let j = above.firstIndex(where: { meets($0, spells) }) else { return nil }
    return lower.byteCount - j * (upper.byteCount / above.count)
  case (.rows(let below), .spells(let spells)), (.slices(_, let below, _), .spells(let spells)):
    // All of `upper` must lie above the last row that meets a spell.
    guard let i = below.lastIndex(where: { meets($0, spells) }) else { return nil }
    return (i + 1) * (lower.byteCount / below.count)
  case (.spells(let below), .spells(let above)):
    return below.contains { meets($0, above) } ? lower.byteCount : nil
  }
}

private func rowClearance(
  _ below: [PartLife], _ lowerBytes: Int, _ above: [PartLife], _ upperBytes: Int
) -> Int? {
  let lowerRow = lowerBytes / below.count
  let upperRow = upperBytes / above.count
  var distance: Int?
  var next = 0
  for (j, row) in above.enumerated() {
    // Births and deaths ascend: of the rows born in time, the last one reaches highest.
    while next < below.count, below[next].birth <= row.death { next += 1 }
    guard next > 0, below[next - 1].death >= row.birth else { continue }
    distance = max(distance ?? .min, next * lowerRow - j * upperRow)
  }
  return distance
}

/// Whether a life overlaps one of some spells, which ascend.
private func meets(_ life: PartLife, _ spells: [PartLife]) -> Bool {
  var (low, high) = (0, spells.count)
  while low < high {
    let middle = (low + high) / 2
    if spells[middle].death < life.birth { low = middle + 1 } else { high = middle }
  }
  return low < spells.count && spells[low].birth <= life.death
}
