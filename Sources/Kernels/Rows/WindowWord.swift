import IR

/// A word for names of kernels: the window, and where in a row it begins.
func windowWord(_ rows: AxisWindow, _ columns: AxisWindow) -> String {
  let isDilated = rows.dilation > 1 || columns.dilation > 1
  return "\(rows.kernel)x\(columns.kernel)s\(rows.stride)x\(columns.stride)p\(columns.before)"
    + (isDilated ? "d\(rows.dilation)x\(columns.dilation)" : "")
}

extension AxisWindow {
  /// Where in a row the tap of output `x` lies that is the first of some.
  func place(of x: Expression, firstTap: Int) -> Expression {
    x * .integer(stride) + .integer(firstTap * dilation) - .integer(before)
  }

  /// How far behind the first tap of the first of some neighbouring outputs a tap of one of them lies.
  func offset(output: Int, tap: Int) -> Int { output * stride + tap * dilation }

  /// Which of so many taps of an output lies there, if one does.
  func tap(atOffset offset: Int, output: Int, of count: Int) -> Int? {
    let (tap, rest) = (offset - output * stride).quotientAndRemainder(dividingBy: dilation)
    return rest == 0 && (0..<count).contains(tap) ? tap : nil
  }
}
