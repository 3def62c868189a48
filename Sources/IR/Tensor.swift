/// A map of numbers in double precision: what the reference computes with.
///
/// Of a map of integers it has the integers themselves, not the numbers they stand for.
package struct Tensor: Hashable, Sendable {
  package let shape: Shape
  /// Row-major [height, width, channels].
  package let values: [Double]
  /// What integers stand for; nil for floats.
  package var quantization: Quantization?

  package init(shape: Shape, values: [Double]) {
    precondition(values.count == shape.count, "tensor does not fill its shape")
    self.shape = shape
    self.values = values
  }

  /// A tensor whose element at (y, x, channel) is what `element` says.
  package init(_ shape: Shape, _ element: (_ y: Int, _ x: Int, _ channel: Int) -> Double) {
    self.shape = shape
    values = [Double](unsafeUninitializedCapacity: shape.count) { buffer, count in
      var next = 0
      for y in 0..<shape.height {
        for x in 0..<shape.width {
          for c in 0..<shape.channels {
            buffer.initializeElement(at: next, to: element(y, x, c))
            next += 1
          }
        }
      }
      count = next
    }
  }

  package func index(_ y: Int, _ x: Int, _ channel: Int) -> Int {
    (y * shape.width + x) * shape.channels + channel
  }

  /// The elements, integers less their zero point.
  package var centred: [Double] {
    guard let zero = quantization?.zeroPoint, zero != 0 else { return values }
    return values.map { $0 - Double(zero) }
  }

  /// The largest magnitude in it.
  package var largestMagnitude: Double { values.reduce(0) { max($0, abs($1)) } }
}
