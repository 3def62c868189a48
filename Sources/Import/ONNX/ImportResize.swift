import Basics
import Formats
import IR

/// Resize and Upsample.
extension ONNXImporter {
  mutating func resize(_ node: ONNXNode, _ kind: ONNXOperator) throws(Rejection) {
    let rule = try ResizeRule(node, kind, operatorSet: operatorSet)
    let name = try node.requiredInput(0)
    let source = try map(name, node)
    let extents = source.shape
    let axes = try resizedAxes(node, rank: extents.count)
    let spans = try resizedSpans(node, kind, rule, of: extents, axes)
    let changed = extents.indices.filter { !spans[$0].isIdentity }
    guard !changed.isEmpty else { return try finish(node, .map(source)) }
    guard changed.count <= 2 else {
      throw node.unsupported("resizes \(changed.count) axes, expected at most height and width")
    }
    let isLinear = rule.isLinear
    let end = try isInteger(source) && isLinear ? plainEnd(after: node, source.axes) : nil
    var map = try padded(source, name: name, node)
    // Integers between others have their scale, as long as that is the one of the result. Of floats a
    // function that waits comes first: there are fewer of them, and it goes into the op before.
    let keepsIntegers =
      isInteger(map)
      && (!isLinear
        || end?.form.quantization == quantization(of: map)
          && spans.allSatisfy { ($0.axis?.divisor ?? 1) <= 2048 })
    if !keepsIntegers { map = try plain(map, name: name, node) }
    let isImage = extents.count == 4 && extents[0] == 1 && changed.allSatisfy { $0 >= 2 }
    let layout =
      isImage
      ? MapLayout.usual(extents)
      : MapLayout(
        extents, height: Array(changed.prefix(1)), width: Array(changed.dropFirst()),
        channels: extents.indices.filter { !changed.contains($0) })
    map = try arranged(map, as: layout, name: name + ".image", node)
    let (row, column) = isImage ? (2, 3) : (changed[0], changed.dropFirst().first)
    func span(_ index: Int?) -> ResizeSpan { index.map { spans[$0] } ?? ResizeSpan(extent: 1) }
    let size = Stride(height: span(row).count, width: span(column).count)
    let (rows, columns) = (span(row).axis ?? SourceAxis(), span(column).axis ?? SourceAxis())
    var op: Op
    if isLinear {
      var resize = ResizeBilinear()
      (resize.size, resize.rows, resize.columns) = (size, rows, columns)
      op = .resizeBilinear(resize)
    } else {
      var resize = ResizeNearest()
      (resize.size, resize.rows, resize.columns) = (size, rows, columns)
      op = .resizeNearest(resize)
    }
    map.value = try emit(op, [map.value], name: node.output(), node)
    map.mapShape = graph.shape(of: map.value)
    let result = spans.map(\.count)
    map.axes =
      (isImage
      ? MapLayout.usual(result)
      : MapLayout(
        result, height: Array(changed.prefix(1)), width: Array(changed.dropFirst()),
        channels: extents.indices.filter { !changed.contains($0) })).axes
    try finish(node, .map(map))
  }

  private mutating func resizedAxes(_ node: ONNXNode, rank: Int) throws(Rejection) -> [Int] {
    guard let axes = try node.integers("axes") else { return Array(0..<rank) }
    return try normalized(axes, rank: rank, node)
  }

  /// What becomes of each axis.
  private mutating func resizedSpans(
    _ node: ONNXNode, _ kind: ONNXOperator, _ rule: ResizeRule, of extents: [Int], _ axes: [Int]
  ) throws(Rejection) -> [ResizeSpan] {
    var scales: [Float]?
    var sizes: [Int]?
    var region: [Float]?
    if kind == .upsample, operatorSet < 9 {
      guard case .floats(let values)? = node.attribute("scales")?.value else {
        throw node.damaged("onnx.scales", "does not say its scales")
      }
      scales = values
    } else {
      let isOld = kind == .upsample || operatorSet < 11
      let given = try constantInput(node, isOld ? 1 : 2, "scales")
      scales = given.flatMap { $0.count > 0 ? $0.floats : nil }
      if !isOld {
        sizes = try constantInput(node, 3, "sizes")?.integers.flatMap { $0.isEmpty ? nil : $0 }
      }
      if rule.coordinates == .cropAndResize {
        region = try constantInput(node, 1, "roi")?.floats
      }
    }
    guard scales == nil || scales?.count == axes.count, sizes == nil || sizes?.count == axes.count,
      (scales == nil) != (sizes == nil), region.map({ $0.count == 2 * axes.count }) ?? true,
      rule.coordinates != .cropAndResize || region != nil
    else { throw node.damaged("onnx.scales", "needs scales or sizes for \(axes.count) axes") }
    var spans = extents.map { ResizeSpan(extent: $0) }
    if var wanted = sizes {
      guard wanted.allSatisfy({ (1...1 << 20).contains($0) }) else {
        throw node.unsupported("sizes \(wanted), expected 1 to 2^20")
      }
      let ratios = zip(axes, wanted).map { Double($1) / Double(extents[$0]) }
      var ratio: Float?
      if rule.policy != .stretch {
        let one = (rule.policy == .notLarger ? ratios.min() : ratios.max()) ?? 1
        wanted = axes.map {
          max(1, Int((one * Double(extents[$0])).rounded(.toNearestOrAwayFromZero)))
        }
        ratio = Float(one)
      }
      for (index, axis) in axes.enumerated() {
        spans[axis].count = wanted[index]
        spans[axis].scale = ratio
      }
    } else if let scales {
      for (index, axis) in axes.enumerated() {
        let scale = scales[index]
        let count = Double(scale) * Double(extents[axis])
        guard scale > 0, count >= 1, count < 0x1p20 else {
          throw node.unsupported("a scale of \(scale) along \(extents[axis]) elements")
        }
        spans[axis].count = Int(Float(extents[axis]) * scale)
        spans[axis].scale = scale
      }
    }
    guard spans.allSatisfy({ $0.count <= 1 << 20 || $0.count == $0.extent }) else {
      throw node.unsupported("makes more than 2^20 elements of an axis")
    }
    for (index, axis) in axes.enumerated() {
      if let region { spans[axis].region = (region[index], region[index + axes.count]) }
      guard spans[axis].find(rule) else {
        throw node.unsupported(
          "axis \(axis) of \(extents[axis]) becomes \(spans[axis].count) at places that no fraction"
            + " of whole numbers has, or that lie outside (extrapolation)")
      }
    }
    return spans
  }
}
