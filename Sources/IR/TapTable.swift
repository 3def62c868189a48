/// The pixels of a row that the windows of some neighbouring outputs see, in a table.
///
/// Neighbouring taps are so many places apart that each has room for the pixels that it sees in all of
/// the windows. Where taps lie closer together than that, their pixels overlap and the table is the row
/// as it is; where they lie further apart, the pixels between are left out.
package struct TapTable: Hashable, Sendable {
  /// The pixels that a tap sees, from the first window to the last.
  package let pixelsOfTap: Int
  /// Places from the first pixel of a tap to that of the next.
  package let tapDistance: Int
  package let count: Int

  fileprivate init(_ window: AxisWindow, outputs: Int) {
    pixelsOfTap = (outputs - 1) * window.stride + 1
    tapDistance = min(window.dilation, pixelsOfTap)
    count = (window.kernel - 1) * tapDistance + pixelsOfTap
  }
}

extension AxisWindow {
  /// The table of the pixels that so many neighbouring outputs see.
  package func table(of outputs: Int) -> TapTable { TapTable(self, outputs: outputs) }
}
