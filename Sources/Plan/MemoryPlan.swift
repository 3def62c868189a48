import Basics
import IR

/// Where every value lives while a schedule runs.
package struct MemoryPlan: Sendable {
  package var buffers: [Buffer]
  package var placements: SideTable<Value, Placement>
  /// The buffers of partial sums that need more room than the elements they become, until the last
  /// slice; other sums lie in the value's own place.
  ///
  /// There are four bytes for each element of the value, or of a row of it where slices are run inside
  /// of rows.
  package var partialSums = SideTable<Value, Int>()
  /// Bytes of the arena, a multiple of `alignment`, never 0.
  package var arenaSize: Int
  /// Of the arena and of every buffer's offset, in bytes.
  package var alignment: Int
  /// The number of steps each region takes, in order; buffers count their lives in these steps.
  package var regionSteps: [Int]
  /// The most bytes of an element in the arena: those of a float, or fewer where a graph of floats is
  /// planned as if it were of something narrower.
  package var elementBytes: Int
  package var inputLayout = InputLayout.nhwc

  package init(
    buffers: [Buffer], placements: SideTable<Value, Placement>, arenaSize: Int, alignment: Int,
    regionSteps: [Int], elementBytes: Int = ElementType.f32.byteCount
  ) {
    self.buffers = buffers
    self.placements = placements
    self.arenaSize = arenaSize
    self.alignment = alignment
    self.regionSteps = regionSteps
    self.elementBytes = elementBytes
  }
}

/// A piece of the arena: one value, or several that follow each other in place.
package struct Buffer: Sendable {
  /// The names of its values, joined by ` = `.
  package var name: String
  package var offset: Int
  package var byteCount: Int
  /// The steps during which its rows are first written, and those during which they die; between
  /// them lies all of its life.
  package var growth: Range<Int>
  package var decay: Range<Int>

  package init(
    name: String, offset: Int, byteCount: Int, growth: Range<Int>, decay: Range<Int>
  ) {
    self.name = name
    self.offset = offset
    self.byteCount = byteCount
    self.growth = growth
    self.decay = decay
  }

  /// From the first write to the last read.
  package var life: Range<Int> { growth.lowerBound..<max(decay.upperBound, growth.upperBound) }
  package var bytes: Range<Int> { offset..<offset + byteCount }
}

/// Where the elements of one value are.
package enum Placement: Hashable, Sendable {
  /// The caller's memory of this input, read only.
  case input(Int)
  /// The caller's memory of this output.
  case output(Int)
  /// In the arena: all channels of a pixel together.
  case arena(buffer: Int)
  /// In the arena, one slice of channels at a time: pixels are as wide as the widest slice.
  case slice(buffer: Int)
  /// In the arena, the last few rows or pixels only. Of a sliced ring one slice of channels is there
  /// at a time.
  case ring(buffer: Int, Ring, isSliced: Bool)

  package var buffer: Int? {
    switch self {
    case .input, .output: nil
    case .arena(let buffer), .slice(let buffer), .ring(let buffer, _, _): buffer
    }
  }

  /// Whether a pixel holds one slice of channels at a time.
  package var isSliced: Bool {
    switch self {
    case .input, .output, .arena: false
    case .slice: true
    case .ring(_, _, let isSliced): isSliced
    }
  }
}

/// Where the pixels of a value lie of which only the last few are kept.
///
/// The rows of a band are dealt out to lanes, as many as the value's maker has rows in a band, so that
/// rows that die early do not keep room for those that die late. The rows of a lane, one of each band,
/// follow each other without a gap, `width` pixels each, and go around: pixel n lies where pixel
/// n - `lanes[i]` was. The lanes lie one after the other.
package struct Ring: Hashable, Sendable {
  /// The pixels of each lane.
  package var lanes: [Int]
  /// How many rows the first band has; they belong to the last lanes.
  package var firstRows: Int
  /// How many rows of each band were in the band before, and are made again.
  package var rowsAgain: Int
  /// The pixels of a row; in a region with stripes, those of the widest, counted from the first
  /// column that the stripe at hand needs of the value.
  package var width: Int
  /// How many of it lie one after the other: one for each part that shares the rows of its region.
  package var copies = 1

  package init(lanes: [Int], firstRows: Int, width: Int, rowsAgain: Int = 0) {
    self.lanes = lanes
    self.firstRows = firstRows
    self.rowsAgain = rowsAgain
    self.width = width
  }

  /// A ring of whole rows.
  package init(rows: Int, width: Int) {
    self.init(lanes: [rows * width], firstRows: 1, width: width)
  }

  /// The pixels of all lanes.
  package var pixels: Int { lanes.reduce(0, +) }

  /// The lane of a row of a band, and its place among the rows of the lane.
  ///
  /// Where bands overlap, a row has a place in each that it lies in.
  package func lane(ofRow y: Int, inBand band: Int) -> (lane: Int, row: Int) {
    (y + lanes.count - firstRows - band * (lanes.count - rowsAgain), band)
  }

  /// The lane of a row that is made once, and its place among the rows of the lane.
  package func lane(ofRow y: Int) -> (lane: Int, row: Int) {
    let n = y + lanes.count - firstRows
    return (n % lanes.count, n / lanes.count)
  }

  /// The pixels of the lanes before one.
  package func start(ofLane lane: Int) -> Int { lanes[..<lane].reduce(0, +) }
}
