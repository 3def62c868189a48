/// The table of pointers through which a kernel sees the pixels of an operand.
///
/// It has a pointer to the first channel of each pixel; of a planar operand one to each channel, as
/// its channels lie apart, those of a pixel side by side.
struct PixelTable {
  let name: String
  /// The channels of a pixel that have a pointer each; 1 where there is one for all.
  let planes: Int

  /// What is known of a pixel: a pointer to its elements, or one to the pointers to them.
  var pixelType: ValueType { pixelType(.float) }

  /// The same where elements are other numbers.
  func pixelType(_ scalar: Scalar) -> ValueType {
    planes == 1 ? .pointer(scalar) : .pointers(scalar)
  }

  /// The pixel at an index of the table.
  func pixel(at index: Expression) -> Expression {
    planes == 1 ? ref(name)[index] : ref(name).advanced(by: index * .integer(planes))
  }

  /// A channel of a pixel of this table.
  func element(_ channel: Expression, of pixel: Expression) -> Expression {
    planes == 1 ? pixel[channel] : pixel[channel][0]
  }

  /// A word for names of kernels.
  var word: String { planes == 1 ? "" : "_planar" }
}
