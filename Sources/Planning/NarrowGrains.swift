import IR
import Plan

extension PlanFacts {
  /// Grains with which some wide values exist a few columns at a time; none where that saves nothing.
  ///
  /// A window of k rows keeps most of k - 1 rows of its operand. Where that is made pixel by pixel of a
  /// narrower value, the rows of the narrow one can be kept instead: a band then makes all k rows
  /// under the window again, a few columns of them at a time.
  func narrowGrains(
    _ stages: [Stage], from start: Int, _ columns: Int, oneIn part: Int, _ share: Int?
  ) -> [Grain] {
    let chain = NarrowChain(self, stages, from: start, oneIn: part, share)
    return chain.again.contains { $0 != nil } ? chain.grains(columns: columns) : []
  }

  /// By stage: the one that reads its result in a window, if nothing else does.
  fileprivate func onlyWindows(_ stages: [Stage], from start: Int) -> [WindowReader?] {
    stages.indices.map { stage in
      let value = results[start + stage]
      let readers = readers(of: stage, stages, from: start)
      guard uses[value].count == 1, lastUse[value] < graph.order.count, !stages[stage].gathers,
        let (reader, access) = readers.first, case .window(let window) = access.space,
        window.rows.reach > window.rows.stride
      else { return nil }
      return WindowReader(stage: reader, window: window)
    }
  }
}

/// A stage that reads a value in a window.
private struct WindowReader {
  let stage: Int
  let window: Window
}

/// The stages of a pulled region, and which of them make rows again.
private struct NarrowChain {
  /// By stage: the least rows of a band of the only reader, where the stage makes rows again for it.
  private(set) var again: [Int?]

  private let facts: PlanFacts
  private let stages: [Stage]
  private let start: Int
  private let share: Int?
  private let readers: [WindowReader?]
  /// The columns of the map of each stage that exist in a pass.
  private var widths: [Int]

  init(
    _ facts: PlanFacts, _ stages: [Stage], from start: Int, oneIn part: Int, _ share: Int?
  ) {
    self.facts = facts
    self.stages = stages
    self.start = start
    self.share = share
    readers = facts.onlyWindows(stages, from: start)
    again = stages.map { _ in nil }
    widths = stages.indices.map { facts.map(of: stages[$0], at: start + $0).width }
    if let share, let last = widths.last {
      let region = Region(
        stages: stages, isPulled: true,
        stripes: stride(from: 0, to: last, by: share).map { $0..<min($0 + share, last) })
      let columns = region.columnsOfPasses(in: facts.graph)
      widths = widths.indices.map { stage in columns.map { $0[stage].count }.max() ?? 0 }
    }
    var savings: [(stage: Int, perWork: Double)] = []
    for stage in stages.indices {
      guard let reader = readers[stage], !makesAgain(operandsOf: stage) else { continue }
      let rows = leastRows(of: reader, over: stage)
      let saving = saving(stage, reader, rows)
      guard saving > 0 else { continue }
      again[stage] = rows
      let window = reader.window.rows
      let work =
        facts.graph.cost(of: stages[stage].node).multiplyAdds * (window.reach - window.stride)
        / (rows * window.stride)
      savings.append((stage, Double(saving) / Double(max(work, 1))))
    }
    savings.sort { ($0.perWork, $1.stage) > ($1.perWork, $0.stage) }
    for (stage, _) in savings.dropFirst((savings.count + part - 1) / part) { again[stage] = nil }
  }

  private func map(of stage: Int) -> (height: Int, width: Int, channels: Int) {
    facts.map(of: stages[stage], at: start + stage)
  }

  /// The stage of the region that makes a value.
  private func maker(of value: Int) -> Int? {
    let position = facts.producers[value]
    return (start..<start + stages.count).contains(position) ? position - start : nil
  }

  private func makesAgain(operandsOf stage: Int) -> Bool {
    facts.operands[start + stage].contains { operand in
      maker(of: operand.index).map { again[$0] != nil } ?? false
    }
  }

  /// The least rows of a band of a reader for which its last band needs a row that no band before it
  /// does: what is made for one band is gone when the next one begins.
  private func leastRows(of reader: WindowReader, over stage: Int) -> Int {
    let (rows, height) = (reader.window.rows, map(of: stage).height)
    let last = map(of: reader.stage).height - 1
    return (1...max(1, last + 1)).first { count in
      (last - count) * rows.stride - rows.before + rows.reach < height
    } ?? 1
  }

  /// The elements that are saved if a stage makes rows again, as an estimate.
  private func saving(_ stage: Int, _ reader: WindowReader, _ rows: Int) -> Int {
    let (rowWindow, columnWindow) = (reader.window.rows, reader.window.columns)
    let (height, _, channels) = map(of: stage)
    let band = (rows - 1) * rowWindow.stride + rowWindow.reach
    guard height > band else { return 0 }
    // Kept now: the rows that the next window sees too, and a few pixels of those under this one.
    let rowsKept = rowWindow.reach - rowWindow.stride
    let kept = rowsKept * widths[stage] + rowWindow.stride * columnWindow.reach
    var saving = (kept - band * columnWindow.reach) * channels
    // More rows of what follows are made at once.
    saving -= (rows - 1) * map(of: reader.stage).channels
    for operand in facts.operands[start + stage] {
      guard let maker = maker(of: operand.index) else { continue }
      // Of a value that something else reads later, some rows are kept anyway.
      let isKept = facts.uses[operand.index].count > 1
      let more = rowsKept - (isKept ? rowWindow.before : 0)
      saving -= max(0, more) * widths[maker] * map(of: maker).channels
    }
    return saving
  }

  // MARK: Grains

  /// From the last stage back, each as its reader needs it.
  func grains(columns: Int) -> [Grain] {
    let least = leastRows()
    var grains = stages.map { _ in Grain(rows: 1, columns: 1) }
    for stage in stages.indices.reversed() {
      let (height, width, _) = map(of: stage)
      if facts.addsUpRows(stages[stage], at: start + stage) {
        grains[stage] = Grain(rows: 1, columns: width)
        continue
      }
      var grain = Grain(
        rows: 1, columns: facts.tileWidth(of: share ?? width, atMost: columns))
      let readers = facts.readers(of: stage, stages, from: start)
      if let (reader, access) = readers.first(where: { !$0.access.isPointwise }) ?? readers.first,
        !stages[stage].gathers, access.space != .single
      {
        grain = self.grain(of: stage, for: reader, access, grains[reader], least[stage])
      }
      if grain.rows < least[stage] {
        grain.rows = least[stage]
        grain.firstRows = (height - 1) % grain.rows + 1
      }
      if again[stage] == nil { grain = grain.cut(toColumns: columns) }
      grain.rows = min(grain.rows, height)
      grain.firstRows = min(grain.firstRows, grain.bandRows)
      if grain.columns >= width {
        grain.columns = width
        grain.firstColumns = width
      }
      grains[stage] = grain
    }
    return grains
  }

  /// By stage: the least rows of a band, of the readers of what is made again and of what makes pixels of
  /// theirs into no larger ones.
  private func leastRows() -> [Int] {
    var least = stages.map { _ in 1 }
    for stage in stages.indices {
      if let rows = again[stage], let reader = readers[stage] {
        least[reader.stage] = max(least[reader.stage], rows)
      }
      for (reader, access) in facts.readers(of: stage, stages, from: start)
      where access.isPointwise && access.space != .single && !widens(reader, from: stage) {
        least[reader] = max(least[reader], least[stage])
      }
    }
    return least
  }

  private func widens(_ reader: Int, from stage: Int) -> Bool {
    map(of: reader).channels > map(of: stage).channels
  }

  /// The grain in which a reader needs a stage.
  private func grain(
    of stage: Int, for reader: Int, _ access: OperandAccess, _ need: Grain, _ least: Int
  ) -> Grain {
    guard case .window(let window) = access.space, !access.isPointwise else {
      var grain = need
      grain.rowsAgain = 0
      grain.firstRows = (need.firstRows - 1) % need.rows + 1
      if widens(reader, from: stage), !isWorthBands(stage, need, least) {
        grain.rows = 1
        grain.firstRows = 1
      }
      return grain
    }
    var grain = access.grain(of: need, isBanded: true)
    let rows = window.rows
    let firstRows = (need.firstRows - 1) * rows.stride - rows.before + rows.reach
    if again[stage] != nil {
      grain.rows = need.rows * rows.stride
      grain.rowsAgain = rows.reach - rows.stride
      grain.firstRows = firstRows
    } else {
      grain.rows = need.rows * rows.stride
      grain.firstRows = (firstRows - 1) % grain.rows + 1
    }
    return grain
  }

  /// Whether a narrow value is better made in the bands in which the stage that widens it needs it than
  /// in as few rows as it may be.
  private func isWorthBands(_ stage: Int, _ need: Grain, _ least: Int) -> Bool {
    let (height, _, channels) = map(of: stage)
    guard need.rowsAgain > 0, need.rows >= least, 2 * need.rows <= height else { return false }
    let first = (need.firstRows - 1) % need.rows + 1
    // The last band must be as high as any has to be.
    guard least == 1 || (height - first) % need.rows == 0 else { return false }
    let saving = (need.rows - least) * widths[stage] * channels
    return saving >= (need.rows - least) * elementsOfRow(before: stage)
  }

  /// The elements that one more row of a band takes in what a stage is made of.
  private func elementsOfRow(before stage: Int) -> Int {
    var elements = 0
    var stage = stage
    while let operand = facts.operands[start + stage].first, let maker = maker(of: operand.index) {
      guard case .window(let window) = operand.access.space, !operand.access.isPointwise else {
        elements += map(of: maker).channels
        stage = maker
        continue
      }
      return elements + window.rows.stride * window.columns.reach * map(of: maker).channels
    }
    return elements
  }
}

extension Grain {
  /// Narrower tiles whose borders are borders of these too.
  fileprivate func cut(toColumns limit: Int) -> Grain {
    var grain = self
    grain.columns = (1...columns).last { $0 <= limit && columns % $0 == 0 } ?? 1
    grain.firstColumns = (firstColumns - 1) % grain.columns + 1
    return grain
  }
}
