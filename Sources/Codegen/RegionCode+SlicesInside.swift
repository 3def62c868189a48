import IR
import Kernels
import Plan

extension RegionCode {
  /// All slices for one row of the result before the next: each makes the rows of it that this row
  /// needs and adds its share to the sums of the row; then the row of what stands behind the sums.
  func rowsOfSlices(_ parts: [PartCode]) -> [Statement] {
    let region = parts[0].region
    let head = region.headCount
    return loop("y", to: height(of: region.stages[head - 1])) { y in
      let slices = parts.flatMap { part -> [Statement] in
        let rows = (0..<head).flatMap { headRows(of: $0, forRow: y, part) }
        guard part.isRepeated else { return [.block(rows)] }
        return [.loop(Loop(part.passName, to: .integer(part.part.passes.count), rows))]
      }
      let tail = (head..<region.stages.count).map { stage in
        Statement.block(
          [.comment(description(of: region.stages[stage]))] + row(of: stage, at: y, parts[0]))
      }
      return slices + tail
    }
  }

  /// The rows of a stage that a row of the sums needs.
  private func headRows(of stage: Int, forRow y: Expression, _ part: PartCode) -> [Statement] {
    let comment = Statement.comment(description(of: part.region.stages[stage]))
    let (first, end) = rowsNeeded(of: stage, forRow: y, part)
    if end == first + 1 { return [.block([comment] + row(of: stage, at: first, part))] }
    return [
      .loop(Loop("row", from: first, to: end, [comment] + row(of: stage, at: ref("row"), part)))
    ]
  }

  /// The first row, and the one behind the last, of a stage that row `y` of the sums needs.
  private func rowsNeeded(
    of stage: Int, forRow y: Expression, _ part: PartCode
  ) -> (first: Expression, end: Expression) {
    let region = part.region
    var (first, end) = (y, y + 1)
    for reader in ((stage + 1)..<region.headCount).reversed() {
      guard case .window(let window) = graph.access(of: region.stages[reader].node)[0].space
      else { continue }
      let node = graph.nodes[region.stages[reader].node]
      let height = graph.shape(of: node.operands[0]).height
      let rows = window.rows
      let outputs = graph.shape(of: node.result).height
      let reach = (outputs - 1) * rows.stride + rows.reach - rows.before
      let last = (end - 1) * .integer(rows.stride) + .integer(rows.reach - rows.before)
      first = .excess(of: first * .integer(rows.stride), over: .integer(rows.before))
      end = reach > height ? .least(last, .integer(height)) : last
    }
    return (first, end)
  }
}
