/// The product of extents from a file, 2^40 where it is larger.
func boundedCount(_ extents: [Int]) -> Int {
  if extents.contains(0) { return 0 }
  var count = 1
  for extent in extents {
    let (product, overflow) = count.multipliedReportingOverflow(by: extent)
    guard !overflow, product < 1 << 40 else { return 1 << 40 }
    count = product
  }
  return count
}

/// Whether products of any of the extents of a constant are numbers, those of an empty one too.
func isBounded(_ shape: [Int]) -> Bool {
  shape.count <= 64 && boundedCount(shape.map { max($0, 1) }) < 1 << 32
}
