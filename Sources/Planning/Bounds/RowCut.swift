import Basics
import IR

/// The bound for inputs that arrive row by row, each row once and from top to bottom.
///
/// Consider the moment when input row r has arrived and been dealt with, and row r + 1 has not
/// arrived. Rows of all values that need later rows are impossible, the rows up to r are certain,
/// and `LeastLive` counts what is kept between the two. The bound is the largest count over all r.
///
/// What is counted: every element that is held at that moment, those of input rows included, since
/// what is kept of them past the next delivery must have been kept by us. The row that is just being
/// delivered may lie in the caller's memory; it is counted only where keeping it is the cheapest.
/// Outputs are the caller's and not counted.
///
/// It holds for every order of computing, row by row or finer, on three conditions: the rows arrive
/// once, in order and not several at a time; nothing is computed twice; no partial sums outlive a
/// delivery, but for those of ops that read a whole operand (global pooling), which are counted as
/// large as their result.
///
/// Nothing is claimed for a graph with several inputs, or with more rows than can be looked at.
package func rowCutBound(_ graph: Graph, elementBytes: Int) -> LowerBound? {
  guard graph.inputs.count == 1, let input = graph.inputs.first else { return nil }
  guard let rows = RowGraph(graph, elementBytes: elementBytes, countsInputs: true) else {
    return nil
  }
  let inputRows = rows.rows(of: input)
  var lastInput = Array(repeating: -1, count: rows.count)
  for row in inputRows { lastInput[row] = row - inputRows.lowerBound }
  for need in rows.needs {
    lastInput[need.user] = max(lastInput[need.user], lastInput[need.operand])
  }

  let leastLive = LeastLive(rows, allowsPartialSums: false)
  func moment(_ r: Int) -> (certain: [Bool], impossible: [Bool]) {
    (
      (0..<rows.count).map { inputRows.contains($0) && lastInput[$0] <= r },
      lastInput.map { $0 > r }
    )
  }
  // No moment needs more than the one before it and more input rows. The bound holds whichever moments are
  // looked at: of very tall maps not all are.
  let step = 1 + inputRows.count * rows.count / mostRowsSeen
  var promising: [(r: Int, limit: Int)] = []
  for r in stride(from: 0, to: max(0, inputRows.count - 1), by: step) {
    let (certain, impossible) = moment(r)
    let limit = leastLive.upperBound(certain: certain, impossible: impossible)
    let withMore = promising.last.map { $0.limit + step * rows.bytes[inputRows.lowerBound] }
    promising.append((r, min(limit, withMore ?? limit)))
  }
  var best: (r: Int, bytes: Int, held: [Int])?
  for (r, limit) in promising.sorted(by: { ($0.limit, $0.r) > ($1.limit, $1.r) }) {
    guard limit > best?.bytes ?? 0 else { break }
    let (certain, impossible) = moment(r)
    let (bytes, held) = leastLive(certain: certain, impossible: impossible)
    if bytes > best?.bytes ?? 0 { best = (r, bytes, held) }
  }
  guard let best else { return nil }
  return LowerBound(
    kind: .rowCut(row: best.r), bytes: best.bytes,
    held: rows.summary(of: best.held),
    conditions: [.rowsArriveOnce, .inputCounts, .noRecomputation, .noPartialSums])
}

/// The rows that are looked at in all moments together: some seconds.
private let mostRowsSeen = 1 << 26
