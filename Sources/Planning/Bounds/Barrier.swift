import Basics
import IR

/// The bound for any order of computing: a value that waits for something which needs all of it.
///
/// For each value, consider the moment just before its first element is finished, whichever that
/// is. All that every one of its elements is computed from is certain, the value and all that is
/// computed from it is impossible, and `LeastLive` counts what is kept between the two. The bound
/// is the largest count over all values. In a squeeze-excite block the first gated element needs
/// all of the depthwise result, which none of the gating has read yet: all of it is alive, and the
/// input of the block, too, if it is still to be added to something gated.
///
/// What is counted: elements of all values but inputs and outputs, which may lie in the caller's
/// memory. It holds for every order, row by row or finer, if nothing is computed twice; inputs may
/// be read any number of times. Partial sums may be kept, as long as each is as large as an element
/// and belongs to one element of a result. If they may not, the bound is larger by the pooled
/// vector, which the first layer of the gate cannot take in bit by bit.
package func barrierBound(
  _ graph: Graph, elementBytes: Int, allowsPartialSums: Bool = true
) -> LowerBound? {
  guard let rows = RowGraph(graph, elementBytes: elementBytes, countsInputs: false) else {
    return nil
  }
  let leastLive = LeastLive(rows, allowsPartialSums: allowsPartialSums)
  typealias Moment = (
    value: ValueID, position: Int, certain: [Bool], impossible: [Bool], limit: Int
  )
  let moments: [Moment] = graph.order.enumerated().compactMap { position, node in
    let value = graph.nodes[node].result
    let needed = graph.rowsNeededByEveryElement(of: value)
    var certain = Array(repeating: false, count: rows.count)
    for operand in graph.values.handles {
      for (row, isNeeded) in zip(rows.rows(of: operand), needed[operand] ?? []) where isNeeded {
        certain[row] = true
      }
    }
    guard certain.contains(true) else { return nil }
    var impossible = Array(repeating: false, count: rows.count)
    for row in rows.rows(of: value) { impossible[row] = true }
    rows.spreadToUsers(&impossible)
    let limit = leastLive.upperBound(certain: certain, impossible: impossible)
    return (value, position, certain, impossible, limit)
  }
  var best: (value: ValueID, position: Int, bytes: Int, held: [Int])?
  // Of values that wait for the same, the last in the order is named.
  for moment in moments.sorted(by: { ($0.limit, $0.position) > ($1.limit, $1.position) }) {
    guard moment.limit >= best?.bytes ?? 1 else { break }
    let (bytes, held) = leastLive(certain: moment.certain, impossible: moment.impossible)
    let known = (best?.bytes ?? 0, best?.position ?? 0)
    if (bytes, moment.position) > known, bytes > 0 {
      best = (moment.value, moment.position, bytes, held)
    }
  }
  guard let best else { return nil }
  return LowerBound(
    kind: .barrier(value: best.value), bytes: best.bytes,
    held: rows.summary(of: best.held),
    conditions: allowsPartialSums ? [.noRecomputation] : [.noRecomputation, .noPartialSums])
}
