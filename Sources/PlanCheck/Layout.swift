import IR
import Plan

/// Where the elements of one value lie, as its plan has it.
///
/// Every kind of placement is a ring: of a value that is there as a whole, the only lane has room for
/// all pixels.
struct Layout {
  private struct Lane {
    let start: Int
    let pixels: Int
  }

  let value: ValueID
  /// When its memory is in use; nil for memory of the caller.
  let life: Range<Int>?
  private let shape: Shape
  private let memory: Int
  private var base: Int
  /// The cells of the ring of a part, where each has one.
  private let cellsOfPart: Int
  private let lanes: [Lane]
  private let firstRows: Int
  /// Of each band, those that were in the band before too.
  private let rowsAgain: Int
  private let width: Int
  /// Elements from one pixel to the next.
  private let pitch: Int
  /// Pixels of a channel that lie side by side before those of the next channel.
  private let planePixels: Int
  private let cellsPerElement: Int
  private let isRing: Bool
  private let isSliced: Bool
  /// What lies at the beginning of a pixel, and of a row of a ring.
  private var firstChannel = 0
  private var firstColumn = 0

  /// The layout of a value in cells of so many bytes; nil where it lies in memory of the caller that is
  /// only read.
  init?(of value: ValueID, in plan: Plan, cellBytes: Int) {
    let memory = plan.memory
    let shape = plan.graph.shape(of: value)
    guard let placement = memory.placements[value] else { return nil }
    let pixels: Int
    switch placement {
    case .input: return nil
    case .output(let index): self.memory = index + 1
    case .arena, .slice, .ring: self.memory = 0
    }
    if case .ring(_, let ring, _) = placement {
      var start = 0
      lanes = ring.lanes.map { count in
        defer { start += count }
        return Lane(start: start, pixels: count)
      }
      (pixels, firstRows, width, isRing) = (start, ring.firstRows, ring.width, true)
      rowsAgain = ring.rowsAgain
    } else {
      pixels = shape.height * shape.width
      lanes = [Lane(start: 0, pixels: pixels)]
      (firstRows, rowsAgain, width, isRing) = (1, 0, shape.width, false)
    }
    let buffer = placement.buffer.map { memory.buffers[$0] }
    let elementBytes = plan.elementBytes(of: value)
    let elements = (buffer?.byteCount ?? 0) / elementBytes
    if case .ring(_, let ring, _) = placement, ring.copies > 1 {
      cellsOfPart = (buffer?.byteCount ?? 0) / cellBytes / ring.copies
    } else {
      cellsOfPart = 0
    }
    base = buffer.map { $0.offset / cellBytes } ?? 0
    life = buffer?.life
    planePixels = Layout.planePixels(of: value, in: plan)
    switch placement {
    case _ where planePixels > 1: pitch = shape.channels
    case .ring(_, let ring, _): pitch = elements / (pixels * ring.copies)
    case .slice: pitch = elements / pixels
    case .input, .output, .arena: pitch = shape.channels
    }
    self.value = value
    self.shape = shape
    cellsPerElement = elementBytes / cellBytes
    isSliced = placement.isSliced
  }

  /// The layout of the partial sums that a value has in a buffer of their own; nil if it has none.
  init?(ofPartialSumsOf value: ValueID, in plan: Plan, cellBytes: Int) {
    guard let index = plan.memory.partialSums[value] else { return nil }
    let buffer = plan.memory.buffers[index]
    shape = plan.graph.shape(of: value)
    self.value = value
    life = buffer.life
    memory = 0
    base = buffer.offset / cellBytes
    // Where slices are run inside of rows, only the row at hand has sums.
    let isRow = plan.schedule.regions.contains { region in
      region.splitsInside
        && region.stages.contains { plan.graph.nodes[$0.node].result == value }
    }
    lanes = [Lane(start: 0, pixels: isRow ? shape.width : shape.height * shape.width)]
    (firstRows, rowsAgain, width, pitch) = (1, 0, shape.width, shape.channels)
    cellsPerElement = bytesPerPartialSum / cellBytes
    (isRing, isSliced, planePixels, cellsOfPart) = (false, false, 1, 0)
  }

  private static func planePixels(of value: ValueID, in plan: Plan) -> Int {
    guard plan.memory.inputLayout == .nchw, let index = plan.graph.inputs.firstIndex(of: value)
    else { return 1 }
    let shape = plan.graph.shape(of: value)
    // Where rows are delivered, the channels of a row lie apart, else those of the whole map.
    let isDelivered = plan.schedule.regions.contains { $0.deliveries.contains(index) }
    return shape.channels == 1 ? 1 : shape.width * (isDelivered ? 1 : shape.height)
  }

  /// The layout that a part sees while one slice of channels is there, of columns from `firstColumn` on.
  func during(slice: Range<Int>?, firstColumn: Int, part: Int) -> Layout {
    var layout = self
    layout.base += part * cellsOfPart
    if isSliced, let slice { layout.firstChannel = slice.lowerBound }
    if isRing { layout.firstColumn = firstColumn }
    return layout
  }

  /// The pieces of memory that hold some channels of some pixels whose sums lack some parts.
  ///
  /// Where bands overlap, all of the pixels are those of the band that makes the last of them first:
  /// it is the one that a step makes, and the one that its readers wait for.
  func runs(of pixels: Pixels, channels: Range<Int>, lacking parts: Int) -> [Run] {
    // Pixels follow each other without a gap if all of their channels are there and wanted.
    let isDense =
      channels.count == shape.channels && pitch == shape.channels && planePixels == 1
    let pieces = planePixels == 1 ? [channels] : channels.map { $0..<$0 + 1 }
    let lastBand = pixels.hullOfRows?.last.map(bandThatMakesFirst)
    var runs: [Run] = []
    for y in pixels.rows.joined() {
      let band = rowsAgain > 0 ? lastBand ?? 0 : bandThatMakesFirst(y)
      let lane = lanes[y + lanes.count - firstRows - band * newRows]
      for columns in pixels.columns {
        var x = columns.lowerBound
        while x < columns.upperBound {
          let place = (band * width + x - firstColumn) % lane.pixels
          let count = isDense ? min(columns.upperBound - x, lane.pixels - place) : 1
          for piece in pieces {
            let cell = cell(ofPixel: lane.start + place, channel: piece.lowerBound)
            let element = (y * shape.width + x) * shape.channels + piece.lowerBound
            runs.append(
              Run(
                memory: memory, cell: base + cell * cellsPerElement,
                count: count * piece.count * cellsPerElement,
                first: ElementName(
                  value: value.index, lacking: parts, element: element * cellsPerElement),
                width: cellsPerElement))
          }
          x += count
        }
      }
    }
    return runs
  }

  /// The rows of each band that were in none before.
  private var newRows: Int { lanes.count - rowsAgain }

  private func bandThatMakesFirst(_ y: Int) -> Int { max(0, y - firstRows + newRows) / newRows }

  /// The cell of an element, in elements.
  private func cell(ofPixel pixel: Int, channel: Int) -> Int {
    let inPlane = pixel % planePixels
    return (pixel - inPlane) * pitch + (channel - firstChannel) * planePixels + inPlane
  }

  /// All of a value, finished.
  var wholeRuns: [Run] {
    let map = Rectangle(rows: 0..<shape.height, columns: 0..<shape.width)
    return runs(of: Pixels(map), channels: 0..<shape.channels, lacking: 0)
  }
}

/// Of sums that do not lie in the place of the elements they become.
let bytesPerPartialSum = 4
