import Basics
import IR

/// Drops the taps of dilated kernels that see nothing but padding, wherever the window is.
///
///     %y = conv2d %x {weight = @w,                   %y = conv2d %x {weight = @w.inside}
///         dilation = [12, 12],                →
///         padding = [12, 12, 12, 12]}
///
/// Over a map of 12x12 pixels a kernel of 3x3 at rate 12 (DeepLab's pyramid) is one of 1x1: only its
/// middle ever lies inside. Applies to rows and columns at either end of a kernel; others keep theirs.
package let dropTapsInPadding = Pass(
  "drop-taps-in-padding", "dilated kernels have no taps that see nothing but padding"
) { graph in
  for id in graph.order {
    let node = graph.nodes[id]
    guard let op = graph.withoutTapsInPadding(node.op, node) else { continue }
    graph.replaceOp(
      of: id, with: op, origin: .derived(by: "drop-taps-in-padding", from: [node.origin]))
  }
}

extension Graph {
  /// The op with fewer taps; nil where it has none too many, or no kernel.
  fileprivate mutating func withoutTapsInPadding(_ op: Op, _ node: Node) -> Op? {
    switch op {
    case .conv2D(var conv):
      guard let inside = inside(conv.window(weights), conv.padding, node) else { return nil }
      conv.weight = cropped(conv.weight, at: 1, inside)
      (conv.dilation, conv.padding) = (inside.dilation, inside.padding)
      return .conv2D(conv)
    case .depthwiseConv2D(var conv):
      guard let inside = inside(conv.window(weights), conv.padding, node) else { return nil }
      conv.weight = cropped(conv.weight, at: 0, inside)
      (conv.dilation, conv.padding) = (inside.dilation, inside.padding)
      return .depthwiseConv2D(conv)
    case .fullyConnected, .batchNorm, .activation, .add, .subtract, .multiply,
      .globalAveragePool, .channelScale, .averagePool2D, .maxPool2D, .softmax, .quantize,
      .dequantize, .concatenate, .rearrange, .resizeNearest, .resizeBilinear:
      return nil
    }
  }

  /// What is left of a kernel; nil if that is all of it.
  private func inside(_ window: Window, _ padding: Padding, _ node: Node) -> TapsInside? {
    let (input, output) = (shape(of: node.operands[0]), shape(of: node.result))
    let rows = AxisTaps(window.rows, input.height, outputs: output.height, padding.bottom)
    let columns = AxisTaps(window.columns, input.width, outputs: output.width, padding.right)
    guard rows.taps.count < window.rows.kernel || columns.taps.count < window.columns.kernel else {
      return nil
    }
    return TapsInside(
      rows: rows.taps, columns: columns.taps,
      dilation: Stride(height: rows.dilation, width: columns.dilation),
      padding: Padding(
        top: rows.before, left: columns.before, bottom: rows.after, right: columns.after))
  }

  /// Some rows and columns of a kernel, whose axes are `axis` and the next.
  private mutating func cropped(_ id: WeightID, at axis: Int, _ inside: TapsInside) -> WeightID {
    let old = weights[id]
    let (height, width) = (old.shape[axis], old.shape[axis + 1])
    let inner = old.shape[(axis + 2)...].reduce(1, *)
    let places = (0..<old.count).filter { place in
      inside.rows.contains(place / inner / width % height)
        && inside.columns.contains(place / inner % width)
    }
    var shape = old.shape
    (shape[axis], shape[axis + 1]) = (inside.rows.count, inside.columns.count)
    let elements: Weight.Elements =
      switch old.elements {
      case .floats(let values): .floats(places.map { values[$0] })
      case .int8s(let values): .int8s(places.map { values[$0] })
      case .int32s(let values): .int32s(places.map { values[$0] })
      }
    return weights.add(
      Weight(
        weights.freshName(old.name + ".inside", ""), shape: shape, elements, old.quantization,
        origin: .derived(by: "drop-taps-in-padding", from: [old.origin])))
  }
}

/// What is left of a kernel whose outer taps are dropped.
private struct TapsInside {
  let rows: Range<Int>
  let columns: Range<Int>
  let dilation: Stride
  let padding: Padding
}

/// The taps of an axis of a dilated window that some output needs, and the padding that is left.
///
/// No more are dropped than there is padding that they alone look at.
private struct AxisTaps {
  var taps: Range<Int>
  var before: Int
  var after: Int
  var dilation: Int

  init(_ window: AxisWindow, _ extent: Int, outputs: Int, _ after: Int) {
    (taps, before, dilation) = (0..<window.kernel, window.before, window.dilation)
    self.after = after
    guard dilation > 1 else { return }
    let seen = (0..<outputs).map { window.taps(at: $0, extent: extent) }
    let first = min(seen.map(\.lowerBound).min() ?? 0, before / dilation)
    var end = seen.map(\.upperBound).max() ?? window.kernel
    // Behind the last window there may be pixels that no window of its stride comes to.
    let lacking = max(0, (window.kernel - end) * dilation - after)
    let rest = extent + before + after - window.reach - (outputs - 1) * window.stride
    if rest + lacking >= window.stride { end = max(end, window.kernel - after / dilation) }
    self.after = max(0, after - (window.kernel - end) * dilation - rest)
    before -= first * dilation
    taps = first..<end
    if taps.count == 1 { dilation = 1 }
  }
}
