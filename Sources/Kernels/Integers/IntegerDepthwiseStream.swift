import IR
import Targets

/// One row of a depthwise convolution over integers, for machines that put columns of many channels together at
/// once: it goes along the columns, adds each to the sums of all windows that it is in, and makes integers of those
/// that end with it.
///
/// Blocks of channels overlap where they do not fill the last one. In a block channels lie as rows of bytes do after
/// they have been unpacked, which packing undoes. What is outside of the image lies in an array, and a row outside
/// of it is that array for all of its columns.
package struct IntegerDepthwiseStream: RowKernel {
  var inputWidth: Int
  var inputPitch: Int
  var outputWidth: Int
  var outputPitch: Int
  var channels: Int
  var rows: AxisWindow
  var columns: AxisWindow
  /// Fours, and what pixels outside of the image hold in them.
  var group: ProductGroup
  /// The channels in the order of the blocks.
  var epilogue: IntegerEpilogue

  package var name: String {
    let pitches =
      fromWord(pitch: inputPitch, of: channels, plane: 1)
      + (outputPitch == channels ? "" : "_into\(outputPitch)")
    return
      "depthwise8_stream_\(windowWord(rows, columns))_w\(inputWidth)to\(outputWidth)_c\(channels)"
      + pitches + group.word + epilogue.word
  }

  var outside: Int? { group.outside }

  private var blocks: Int { TransposedBlock.count(of: channels) }

  static let size = TransposedBlock.channels

  /// Whether registers hold the sums and weights of a block.
  static func fits(
    rows: AxisWindow, columns: AxisWindow, channels: Int, _ target: Target
  ) -> Bool {
    guard (2...4).contains(rows.kernel), columns.dilation == 1,
      columns.kernel >= columns.stride, TransposedBlock.fills(channels)
    else { return false }
    let lanes = target.integers.first?.lanes ?? 1
    // Those of a column, and six for what is on the way.
    let perVector = started(columns) + 1 + columns.kernel + 1
    return perVector * size / lanes + 6 <= target.vectorUnit.registers
  }

  /// Windows that have begun before the one that ends next.
  private static func started(_ columns: AxisWindow) -> Int {
    (columns.kernel - 1) / columns.stride
  }

  var started: Int { Self.started(columns) }

  var panels: IntegerPanels {
    IntegerPanels(
      tilings: [Tiling(first: 0, size: Self.size, count: blocks)],
      taps: columns.kernel, inputs: 4, group: group, hasBias: true, epilogue: epilogue)
  }

  package func function(for target: Target) -> Function {
    let fill: [Statement] =
      outside.map { outside in
        [.array("outside", .scalar(.int8), count: Self.size)]
          + loop("b", to: Self.size) { b in
            [.assign(ref("outside")[b], .signed(Int(Int8(truncatingIfNeeded: outside))))]
          }
      } ?? []
    let steps = (0..<rows.kernel).compactMap { row in
      outside.map { _ in
        Statement.constant(
          step(row), .index,
          .select(
            IntegerDepthwiseColumns.isThere(row), then: .integer(inputPitch), otherwise: 0))
      }
    }
    return Function(
      name,
      comment: "\(rows.kernel)x\(columns.kernel) depthwise convolution of integers, one row,"
        + " column after column: \(inputWidth) to \(outputWidth) pixels of \(channels) channels",
      [
        .init("rows", .pointers(.int8)), .init("first", .index), .init("last", .index),
      ] + panels.parameters + [.init("output", .place(.int8))],
      fill + steps + loop("n", to: blocks) { block($0, target) })
  }

  func step(_ row: Int) -> String { "step\(row)" }

  /// A block of channels of the row.
  private func block(_ n: Expression, _ target: Target) -> [Statement] {
    let last = channels - Self.size
    let channel = Statement.constant(
      "c", .index,
      last == (blocks - 1) * Self.size
        ? n * .integer(Self.size)
        : .select(
          n.isLess(than: .integer(blocks - 1)), then: n * .integer(Self.size),
          otherwise: .integer(last)))
    let pointers = (0..<rows.kernel).map { row in
      let inside = ref("rows")[.integer(row)].advanced(by: ref("c"))
      return Statement.constant(
        "p\(row)", .pointer(.int8),
        outside == nil
          ? inside
          : .select(
            IntegerDepthwiseColumns.isThere(row), then: inside, otherwise: ref("outside")))
    }
    let held = (0...started).map(Self.sum) + (0..<columns.kernel).map(Self.weights)
    let names = held.map { Statement.array($0, .scalar(.int32), count: Self.size) }
    return [channel] + pointers + panels.pointers(n * .integer(Self.size)) + names
      + alongColumns(panels, target)
  }
}
