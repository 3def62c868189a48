import IR
import Plan

/// By how much the stages of a pulled region step.
enum StepSize: Hashable, Sendable {
  /// Rows where a window needs them, tiles of at most so many pixels where nothing but the same
  /// pixel is needed.
  case tiles(Int)
  /// Tiles of at most so many pixels everywhere.
  case pixels(Int)
  /// Tiles of at most so many columns, and overlapping bands where these take less memory: of the stages
  /// that may have them, one in so many, those that save most for their work.
  case narrow(columns: Int, oneIn: Int)
}

extension PlanFacts {
  /// The stages of a pulled region with grains of a size; nil where all of them would step by rows.
  ///
  /// `stages` stand at consecutive positions from `start` on. In stripes there are no whole rows: every
  /// stage has a grain.
  func grained(
    _ stages: [Stage], from start: Int, _ size: StepSize, inStripesOf share: Int? = nil
  ) -> [Stage]? {
    /// Whole rows are steps without a grain, except in stripes.
    func withoutWholeRows(_ grains: [Grain]) -> [Grain?] {
      grains.enumerated().map { stage, grain in
        let width = map(of: stages[stage], at: start + stage).width
        return grain.bandRows == 1 && grain.columns >= width && share == nil ? nil : grain
      }
    }
    let grains: [Grain?] =
      switch size {
      case .tiles(let pixels): tileGrains(stages, from: start, pixels)
      case .pixels(let pixels): withoutWholeRows(pixelGrains(stages, from: start, pixels, share))
      case .narrow(let columns, let part):
        withoutWholeRows(narrowGrains(stages, from: start, columns, oneIn: part, share))
      }
    guard grains.contains(where: { $0 != nil }) else { return nil }
    // The kernels of pixels see the same number of taps everywhere.
    let areCounted = zip(stages, grains).contains { stage, grain in
      grain != nil && countsTaps(stage)
    }
    guard !areCounted else { return nil }
    var stages = stages
    for (index, grain) in grains.enumerated() { stages[index].grain = grain }
    return stages
  }

  private func countsTaps(_ stage: Stage) -> Bool {
    let node = graph.nodes[stage.node]
    return node.op.payload.countsTaps(
      in: graph.shape(of: node.operands[0]), for: graph.shape(of: node.result))
  }

  private func positions(of stages: [Stage], from start: Int) -> Range<Int> {
    start..<start + stages.count
  }

  /// The elements that a step of so many pixels makes at most, if it makes more than one pixel: in
  /// small steps, what is used up at once should not take more room than what is kept; in larger ones,
  /// weights are not to be read again for every single pixel.
  private func mostElements(ofSteps pixels: Int) -> Int { pixels > 4 ? 16_384 : 2048 }

  /// The size of the map whose pixels a stage goes over.
  func map(
    of stage: Stage, at position: Int
  ) -> (height: Int, width: Int, channels: Int) {
    let value = stage.gathers ? operands[position][0].index : results[position]
    let channels = values[value].map { graph.shape(of: $0).channels } ?? 1
    return (valueHeights[value], valueWidths[value], channels)
  }

  /// Whether each step of a stage must be a whole row, as there is no place for the sums of a part of one.
  func addsUpRows(_ stage: Stage, at position: Int) -> Bool {
    guard stage.gathers, elementBytes[results[position]] == LiveRanges.sumBytes else {
      return false
    }
    return GlobalAveragePool.addsUpRows(of: graph.shape(of: graph.nodes[stage.node].operands[0]))
  }

  /// How one op reads the result of another, by the places in the region of its readers there.
  func readers(
    of stage: Int, _ stages: [Stage], from start: Int
  ) -> [(stage: Int, access: OperandAccess)] {
    let value = results[start + stage]
    return stages.indices.dropFirst(stage + 1).flatMap { reader in
      operands[start + reader].filter { $0.index == value }.map { (reader, $0.access) }
    }
  }

  /// A dividing size not far below the limit if there is one, else the limit.
  func tileWidth(of width: Int, atMost limit: Int) -> Int {
    if width <= limit { return width }
    return (limit / 2 + 1...limit).last { width % $0 == 0 } ?? limit
  }

  // MARK: Tiles

  private func tileGrains(_ stages: [Stage], from start: Int, _ pixels: Int) -> [Grain?] {
    let span = positions(of: stages, from: start)
    var isTiled = stages.map { _ in false }
    for stage in stages.indices {
      let readers = readers(of: stage, stages, from: start)
      let isInner = lastUse[results[start + stage]] < span.upperBound
      let feedsPixels = readers.allSatisfy { stages[$0.stage].gathers || $0.access.isPointwise }
      // The pixels of a window are made into a pixel of the result at once.
      let followsWindow = operands[start + stage].contains { operand in
        let maker = producers[operand.index]
        return span.contains(maker) && isTiled[maker - start]
          && operands[maker].contains { !$0.access.isPointwise }
      }
      let followsTiles = operands[start + stage].contains { operand in
        let maker = producers[operand.index]
        return span.contains(maker) && isTiled[maker - start]
      }
      isTiled[stage] =
        stages[stage].gathers || readers.isEmpty
        ? followsTiles : (isInner && feedsPixels) || followsWindow
    }
    return stages.indices.map { stage in
      let width = map(of: stages[stage], at: start + stage).width
      let columns = tileWidth(of: width, atMost: pixels)
      return isTiled[stage] && columns < width && !addsUpRows(stages[stage], at: start + stage)
        ? Grain(rows: 1, columns: columns) : nil
    }
  }

  // MARK: Pixels

  /// From the last stage back: a stage makes by one step what its first reader needs for one, as long
  /// as that is no more than so many pixels.
  private func pixelGrains(
    _ stages: [Stage], from start: Int, _ pixels: Int, _ share: Int?
  ) -> [Grain] {
    let span = positions(of: stages, from: start)
    var grains: [Grain] = stages.map { _ in Grain(rows: 1, columns: 1) }
    for stage in stages.indices.reversed() {
      let (height, width, _) = map(of: stages[stage], at: start + stage)
      if addsUpRows(stages[stage], at: start + stage) {
        grains[stage] = Grain(rows: 1, columns: width)
        continue
      }
      var grain: Grain
      let readers = readers(of: stage, stages, from: start)
      if let (reader, access) = readers.first(where: { !$0.access.isPointwise }) ?? readers.first,
        !stages[stage].gathers, access.space != .single
      {
        if stages[reader].gathers {
          grain = grains[reader]
        } else {
          grain = access.grain(of: grains[reader], isBanded: access.isStrided)
        }
      } else {
        grain = Grain(rows: 1, columns: tileWidth(of: share ?? width, atMost: pixels))
      }
      let channels = map(of: stages[stage], at: start + stage).channels
      grain = grain.cut(toPixels: min(pixels, max(1, mostElements(ofSteps: pixels) / channels)))
      // A step must not need more new pixels of a map that is made in the region than a step may make.
      for operand in operands[start + stage] where span.contains(producers[operand.index]) {
        guard case .window(let window) = operand.access.space, operand.access.isStrided else {
          continue
        }
        let most = max(1, pixels / (window.rows.stride * window.columns.stride))
        grain = grain.cut(toPixels: most)
      }
      grain.rows = min(grain.rows, height)
      grain.firstRows = min(grain.firstRows, grain.rows)
      if grain.columns >= width {
        grain.columns = width
        grain.firstColumns = width
      }
      grains[stage] = grain
    }
    return grains
  }
}

extension OperandAccess {
  /// Whether a pixel of the result needs no other pixel than its own, or the only one there is.
  var isPointwise: Bool {
    switch space {
    case .same, .single: return true
    case .everything: return false
    case .window(let window):
      let pixel = AxisWindow(kernel: 1, stride: 1, before: 0)
      return window.rows == pixel && window.columns == pixel
    }
  }

  /// Whether rows of the result skip rows of the operand.
  fileprivate var isStrided: Bool {
    guard case .window(let window) = space else { return false }
    return window.rows.stride > 1
  }

  /// The grain in which an operand is needed by a reader of some grain.
  ///
  /// A reader that steps over rows needs several new ones for each of its own. Made side by side,
  /// those that it does not look at again need not be kept.
  func grain(of reader: Grain, isBanded: Bool) -> Grain {
    guard case .window(let window) = space else {
      return Grain(rows: 1, columns: reader.columns, firstColumns: reader.firstColumns)
    }
    let columns = reader.columns * window.columns.stride
    // The columns needed for the reader's first tile, and the same a number of tiles earlier.
    let first =
      (reader.firstColumns - 1) * window.columns.stride + window.columns.reach
      - window.columns.before
    let rows = isBanded ? window.rows.stride : 1
    let firstRows = window.rows.reach - window.rows.before
    return Grain(
      rows: rows, columns: columns, firstRows: (firstRows - 1) % rows + 1,
      firstColumns: (first - 1) % columns + 1)
  }
}

extension Grain {
  /// Narrower tiles whose borders are borders of these too, so that none has more pixels than that.
  fileprivate func cut(toPixels limit: Int) -> Grain {
    var grain = self
    let most = max(1, limit / rows)
    grain.columns = (1...columns).last { $0 <= most && columns % $0 == 0 } ?? 1
    grain.firstColumns = (firstColumns - 1) % grain.columns + 1
    return grain
  }
}
