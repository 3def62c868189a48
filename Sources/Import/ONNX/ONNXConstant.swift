import Basics
import Formats

/// A tensor of an ONNX file that is known at import.
struct ONNXConstant {
  enum Elements {
    case floats([Float])
    case integers([Int])
  }

  /// What integers stand for: one scale and zero point, or one for each index along an axis.
  struct Quantization {
    var scales: [Float]
    var zeroPoints: [Int]
    var axis: Int
  }

  var name: String
  var shape: [Int]
  /// Row-major.
  var elements: Elements
  /// Of integers that stand for other numbers.
  var quantization: Quantization?
  /// As the file has it.
  var type: ONNXElementType

  init(name: String, shape: [Int], _ elements: Elements) {
    self.name = name
    self.shape = shape
    self.elements = elements
    type = if case .floats = elements { .float } else { .int64 }
  }

  init(_ tensor: ONNXTensor, name: String) throws(Rejection) {
    guard isBounded(tensor.shape) else {
      throw Rejection(
        .badFile, "onnx.shape", at: tensor.origin, "the extents of an empty tensor are too large")
    }
    switch tensor.elementType {
    case .float, .double, .float16, .bfloat16, .other:
      self.init(name: name, shape: tensor.shape, .floats(try tensor.floats()))
    case .int64, .int32, .int16, .int8, .uint8, .bool:
      self.init(name: name, shape: tensor.shape, .integers(try tensor.integers()))
    }
    type = tensor.elementType
  }

  var count: Int { shape.reduce(1, *) }

  /// The elements as numbers.
  var floats: [Float] {
    switch elements {
    case .floats(let values): return values
    case .integers(let values):
      guard let quantization else { return values.map { Float($0) } }
      let stride = shape.dropFirst(quantization.axis + 1).reduce(1, *)
      let count = quantization.scales.count
      return values.enumerated().map { index, value in
        let channel = count == 1 ? 0 : index / stride % count
        return quantization.scales[channel] * Float(value - quantization.zeroPoints[channel])
      }
    }
  }

  /// The elements where they are integers.
  var integers: [Int]? {
    guard case .integers(let values) = elements, quantization == nil else { return nil }
    return values
  }

  /// The one element of a tensor that has no more.
  var scalar: Double? { count == 1 ? Double(floats[0]) : nil }

  /// The same elements in another shape.
  func reshaped(to shape: [Int]) -> ONNXConstant? {
    var result = self
    result.shape = shape
    if let quantization, quantization.scales.count > 1 {
      // Only where the axis of the scales stays one, between as many elements.
      let inner = self.shape.dropFirst(quantization.axis + 1).reduce(1, *)
      guard
        let axis = shape.indices.first(where: {
          shape[$0] == quantization.scales.count && shape.dropFirst($0 + 1).reduce(1, *) == inner
        })
      else { return nil }
      result.quantization?.axis = axis
    }
    return result
  }

  func transposed(_ permutation: [Int]) -> ONNXConstant {
    let result = permutation.map { shape[$0] }
    var strides = shape.map { _ in 1 }
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    var sources: [Int] = []
    sources.reserveCapacity(count)
    for index in 0..<count {
      var (rest, source) = (index, 0)
      for axis in result.indices.reversed() {
        source += rest % result[axis] * strides[permutation[axis]]
        rest /= result[axis]
      }
      sources.append(source)
    }
    var constant = self
    constant.shape = result
    constant.elements = gathered(sources)
    if let axis = quantization?.axis, let moved = permutation.firstIndex(of: axis) {
      constant.quantization?.axis = moved
    }
    return constant
  }

  /// The elements at some places.
  func gathered(_ places: [Int]) -> Elements {
    switch elements {
    case .floats(let values): .floats(places.map { values[$0] })
    case .integers(let values): .integers(places.map { values[$0] })
    }
  }
}
