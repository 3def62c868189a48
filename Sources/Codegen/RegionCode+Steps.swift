import IR
import Kernels
import Plan

extension RegionCode {
  /// Runs all steps of a part of a region.
  func steps(_ part: PartCode) -> [Statement] {
    guard part.region.isPulled else {
      return part.region.stages.enumerated().flatMap { index, stage -> [Statement] in
        func make(_ y: Expression) -> [Statement] {
          [.comment(description(of: stage))] + row(of: index, at: y, part)
        }
        if let shared = part.sharedRows { return shared.loop(make) }
        let rows = loop("y", to: height(of: stage), make)
        // A single row stands outside of a loop; it keeps its names to itself.
        return height(of: stage) == 1 ? [.block(rows)] : rows
      }
    }
    let driver = part.region.stages.count - 1
    return ([driver] + part.order.drained).map {
      part.call(part.stages[$0], upTo: part.spans[$0].count)
    }
  }

  /// Makes a step of a stage, after what it asks for.
  func step(of stage: Int, at number: Expression, _ part: PartCode) -> [Statement] {
    if part.region.stages[stage].gathers { return gather(in: stage, at: number, part) }
    return part.region.stages[stage].grain == nil
      ? row(of: stage, at: number, part) : tile(of: stage, at: number, part)
  }

  // MARK: Requests

  /// Asks for what a step needs of an operand if it makes pixels up to a row and a column.
  func request(
    _ position: Int, of index: Int, lastRow: Expression, lastColumn: Expression, _ part: PartCode
  ) -> [Statement] {
    let stage = part.region.stages[index]
    let node = graph.nodes[stage.node]
    let operand = graph.shape(of: node.operands[position])
    let map = graph.shape(of: part.region.mapValue(of: stage, in: graph))
    let space = stage.gathers ? .same : graph.access(of: stage.node)[position].space
    func row(plus more: Int) -> Expression {
      last(space, \.rows, for: lastRow, of: map.height, extent: operand.height, plus: more)
    }
    let request = PullOrder.Request(stage: index, operand: position)
    if let maker = part.order.makers[request] {
      let span = part.spans[maker]
      if part.region.stages[maker].gathers {
        return [part.call(part.stages[maker], upTo: span.count)]
      }
      if span.grain.rowsAgain == 0, span.isOfRows {
        return [part.call(part.stages[maker], upTo: row(plus: 1))]
      }
      var constants: [Statement] = []
      func named(_ word: String, _ value: Expression) -> Expression {
        guard value.isChoice else { return value }
        let name = position == 0 ? word : "\(word)\(position)"
        constants.append(.constant(name, .index, value))
        return ref(name)
      }
      // Where bands overlap, the band is known already.
      let band =
        self.band(ofOperand: position, of: index, part)
        ?? span.band(ofRow: named("last_row", row(plus: 0)))
      var end = span.stepsUntil(
        band: band,
        column: named(
          "last_column",
          last(space, \.columns, for: lastColumn, of: map.width, extent: operand.width, plus: 0)))
      // Where stripes begin differently, it is a long sum.
      if part.region.stripes != nil {
        let name = position == 0 ? "steps" : "steps\(position)"
        constants.append(.constant(name, .index, end))
        end = ref(name)
      }
      return constants + [part.call(part.stages[maker], upTo: end)]
    }
    if let delivery = part.order.deliveries[request] {
      return [part.call(part.deliveries[delivery], upTo: row(plus: 1))]
    }
    return []
  }

  /// The band in which a step finds an operand that is made in overlapping bands, else nil.
  func band(ofOperand position: Int, of index: Int, _ part: PartCode) -> Expression? {
    let operand = graph.nodes[part.region.stages[index].node].operands[position]
    guard let maker = part.maker(of: operand, in: graph), part.spans[maker].grain.rowsAgain > 0
    else { return nil }
    return ref(position == 0 ? "from_band" : "from_band\(position)")
  }

  /// Sets the bands in which a step finds its operands: for each the one that makes the last row it
  /// needs first.
  func bands(
    ofOperandsOf index: Int, at number: Expression, lastRow: Expression, _ part: PartCode
  ) -> [Statement] {
    let stage = part.region.stages[index]
    let node = graph.nodes[stage.node]
    let height = graph.shape(of: part.region.mapValue(of: stage, in: graph)).height
    return node.operands.enumerated().compactMap { position, operand in
      guard case .name(let name)? = band(ofOperand: position, of: index, part),
        let maker = part.maker(of: operand, in: graph)
      else { return nil }
      let extent = graph.shape(of: operand).height
      let access = graph.access(of: stage.node)[position]
      let needed = { (rows: Range<Int>) in
        stage.gathers ? rows : access.rows(for: rows, height: extent)
      }
      if part.spans[index].keepsStep(with: part.spans[maker], needing: needed) {
        return .constant(name, .index, part.spans[index].band(of: number))
      }
      let row = last(
        stage.gathers ? .same : access.space, \.rows, for: lastRow, of: height, extent: extent,
        plus: 0)
      return .constant(name, .index, part.spans[maker].band(ofRow: row))
    }
  }

  /// The last row, or column, of an operand that is needed for outputs up to one of so many, or a
  /// number more.
  private func last(
    _ space: SpatialAccess, _ axis: (Window) -> AxisWindow, for output: Expression, of count: Int,
    extent: Int, plus more: Int
  ) -> Expression {
    switch space {
    case .same: return output + .integer(more)
    case .everything: return .integer(extent - 1 + more)
    case .single: return .integer(more)
    case .window(let window):
      let axis = axis(window)
      let reach = axis.reach - axis.before
      let last = output * .integer(axis.stride) + .integer(reach - 1 + more)
      let isCut = (count - 1) * axis.stride + reach > extent
      return isCut ? .least(last, .integer(extent - 1 + more)) : last
    }
  }
}

extension Expression {
  /// Whether it is better worked out under a name of its own.
  fileprivate var isChoice: Bool {
    switch self {
    case .select: true
    case .binary(_, let a, let b): a.isChoice || b.isChoice
    case .integer, .float, .name, .element, .field, .address, .advanced, .apply: false
    }
  }
}
