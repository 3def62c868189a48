/// Steps between the windows of neighbouring outputs, or between neighbouring taps, in pixels.
package struct Stride: Hashable, Sendable {
  package var height: Int
  package var width: Int

  package init(height: Int = 1, width: Int = 1) {
    self.height = height
    self.width = width
  }
}

/// Pixels of zeros around an input; the four sides are independent.
package struct Padding: Hashable, Sendable {
  package var top: Int
  package var left: Int
  package var bottom: Int
  package var right: Int

  package init(top: Int = 0, left: Int = 0, bottom: Int = 0, right: Int = 0) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }
}

/// How an axis of an output looks back at an axis of an input: window, stride, zeros before.
package struct AxisWindow: Hashable, Sendable {
  package let kernel: Int
  package let stride: Int
  package let before: Int
  /// Input indices from a tap to the next; 1 where there is a single tap.
  package let dilation: Int

  package init(kernel: Int, stride: Int, before: Int, dilation: Int = 1) {
    self.kernel = kernel
    self.stride = stride
    self.before = before
    self.dilation = kernel == 1 ? 1 : dilation
  }

  /// The input indices from the first tap to the last.
  package var reach: Int { (kernel - 1) * dilation + 1 }

  /// The taps of output `index` that fall inside an input of `extent`; empty when none does.
  package func taps(at index: Int, extent: Int) -> Range<Int> {
    let start = index * stride - before
    /// The number of taps before an input index.
    func taps(before index: Int) -> Int {
      min(max(0, (index - start + dilation - 1) / dilation), kernel)
    }
    return taps(before: 0)..<max(taps(before: 0), taps(before: extent))
  }

  /// Whether no window of so many outputs reaches beyond an input.
  package func staysInside(_ extent: Int, outputs: Int) -> Bool {
    before == 0 && (outputs - 1) * stride + reach <= extent
  }

  /// The input indices that output `index` reads.
  package func reads(at index: Int, extent: Int) -> StrideTo<Int> {
    let (start, taps) = (index * stride - before, taps(at: index, extent: extent))
    return Swift.stride(
      from: start + taps.lowerBound * dilation, to: start + taps.upperBound * dilation,
      by: dilation)
  }

  /// The input indices from the first tap of output `index` to its last, as far as there are any.
  ///
  /// Schedules have all of them at hand, those between the taps of a dilated window too.
  package func inputs(at index: Int, extent: Int) -> Range<Int> {
    let start = index * stride - before
    let first = max(0, start)
    return first..<max(first, min(start + reach, extent))
  }

  /// The input indices from the first to the last that some outputs need.
  package func inputs(at outputs: Range<Int>, extent: Int) -> Range<Int> {
    guard let last = outputs.last else { return 0..<0 }
    let first = inputs(at: outputs.lowerBound, extent: extent)
    return first.lowerBound..<max(first.lowerBound, inputs(at: last, extent: extent).upperBound)
  }
}

/// A two-dimensional window with its stride and padding.
package struct Window: Hashable, Sendable {
  package var rows: AxisWindow
  package var columns: AxisWindow
  private var bottom: Int
  private var right: Int

  /// Whether no window of a result reaches beyond its input.
  package func staysInside(_ input: Shape, outputs result: Shape) -> Bool {
    rows.staysInside(input.height, outputs: result.height)
      && columns.staysInside(input.width, outputs: result.width)
  }

  package init(
    kernelHeight: Int, kernelWidth: Int, stride: Stride, dilation: Stride = Stride(),
    padding: Padding
  ) {
    rows = AxisWindow(
      kernel: kernelHeight, stride: stride.height, before: padding.top, dilation: dilation.height)
    columns = AxisWindow(
      kernel: kernelWidth, stride: stride.width, before: padding.left, dilation: dilation.width)
    bottom = padding.bottom
    right = padding.right
  }

  /// Height and width of the output over an input, or why there is none.
  package func outputSize(over input: Shape) throws(IllegalOp) -> (height: Int, width: Int) {
    func extent(_ axis: AxisWindow, _ after: Int, _ input: Int, _ name: String)
      throws(IllegalOp) -> Int
    {
      guard (1...1024).contains(axis.kernel), (1...1024).contains(axis.stride) else {
        throw IllegalOp(
          "op.window",
          "kernel \(axis.kernel) and stride \(axis.stride) along the \(name) must lie in 1...1024")
      }
      guard (1...1024).contains(axis.dilation), axis.reach <= 1024 else {
        throw IllegalOp(
          "op.window",
          "a kernel of \(axis.kernel) with dilation \(axis.dilation) along the \(name) must reach"
            + " over 1...1024")
      }
      // A window that lies wholly in the padding would compute nothing but the bias.
      guard (0..<axis.reach).contains(axis.before), (0..<axis.reach).contains(after) else {
        throw IllegalOp(
          "op.padding",
          "padding \(axis.before) and \(after) along the \(name) must be smaller than the kernel,"
            + " \(axis.reach)")
      }
      let span = input + axis.before + after - axis.reach
      guard span >= 0 else {
        throw IllegalOp(
          "op.window", "a kernel of \(axis.reach) does not fit into a \(name) of \(input)")
      }
      let outputs = span / axis.stride + 1
      // So would one that has the whole input between two of its taps.
      if axis.dilation > input,
        (0..<outputs).contains(where: { axis.taps(at: $0, extent: input).isEmpty })
      {
        throw IllegalOp(
          "op.padding",
          "some windows have no tap inside of a \(name) of \(input), dilation \(axis.dilation)")
      }
      return outputs
    }
    return (
      try extent(rows, bottom, input.height, "height"),
      try extent(columns, right, input.width, "width")
    )
  }
}

extension Stride: IntegerList {
  package init?(integers: [Int]) {
    guard integers.count == 2 else { return nil }
    self.init(height: integers[0], width: integers[1])
  }

  package var integers: [Int] { [height, width] }
}
