import Targets

/// Code for each of some elements: in the vectors of a machine that has any where they lie side by side, one
/// after the other without a machine.
///
/// Of a plain loop compilers make vectors if what is written is apart from what is read. Clang finds out while
/// it runs, and takes one element after the other where both are the same, as in sums in place.
func eachElement(
  _ variable: String, of count: Int, for target: Target?, _ body: (Expression) -> [Statement]
) -> [Statement] {
  guard let vectors = target?.vectors.first else { return loop(variable, to: count, body) }
  // Four at a time, so that the next ones need not wait.
  return Tiling.full(0..<count, size: 4 * vectors.lanes).flatMap { tile in
    tile.loop(variable) { start in [lanes(tile.size) { lane in body(start + lane) }] }
  }
}
