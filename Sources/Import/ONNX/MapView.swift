import IR

/// A tensor of a file as elements of a map in a regular order: what a slice, a flip or a broadcast of a
/// map is before its elements move.
struct MapView {
  /// Elements between neighbours, for so many of them.
  struct Run: Hashable {
    var extent: Int
    var step: Int
  }

  var start = 0
  /// For each axis of the file, slowest first.
  var axes: [[Run]]

  /// All of a map.
  init(_ axes: FileAxes, of shape: Shape) {
    self.axes = axes.axes.map { parts in
      parts.map { Run(extent: $0.extent, step: $0.step * $0.axis.step(shape)) }
    }
  }

  var shape: [Int] { axes.map { $0.reduce(1) { $0 * $1.extent } } }

  /// Takes some places of an axis that is one run at most.
  mutating func select(_ slice: AxisSlice, along axis: Int) {
    let step = axes[axis].first?.step ?? 0
    start += slice.first * step
    axes[axis] = slice.count == 1 ? [] : [Run(extent: slice.count, step: step * slice.step)]
  }

  /// The tensor broadcast to a shape, nil if it does not fit.
  func broadcast(to extents: [Int]) -> MapView? {
    guard axes.count <= extents.count else { return nil }
    var result = self
    result.axes = Array(repeating: [], count: extents.count - axes.count) + axes
    for (index, extent) in extents.enumerated() {
      let own = result.axes[index].reduce(1) { $0 * $1.extent }
      if own == 1, extent != 1 { result.axes[index] = [Run(extent: extent, step: 0)] }
      guard own == 1 || own == extent else { return nil }
    }
    return result
  }

  /// What moves it into a map of some layout in one pass, nil if several are needed.
  func rearrange(to layout: MapLayout) -> Rearrange? {
    guard let pieces = pieces(in: layout.axes) else { return nil }
    var steps: [MapAxis: Int] = [:]
    for axis in MapAxis.allCases {
      let own = pieces.filter { $0.axis == axis }.sorted { $0.target > $1.target }
      for (outer, inner) in zip(own, own.dropFirst()) {
        guard outer.source == inner.source * inner.extent else { return nil }
      }
      steps[axis] = own.last?.source ?? 0
    }
    var op = Rearrange()
    op.shape = layout.shape
    op.start = Rearrange.Element(start)
    op.steps = Rearrange.Steps(
      steps[.height] ?? 0, steps[.width] ?? 0, steps[.channels] ?? 0)
    return op
  }

  /// A part of an axis here and there.
  struct Piece {
    var axis: MapAxis
    var extent: Int
    /// Elements of the map between neighbours.
    var source: Int
    /// Places of the axis of the result between neighbours.
    var target: Int
  }

  /// What the runs and the parts of a layout have in common, nil if they cut an axis in different ways.
  func pieces(in target: FileAxes) -> [Piece]? {
    var result: [Piece] = []
    for (runs, parts) in zip(axes, target.axes) {
      var (runs, parts) = (runs[...], parts[...])
      while var run = runs.popFirst(), var part = parts.popFirst() {
        let extent = min(run.extent, part.extent)
        let (inner, innerPart) = (run.extent / extent, part.extent / extent)
        guard run.extent == inner * extent, part.extent == innerPart * extent else { return nil }
        result.append(
          Piece(
            axis: part.axis, extent: extent, source: run.step * inner,
            target: part.step * innerPart))
        run.extent = inner
        part.extent = innerPart
        if inner > 1 { runs = [run] + runs }
        if innerPart > 1 { parts = [part] + parts }
      }
      guard runs.isEmpty, parts.isEmpty else { return nil }
    }
    return result
  }
}
