import IR

/// An operand that a kernel reads wherever it likes.
struct WholeMap: Hashable {
  /// As the kernel sees it, which may be other than the value's own.
  var shape: Shape
  /// Of the value.
  var channels: Int
  /// Pixels of a channel that lie side by side before those of the next channel.
  var plane: Int
  /// Whether it is an input of unsigned integers.
  var isUnsigned: Bool

  /// A word for names of kernels: how its elements lie.
  var word: String {
    (plane == 1 ? "" : "_planar\(plane)") + (isUnsigned ? "_unsigned" : "")
  }

  /// An element as one of a map of the same kind.
  func copied(_ element: Expression) -> Expression {
    isUnsigned ? IntegerFunction.clamped(element, .signed(-128), .integer(127)) : element
  }

  /// A channel of a pixel, by its number in the map.
  func element(_ name: String, pixel: Expression, channel: Expression) -> Expression {
    if plane > 1, channels != shape.channels {
      return element(name, pixel * .integer(shape.channels) + channel)
    }
    return planar(name, pixel, channel)
  }

  /// An element by its number in the map, channels fastest.
  func element(_ name: String, _ index: Expression) -> Expression {
    guard plane > 1 else { return ref(name)[index].signed(isUnsigned) }
    return planar(name, index / .integer(channels), index % channels)
  }

  private func planar(_ name: String, _ pixel: Expression, _ channel: Expression) -> Expression {
    let place =
      plane == 1
      ? pixel * .integer(shape.channels) + channel
      : pixel / .integer(plane) * .integer(plane * channels) + channel * .integer(plane)
        + pixel % plane
    return ref(name)[place].signed(isUnsigned)
  }
}
