import IR
import Targets

/// One row of a softmax: each pixel over its channels.
package struct SoftmaxRow: RowKernel {
  var kind: SoftmaxKind
  var width: Int
  var channels: Int
  /// Pixels of a channel of the input that lie side by side before those of the next channel.
  var inputPlane: Int
  /// Whether the input has unsigned integers.
  var readsUnsigned: Bool

  package var name: String {
    "\(kind.word)_w\(width)_c\(channels)" + (inputPlane == 1 ? "" : "_planar\(inputPlane)")
      + (readsUnsigned ? "_unsigned" : "")
  }

  package func function(for target: Target) -> Function {
    let body = loop("x", to: width) { x in
      let pixel = inputPlane == 1 ? x * .integer(channels) : x
      return kind.code(channels) {
        ref("input")[pixel + $0 * .integer(inputPlane)].signed(readsUnsigned)
      } output: {
        ref("output")[x * .integer(channels) + $0]
      }
    }
    return Function(
      name, comment: "softmax of \(width) pixels of \(channels) channels",
      [.init("input", .pointer(kind.operand))] + kind.factors
        + [.init("output", .place(kind.result))], body)
  }
}
