import Basics
import Formats
import IR

/// That a tensor is a map whose pixels SPACE_TO_BATCH_ND dealt out to several images, neighbours to
/// different ones.
struct TFLiteBlocks: Hashable {
  /// The images that the pixels of a column, and of a row, are dealt out to.
  var size: Stride
  /// Whether the map is a convolution's result, which BATCH_TO_SPACE_ND has only to put together again.
  var isConvolved = false
}

// How old files write dilation: a convolution without padding between SPACE_TO_BATCH_ND and
// BATCH_TO_SPACE_ND sees pixels that stand as far apart as there are images.

extension TFLiteImporter {
  mutating func addSpaceToBatch(_ operation: TFLiteOperator) throws(Rejection) {
    let input = try image(operation, acceptsPadding: true)
    _ = try numbersKept(operation)
    let (size, padding) = try blocks(operation)
    let height = input.extents[1] + padding.top + padding.bottom
    let width = input.extents[2] + padding.left + padding.right
    guard height.isMultiple(of: size.height), width.isMultiple(of: size.width) else {
      throw malformed(
        operation, "blocks of \(size.integers) do not divide \(height)x\(width) pixels")
    }
    var map = input
    map.padding = map.padding + padding
    map.extents = [
      size.height * size.width, height / size.height, width / size.width, input.extents[3],
    ]
    map.blocks = TFLiteBlocks(size: size)
    maps[operation.outputs[0]] = map
  }

  mutating func addBatchToSpace(_ operation: TFLiteOperator) throws(Rejection) {
    let input = try map(operation, acceptsBlocks: true)
    _ = try numbersKept(operation)
    guard input.blocks?.isConvolved == true else { throw unsupported(operation, blocksExpected) }
    // The convolution looked here for the block and what is cropped.
    maps[operation.outputs[0]] = TFLiteMap(
      value: input.value, extents: imageExtents(graph.shape(of: input.value)))
  }

  /// What blocks are good for here.
  var blocksExpected: String {
    "expected a single convolution of stride 1 and VALID padding between SPACE_TO_BATCH_ND and"
      + " BATCH_TO_SPACE_ND of the same blocks"
  }

  /// The padding of a convolution over a map in blocks, less what BATCH_TO_SPACE_ND crops of the result.
  func padding(
    _ window: TFLiteWindow, over map: TFLiteMap, in blocks: TFLiteBlocks,
    _ operation: TFLiteOperator
  ) throws(Rejection) -> Padding {
    let readers = readers[operation.outputs[0]] ?? []
    guard !blocks.isConvolved, window.rule == .valid, window.stride == Stride(),
      readers.count == 1, !subgraph.outputs.contains(operation.outputs[0])
    else { throw unsupported(operation, blocksExpected) }
    let reader = subgraph.operators[readers[0]]
    guard reader.code.builtin == .batchToSpaceND else {
      throw unsupported(operation, blocksExpected)
    }
    let (size, crops) = try self.blocks(reader)
    var padding = map.padding
    padding.top -= crops.top
    padding.left -= crops.left
    padding.bottom -= crops.bottom
    padding.right -= crops.right
    guard size == blocks.size,
      [padding.top, padding.left, padding.bottom, padding.right].allSatisfy({ $0 >= 0 })
    else {
      throw unsupported(
        operation, blocksExpected + ", and no more cropped of the result than was padded")
    }
    return padding
  }

  /// The blocks of an operator, and the pixels around all of them that are added or left out.
  private func blocks(
    _ operation: TFLiteOperator
  ) throws(Rejection) -> (size: Stride, around: Padding) {
    let size = try integers(operation, 1)
    let around = try integers(operation, 2)
    guard size.count == 2, size.allSatisfy({ (1...1024).contains($0) }), around.count == 4,
      around.allSatisfy({ (0...Shape.largestCount).contains($0) })
    else {
      throw unsupported(
        operation,
        "found blocks of \(size.prefix(8)) and \(around.prefix(8)) around them, expected two extents"
          + " and two pairs")
    }
    return (
      Stride(height: size[0], width: size[1]),
      Padding(top: around[0], left: around[2], bottom: around[1], right: around[3])
    )
  }
}
