/// Where the elements of a tensor stand in a storage, all in units of elements.
///
/// Made only by the checking initialisers, so that a gather cannot leave the storage.
struct TensorLayout {
  let shape: [Int]
  let strides: [Int]
  let offset: Int
  let elementCount: Int

  static let highestRank = 32

  /// Why numbers from a file are no layout.
  enum Problem: String, Error {
    case rank = "the shape and the strides must have equally many numbers, at most 32"
    case negative = "shape, strides and offset must not be negative"
    case tooLarge = "the number of elements is beyond 2^63"
    case beyondStorage = "the last element lies beyond the end of the storage"
    case otherSize = "the shape asks for another number of elements than are stored"
    case repeated = "the strides name more elements than the storage has"
  }

  init(
    shape: [Int], strides: [Int], offset: Int, storageCount: Int
  ) throws(Problem) {
    guard shape.count == strides.count && shape.count <= Self.highestRank else { throw .rank }
    guard offset >= 0 && shape.allSatisfy({ $0 >= 0 }) && strides.allSatisfy({ $0 >= 0 }) else {
      throw .negative
    }
    let elementCount = try checkedProduct(shape)
    if elementCount > 0 {
      var last = offset
      for (extent, stride) in zip(shape, strides) {
        let (reach, overflow) = (extent - 1).multipliedReportingOverflow(by: stride)
        let (sum, carry) = last.addingReportingOverflow(reach)
        guard !overflow && !carry else { throw .beyondStorage }
        last = sum
      }
      guard last < storageCount else { throw .beyondStorage }
      // An expanded tensor (stride 0) could claim any number of elements from a single one.
      guard elementCount <= storageCount else { throw .repeated }
    }
    self.shape = shape
    self.strides = strides
    self.offset = offset
    self.elementCount = elementCount
  }

  /// Row-major, or column-major as Fortran has it, in a storage of just that size.
  init(packed shape: [Int], columnMajor: Bool = false, storageCount: Int) throws(Problem) {
    elementCount = try Self.elementCount(of: shape)
    guard elementCount == storageCount else { throw .otherSize }
    var strides = shape
    var step = 1
    for axis in columnMajor ? Array(shape.indices) : shape.indices.reversed() {
      strides[axis] = step
      // Only a shape with a zero could overflow here, and that one has no elements.
      step = step.multipliedReportingOverflow(by: shape[axis]).partialValue
    }
    self.shape = shape
    self.strides = strides
    offset = 0
  }

  /// The product of a shape from a file.
  static func elementCount(of shape: [Int]) throws(Problem) -> Int {
    guard shape.count <= highestRank else { throw .rank }
    guard shape.allSatisfy({ $0 >= 0 }) else { throw .negative }
    return try checkedProduct(shape)
  }

  /// The elements in row-major order.
  func gather(from storage: StoredElements) -> [Float] {
    guard elementCount > 0 else { return [] }
    let (type, order) = (storage.type, storage.byteOrder)
    let width = type.byteCount
    return storage.bytes.withUnsafeBytes { bytes in
      [Float](unsafeUninitializedCapacity: elementCount) { values, count in
        // A scalar is a row of one.
        let (rowLength, rowStride) = (shape.last ?? 1, strides.last ?? 0)
        var position = Array(repeating: 0, count: max(shape.count - 1, 0))
        var rowStart = offset
        while true {
          for i in 0..<rowLength {
            let value = type.load(bytes, at: (rowStart + i * rowStride) * width, order)
            values.initializeElement(at: count + i, to: value)
          }
          count += rowLength
          if count == elementCount { return }
          var axis = position.count - 1
          while position[axis] + 1 == shape[axis] {
            rowStart -= position[axis] * strides[axis]
            position[axis] = 0
            axis -= 1
          }
          position[axis] += 1
          rowStart += strides[axis]
        }
      }
    }
  }
}

/// Bytes of a file that are elements of one type.
struct StoredElements {
  let bytes: ArraySlice<UInt8>
  let type: ElementType
  let byteOrder: ElementType.ByteOrder

  var count: Int { bytes.count / type.byteCount }
}

private func checkedProduct(_ shape: [Int]) throws(TensorLayout.Problem) -> Int {
  if shape.contains(0) { return 0 }
  var product = 1
  for extent in shape {
    let (next, overflow) = product.multipliedReportingOverflow(by: extent)
    guard !overflow else { throw .tooLarge }
    product = next
  }
  return product
}
