import IR
import Targets

/// A few pixels of a softmax: each over its channels.
package struct SoftmaxPixels: PixelKernel {
  var kind: SoftmaxKind
  var channels: Int
  /// The channels of a pixel that have a pointer each; 1 where there is one for all.
  var planes: Int
  /// Whether the input has unsigned integers.
  var readsUnsigned: Bool

  private var table: PixelTable { PixelTable(name: "pixels", planes: planes) }

  package var name: String {
    "\(kind.word)_pixels_c\(channels)" + table.word
      + (readsUnsigned ? "_unsigned" : "")
  }

  package func function(for target: Target) -> Function {
    let body =
      [
        Statement.constant("from", table.pixelType(kind.operand), table.pixel(at: ref("x"))),
        .constant("to", .place(kind.result), ref("places")[ref("x")]),
      ]
      + kind.code(channels) {
        table.element($0, of: ref("from")).signed(readsUnsigned)
      } output: {
        ref("to")[$0]
      }
    return Function(
      name, comment: "softmax of some pixels of \(channels) channels",
      [.init("pixels", .pointers(kind.operand)), .init("count", .index)] + kind.factors
        + [.init("places", .places(kind.result))],
      [.loop(Loop("x", to: ref("count"), body))])
  }
}
