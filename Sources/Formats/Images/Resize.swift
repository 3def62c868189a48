import Basics

extension PixelImage {
  /// The image at another size, equal to the last bit to Pillow's `resize(BILINEAR)`.
  ///
  /// A triangle filter as wide as one pixel of the coarser grid; horizontal pass first, rounded to
  /// 8 bits after each pass, with weights in fixed point (Pillow, src/libImaging/Resample.c).
  package func resized(width: Int, height: Int) -> PixelImage {
    precondition(width > 0 && height > 0)
    var result = self
    if width != self.width { result = result.resampledRows(to: width) }
    if height != self.height { result = result.resampledColumns(to: height) }
    return result
  }

  /// The image at another size as torchvision's `Resize(shorterSide)` makes it.
  ///
  /// Keeps the aspect ratio, truncating the longer side. Refused if that becomes unreasonably long.
  package func resized(shorterSide: Int, file: String) throws(Rejection) -> PixelImage {
    let (short, long) = (min(width, height), max(width, height))
    // The product is of two sides within the limit of pixels and cannot overflow.
    let scaled = shorterSide * long / short
    guard scaled <= mostPixels / shorterSide else {
      throw Rejection(
        .badFile, "image.size", at: .file(file),
        "\(width)x\(height) pixels become \(shorterSide)x\(scaled), which is more than "
          + "\(mostPixels)")
    }
    return width <= height
      ? resized(width: shorterSide, height: scaled) : resized(width: scaled, height: shorterSide)
  }

  private func resampledRows(to newWidth: Int) -> PixelImage {
    let taps = triangleTaps(from: width, to: newWidth)
    let output = [UInt8](unsafeUninitializedCapacity: newWidth * height * 3) { output, count in
      pixels.withUnsafeBufferPointer { pixels in
        for y in 0..<height {
          for tap in taps {
            let start = (y * width + tap.first) * 3
            for channel in 0..<3 {
              output.initializeElement(
                at: count, to: tap.apply(to: pixels, from: start + channel, stride: 3))
              count += 1
            }
          }
        }
      }
    }
    return PixelImage(width: newWidth, height: height, pixels: output)
  }

  private func resampledColumns(to newHeight: Int) -> PixelImage {
    let rowBytes = width * 3
    let output = [UInt8](unsafeUninitializedCapacity: rowBytes * newHeight) { output, count in
      pixels.withUnsafeBufferPointer { pixels in
        for tap in triangleTaps(from: height, to: newHeight) {
          for x in 0..<rowBytes {
            output.initializeElement(
              at: count, to: tap.apply(to: pixels, from: tap.first * rowBytes + x, stride: rowBytes)
            )
            count += 1
          }
        }
      }
    }
    return PixelImage(width: width, height: newHeight, pixels: output)
  }
}

/// The pixels of the input that make one pixel of the output.
private struct Tap {
  let first: Int
  /// In units of 2^-22, as Pillow has it: 8 bits of pixel and 2 bits of headroom leave 22 of 32.
  let weights: [Int32]

  func apply(to pixels: UnsafeBufferPointer<UInt8>, from start: Int, stride: Int) -> UInt8 {
    var sum: Int32 = 1 << 21
    var index = start
    for weight in weights {
      sum &+= Int32(pixels[index]) &* weight
      index += stride
    }
    return UInt8(clamping: sum >> 22)
  }
}

private func triangleTaps(from input: Int, to output: Int) -> [Tap] {
  let scale = Double(input) / Double(output)
  // Enlarging keeps the filter at one pixel of the input.
  let radius = max(scale, 1)
  return (0..<output).map { position in
    let center = (Double(position) + 0.5) * scale
    let first = max(Int(center - radius + 0.5), 0)
    let end = min(Int(center + radius + 0.5), input)
    let weights = (first..<end).map { max(0, 1 - abs((Double($0) - center + 0.5) / radius)) }
    let sum = weights.reduce(0, +)
    return Tap(first: first, weights: weights.map { Int32($0 / sum * Double(1 << 22) + 0.5) })
  }
}
