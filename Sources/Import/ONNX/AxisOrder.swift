import IR

/// The passes that bring the axes of a tensor into another order, where each can exchange three blocks
/// of neighbours: Rearrange has three axes.
struct AxisOrder {
  /// The extents of the axes as they shall be, slowest first.
  let extents: [Int]
  /// Which of them stands where at first.
  let start: [Int]

  /// A pass: what the result has, slowest first, and how far apart that lies in the operand.
  typealias Pass = [(extent: Int, step: Int)]

  /// The fewest passes, nil if there are too many axes to look for them.
  var passes: [Pass]? {
    guard (2...6).contains(extents.count) else { return nil }
    let goal = Array(extents.indices)
    var paths: [[Int]: [Pass]] = [start: []]
    var open = [start]
    while !open.isEmpty {
      var next: [[Int]] = []
      for order in open {
        guard let path = paths[order] else { continue }
        if order == goal { return path }
        for (result, pass) in moves(from: order) where paths[result] == nil {
          paths[result] = path + [pass]
          next.append(result)
        }
      }
      open = next
    }
    return nil
  }

  /// What one pass makes of an order.
  private func moves(from order: [Int]) -> [(order: [Int], pass: Pass)] {
    var moves: [(order: [Int], pass: Pass)] = []
    for first in 1..<order.count {
      for second in first..<order.count {
        let blocks = [order[..<first], order[first..<second], order[second...]]
        let counts = blocks.map { $0.reduce(1) { $0 * extents[$1] } }
        let steps = elementSteps(of: counts)
        for permutation in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
          moves.append(
            (permutation.flatMap { blocks[$0] }, permutation.map { (counts[$0], steps[$0]) }))
        }
      }
    }
    return moves
  }
}
