/// How far above the start of `lower` the start of `upper` must lie, in bytes, so that no row of
/// either is overwritten while it lives; nil when they may lie anywhere.
///
/// Row i of `lower` ends at (i + 1) * its row size, row j of `upper` starts at distance + j * its
/// own; for each pair that lives at the same time the first must not reach into the second. A
/// buffer that grows while another dies needs less than the other's size: these are the overlap
/// formulas of in-place layers (Blacker et al., "Diagonal memory optimisation", 2020), computed
/// row by row from the lives themselves.
package func clearance(lower: Tenant, upper: Tenant) -> Int? {
  if lower.isApart || upper.isApart {
    return lower.birth <= upper.death && upper.birth <= lower.death ? lower.byteCount : nil
  }
  switch (lower.lives, upper.lives) {
  case (.slices(let one, _, let below), .slices(let other, _, let above)) where one == other:
    // Within a slice as its parts meet, pass by pass.
    return passClearance(below, lower.bytesOfPart, above, upper.bytesOfPart)
  case (.rows(let below), .rows(let above)), (.rows(let below), .slices(_, let above, _)),
    (.slices(_, let below, _), .rows(let above)),
    (.slices(_, let below, _), .slices(_, let above, _)):
    return rowClearance(below[...], lower.bytesOfPart, above[...], upper.bytesOfPart)
  case (.spells(let spells), .rows(let above)), (.spells(let spells), .slices(_, let above, _)):
    // The first row that meets a spell must lie above all of `lower`.
    guard let j = above.firstIndex(where: { meets($0, spells) }) else { return nil }
    return lower.byteCount - j * upper.bytesOfPart
  case (.rows(let below), .spells(let spells)), (.slices(_, let below, _), .spells(let spells)):
    // All of `upper` must lie above the last row that meets a spell.
    guard let i = below.lastIndex(where: { meets($0, spells) }) else { return nil }
    return (i + 1) * lower.bytesOfPart
  case (.spells(let below), .spells(let above)):
    return below.contains { meets($0, above) } ? lower.byteCount : nil
  }
}

private func rowClearance(
  _ below: ArraySlice<PartLife>, _ lowerRow: Int, _ above: ArraySlice<PartLife>, _ upperRow: Int
) -> Int? {
  var distance: Int?
  var next = below.startIndex
  for (j, row) in zip(above.indices, above) {
    // Births and deaths ascend: of the rows born in time, the last one reaches highest.
    while next < below.endIndex, below[next].birth <= row.death { next += 1 }
    guard next > below.startIndex, below[next - 1].death >= row.birth else { continue }
    distance = max(distance ?? .min, next * lowerRow - j * upperRow)
  }
  return distance
}

/// The same for each pass in which both live.
private func passClearance(
  _ below: [PassLives], _ lowerRow: Int, _ above: [PassLives], _ upperRow: Int
) -> Int? {
  var distance: Int?
  var index = 0
  for lower in below {
    while index < above.count, above[index].pass < lower.pass { index += 1 }
    guard index < above.count else { break }
    let upper = above[index]
    guard upper.pass == lower.pass,
      let found = rowClearance(lower.lives[...], lowerRow, upper.lives[...], upperRow)
    else { continue }
    let least = found + lower.first * lowerRow - upper.first * upperRow
    distance = max(distance ?? .min, least)
  }
  return distance
}

extension Tenant {
  /// The bytes of a row or a pixel.
  fileprivate var bytesOfPart: Int { byteCount / parts.count }
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
