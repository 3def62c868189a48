import IR

/// How the parts of a program, one for each thread, share the work of a region.
package enum Shares: Hashable, Sendable {
  /// The first part does all of it.
  case firstPart
  /// Each part makes some rows of the last result, and of the others those that these need.
  ///
  /// The rows go from top to bottom without gaps; parts beyond them have nothing to do. Rows around the
  /// border of two shares are made by both. All stages make whole rows, and what they make inside is used
  /// inside only: each part has rings of its own.
  case rows([Range<Int>])
  /// Each part makes one of the region's slices of channels, in place of one part after the other.
  ///
  /// The region has one stage only, whose result lies in its place as a whole.
  case slices
}

extension Region {
  /// Whether several parts work on it.
  package var isShared: Bool { shares != .firstPart }

  /// The rows that each part makes of the last result; nil where rows are not what is shared.
  package var sharedRows: [Range<Int>]? {
    if case .rows(let rows) = shares { rows } else { nil }
  }

  /// The copies of a ring inside of the region: one for each part that has rows.
  package var ringCopies: Int { sharedRows?.count ?? 1 }

  /// The same region as the first part alone would do it.
  package var unshared: Region {
    var region = self
    if shares == .slices {
      region.slices = nil
      for index in stages.indices { region.stages[index].role = .whole }
    }
    region.shares = .firstPart
    return region
  }

  /// The rows of each stage that are made for some rows of the last result.
  ///
  /// Of a stage that is read by several others, those from the first that is needed to the last.
  package func rowsOfStages(for rows: Range<Int>, in graph: Graph) -> [Range<Int>] {
    var made = stages.map { _ in 0..<0 }
    made[stages.count - 1] = rows
    let nodes = stages.map { graph.nodes[$0.node] }
    for reader in stages.indices.reversed() where !made[reader].isEmpty {
      let accesses = graph.access(of: stages[reader].node)
      for (operand, access) in zip(nodes[reader].operands, accesses) {
        guard let maker = nodes.firstIndex(where: { $0.result == operand }) else { continue }
        let needed = access.rows(for: made[reader], height: graph.shape(of: operand).height)
        guard !needed.isEmpty else { continue }
        made[maker] =
          made[maker].isEmpty
          ? needed
          : min(
            made[maker].lowerBound, needed.lowerBound)..<max(
              made[maker].upperBound, needed.upperBound)
      }
    }
    return made
  }

  /// The rows of each stage that each part makes.
  package func rowsOfParts(in graph: Graph) -> [[Range<Int>]] {
    (sharedRows ?? []).map { rowsOfStages(for: $0, in: graph) }
  }
}

extension Schedule {
  /// How often all parts wait for each other: before regions, and once at the end.
  package var barriers: Int { parts == 1 ? 0 : regions.count(where: \.waits) + 1 }
}

extension Graph {
  /// What a slice of channels is to an op that shares it with others; nil where its channels cannot be
  /// made apart from each other.
  package func roleInShares(of node: NodeID) -> Stage.Role? {
    let accesses = access(of: node)
    if accesses.allSatisfy({ $0.channels == .same }) { return accesses.isEmpty ? nil : .carries }
    guard accesses.count == 1, accesses[0].channels == .sum else { return nil }
    switch accesses[0].space {
    case .same, .window: return .produces
    case .everything, .single: return nil
    }
  }
}
