import IR
import Kernels
import Plan

/// The rows of a region that each part of the program makes, in a table of numbers.
struct SharedRows {
  /// The first row of the last result for each part, and the end; then for each stage that is counted the
  /// first row for each part.
  let table: NumberTable
  private let parts: Int
  private let counted: [Int]

  /// The rows of a region, where parts share them; `counted` are the stages that others ask for rows.
  init?(_ region: Region, _ graph: Graph, number: String, counted: [Int], names: [String]) {
    guard let rows = region.sharedRows else { return nil }
    parts = rows.count
    self.counted = counted
    let rowsOfParts = region.rowsOfParts(in: graph)
    let stages = counted.map { stage in rowsOfParts.map { $0[stage].lowerBound } }
    let more =
      counted.isEmpty ? "" : ", then of " + counted.map { names[$0] }.joined(separator: ", ")
    table = NumberTable(
      "region_\(number)_rows",
      comment: "The first row that each part makes of \(names[names.count - 1]), and the end" + more
        + ".", rows.map(\.lowerBound) + [rows[rows.count - 1].upperBound] + stages.joined())
  }

  private func number(_ place: Int) -> Expression { ref(table.name)[ref("part") + .integer(place)] }

  /// Code for each row of the last result that a part makes.
  func loop(_ body: (Expression) -> [Statement]) -> [Statement] {
    [.loop(Loop("y", from: number(0), to: number(1), body(ref("y"))))]
  }

  func firstRow(of stage: Int) -> Expression? {
    counted.firstIndex(of: stage).map { number(parts + 1 + parts * $0) }
  }
}

extension RegionCode {
  /// Code for a region that parts share: what each of them does.
  func shared(_ codes: [PartCode], _ fields: [String]) -> [Statement] {
    let all = plan.schedule.parts
    guard let first = codes.first else { return [] }
    if let rows = first.region.sharedRows {
      let made: [Statement] =
        fields.isEmpty
        ? [] : [.record("made", type: first.record, fields.map { start(of: $0, first) })]
      return rows.count == all
        ? made + steps(first)
        : [
          .when(ref("part").isLess(than: .integer(rows.count)), made + steps(first), otherwise: [])
        ]
    }
    // The last parts first: what they do stands in the last else.
    var end = codes.reduce(0) { $0 + $1.part.passes.count }
    var chain: [Statement] = []
    for code in codes.reversed() {
      let start = end - code.part.passes.count
      let number: [Statement] =
        code.isRepeated
        ? [.constant(code.passName, .index, ref("part") - .integer(start))] : []
      let own = number + steps(code)
      chain =
        end == all
        ? own : [.when(ref("part").isLess(than: .integer(end)), own, otherwise: chain)]
      end = start
    }
    return chain
  }
}

/// How many rows or channels each part has.
func spelledShares(_ shares: [Range<Int>]) -> String {
  shares.map { "\($0.count)" }.joined(separator: " + ")
}
