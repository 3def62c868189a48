import Targets

/// The code of one op: what makes a piece of its result, a row or a few pixels.
package protocol Kernel: Hashable, Sendable {
  /// Names all properties, so that equal names are equal kernels.
  var name: String { get }
  func function(for target: Target) -> Function
}
