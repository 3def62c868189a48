import IR
import Plan
import Targets

/// Rings of three or five rows whose pixels lie among each other: of each 16 channels those of all pixels, and of
/// a pixel those of its rows, one after the other.
///
/// What puts a column of a window together then reads it from one place. Of the last channels there may be 8. The
/// bytes of the ring are those that the plan knows, in another order: row y is at `turn` y % rows of each pixel.
/// Three rows are put in the order of the window. Of five the first four places are one four, whatever rows they
/// hold, and the last one is the row that is left over: weights lie in the order of each turn.
package struct InterleavedRing: Hashable, Sendable {
  /// How many rows are kept.
  package let rows: Int

  /// The channels that lie side by side.
  package static let channels = 16
  static let lastChannels = 8

  /// For how many turns a kernel has weights of its own.
  var turnsOfWeights: Int { rows > 4 ? rows : 1 }

  init?(rows: Int, _ target: Target) {
    guard target.rowsOfLines.contains(rows) else { return nil }
    self.rows = rows
  }

  /// The word for it in names of kernels.
  var word: String { "_interleaved\(rows)" }

  /// What a kernel tells of it.
  var comment: String {
    "of each \(Self.channels) channels a ring has all pixels, and of a pixel its \(rows) rows side by side"
  }

  /// The groups of channels that lie side by side.
  package static func groups(of channels: Int) -> [Range<Int>] {
    stride(from: 0, to: channels, by: Self.channels).map {
      $0..<min($0 + Self.channels, channels)
    }
  }

  /// Where an element of the first row is; the channel is one of a panel, `first` being the panel's first one.
  func place(
    pixel: Expression, turn: Expression, first: Expression, channel: Expression, panel: Int,
    width: Int
  ) -> Expression {
    let before = panel / Self.channels * Self.channels
    let count: Expression =
      panel == before
      ? .integer(Self.channels)
      : before == 0
        ? .integer(Self.lastChannels)
        : .integer(Self.channels) - channel / .integer(before)
          * .integer(Self.channels - Self.lastChannels)
    let group = channel / .integer(Self.channels) * .integer(Self.channels)
    return (pixel * .integer(rows) + turn) * count + (first + group) * .integer(rows * width)
      + channel % Self.channels
  }
}

extension Plan {
  /// How the rows of a value that are kept lie among each other; nil where they do not.
  ///
  /// A dense convolution makes each row at once, and one depthwise convolution reads all that are kept, on a
  /// machine that is fast with that. While the value lives nothing else may be in any byte of its ring: a row
  /// has some everywhere.
  package func interleavedRing(of value: ValueID, _ target: Target) -> InterleavedRing? {
    guard isRaised(value, target),
      case .ring(let buffer, let kept, isSliced: false)? = memory.placements[value],
      kept.width == graph.shape(of: value).width,
      graph.shape(of: value).channels.isMultiple(of: InterleavedRing.lastChannels),
      planePixels(of: value) == 1, isAlone(buffer), let maker = graph.values[value].producer,
      case .conv2D = graph.nodes[maker].op
    else { return nil }
    let readers = graph.order.filter { graph.nodes[$0].operands.contains(value) }
    guard readers.count == 1, case .depthwiseConv2D(let conv) = graph.nodes[readers[0]].op else {
      return nil
    }
    let (rows, columns) = (conv.window(graph.weights).rows, conv.window(graph.weights).columns)
    let taps = ColumnTaps(rows: rows.kernel, columns: columns, target)
    guard let ring = InterleavedRing(rows: rows.kernel, target), rows.dilation == 1,
      kept == Ring(rows: ring.rows, width: kept.width, copies: kept.copies),
      taps.quads.count == 1, [maker, readers[0]].allSatisfy(makesWholeRows),
      !streams(graph.nodes[readers[0]], conv, channels: graph.shape(of: value).channels, target)
    else { return nil }
    return ring
  }

  /// Whether a node makes whole rows of all of its channels.
  private func makesWholeRows(_ node: NodeID) -> Bool {
    schedule.regions.contains { region in
      region.stages.contains {
        $0.node == node && $0.role == .whole && $0.grain == nil && !$0.gathers
      }
    }
  }

  /// Whether no other buffer has anything in a byte of this one while it lives.
  private func isAlone(_ index: Int) -> Bool {
    let own = memory.buffers[index]
    return graph.values.handles.count { memory.placements[$0]?.buffer == index } == 1
      && memory.buffers.indices.allSatisfy { other in
        other == index || !memory.buffers[other].bytes.overlaps(own.bytes)
          || !memory.buffers[other].life.overlaps(own.life) || isBefore(own, inLastRowOf: other)
      }
  }

  /// Whether a buffer shares bytes with the last row of a map only, which is written when its life is over: a row
  /// in each step, the last one in the last.
  private func isBefore(_ own: Buffer, inLastRowOf index: Int) -> Bool {
    let map = memory.buffers[index]
    let values = graph.values.handles.filter { memory.placements[$0]?.buffer == index }
    guard schedule.parts == 1, let first = values.first,
      values.allSatisfy({
        memory.placements[$0] == .arena(buffer: index)
          && graph.shape(of: $0) == graph.shape(of: first)
          && graph.values[$0].producer.map(makesWholeRows) ?? false
      })
    else { return false }
    return own.bytes.lowerBound >= map.bytes.upperBound - map.byteCount
      / graph.shape(of: first).height
      && own.life.upperBound < map.growth.upperBound
  }
}

extension Ring {
  fileprivate init(rows: Int, width: Int, copies: Int) {
    self.init(rows: rows, width: width)
    self.copies = copies
  }
}
