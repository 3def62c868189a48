import IR
import Plan

extension PlanFacts {
  /// The regions, each told whether all parts have to wait for each other before it: only where a part
  /// reads what another one has written since they last waited.
  func waiting(_ regions: [Region]) -> [Region] {
    var regions = regions
    /// Of the values made since then: the region that makes each.
    var makers: [Int: Int] = [:]
    for index in regions.indices {
      let region = regions[index]
      let inside = Set(region.stages.map { results[position[$0.node] ?? 0] })
      let waits = region.stages.contains { stage in
        let operands = operands[position[stage.node] ?? 0]
        return operands.contains { operand in
          guard !inside.contains(operand.index), let maker = makers[operand.index] else {
            return false
          }
          return !keepsToItself(regions[maker], region, operand.index)
        }
      }
      if waits {
        regions[index].waits = true
        makers = [:]
      }
      for value in inside { makers[value] = index }
    }
    return regions
  }

  /// Whether each part reads in a region only what it has itself made of a value in another one.
  func keepsToItself(_ maker: Region, _ reader: Region, _ value: Int) -> Bool {
    switch (maker.shares, reader.shares) {
    case (.firstPart, .firstPart): return true
    case (.rows(let made), .rows):
      let parts = reader.rowsOfParts(in: graph)
      guard parts.count <= made.count else { return false }
      return zip(parts, made).allSatisfy { rows, made in
        zip(reader.stages, rows).allSatisfy { stage, rows in
          operands[position[stage.node] ?? 0].allSatisfy { operand in
            guard operand.index == value, !rows.isEmpty else { return true }
            let read = operand.access.rows(for: rows, height: operand.height)
            return read.isEmpty
              || (made.lowerBound...made.upperBound).contains(read.lowerBound)
                && read.upperBound <= made.upperBound
          }
        }
      }
    case (.slices, .slices):
      return maker.slices == reader.slices && reader.stages[0].role.readsSlice
        && operands[position[reader.stages[0].node] ?? 0].allSatisfy {
          $0.index != value || $0.access.channels == .same
        }
    case (.firstPart, _), (.rows, _), (.slices, _): return false
    }
  }
}
