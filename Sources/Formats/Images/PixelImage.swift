// `rounded` is in the C library on Linux.
import Glibc

/// An image of 8-bit red, green and blue.
package struct PixelImage: Hashable, Sendable {
  package let width: Int
  package let height: Int
  /// The samples, by row, then column, then channel.
  package let pixels: [UInt8]

  package init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(pixels.count == width * height * 3)
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}

extension PixelImage {
  /// The rectangle with its top left corner at (x, y), which must lie within the image.
  package func cropped(x: Int, y: Int, width: Int, height: Int) -> PixelImage {
    precondition(x >= 0 && y >= 0 && width > 0 && height > 0)
    precondition(x + width <= self.width && y + height <= self.height)
    var rectangle: [UInt8] = []
    rectangle.reserveCapacity(width * height * 3)
    for row in y..<y + height {
      let start = (row * self.width + x) * 3
      rectangle += pixels[start..<start + width * 3]
    }
    return PixelImage(width: width, height: height, pixels: rectangle)
  }

  /// The middle as torchvision's CenterCrop takes it.
  ///
  /// Half a pixel is rounded as Python's `round` does, to even. The image must be large enough.
  package func croppedToCenter(width: Int, height: Int) -> PixelImage {
    func offset(_ extra: Int) -> Int { Int((Double(extra) / 2).rounded(.toNearestOrEven)) }
    return cropped(
      x: offset(self.width - width), y: offset(self.height - height), width: width, height: height)
  }
}
