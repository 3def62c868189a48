import IR
import Plan

/// Pixels that a step makes, or that it needs of an operand.
struct PixelRectangle {
  var rows: Range<Int>
  var columns: Range<Int>

  var pixels: [(y: Int, x: Int)] { rows.flatMap { y in columns.map { (y, $0) } } }
}

/// What a stage does in one pass of its region: its steps in order, and how far it got.
struct SimulatedSteps {
  let steps: [PixelRectangle]
  /// The columns of the result that it makes.
  let columns: Range<Int>
  var done = 0
  private let width: Int
  /// By the pixels of the result: after how many steps each is made first.
  private var madeAfter: [Int?]

  /// The steps that make these columns of a map.
  init(_ grain: Grain?, of shape: Shape, columns: Range<Int>) {
    self.columns = columns
    steps = Self.steps(grain, of: shape, columns: columns)
    width = shape.width
    madeAfter = Array(repeating: nil, count: shape.height * shape.width)
    for (step, made) in steps.enumerated() {
      for (y, x) in made.pixels where madeAfter[y * width + x] == nil {
        madeAfter[y * width + x] = step + 1
      }
    }
  }

  /// The steps that take up a map of which nothing is left but one pixel.
  init(_ grain: Grain?, gathering shape: Shape) {
    columns = 0..<1
    steps = Self.steps(grain, of: shape, columns: 0..<shape.width)
    width = 1
    madeAfter = [steps.count]
  }

  /// After how many steps the pixels are made; nil when one of them never is.
  func count(toMake needed: PixelRectangle) -> Int? {
    var count = 0
    for y in needed.rows {
      for x in needed.columns {
        guard let steps = madeAfter[y * width + x] else { return nil }
        count = max(count, steps)
      }
    }
    return count
  }

  private static func steps(
    _ grain: Grain?, of shape: Shape, columns: Range<Int>
  ) -> [PixelRectangle] {
    guard let grain else {
      return columns.isEmpty
        ? [] : (0..<shape.height).map { PixelRectangle(rows: $0..<$0 + 1, columns: columns) }
    }
    let bands = bands(of: shape.height, grain)
    let tiles = pieces(of: shape.width, first: grain.firstColumns, others: grain.columns)
      .map { $0.clamped(to: columns) }.filter { !$0.isEmpty }
    return bands.flatMap { band in tiles.map { PixelRectangle(rows: band, columns: $0) } }
  }

  /// The rows of all bands; where they overlap, each begins in those before it.
  private static func bands(of height: Int, _ grain: Grain) -> [Range<Int>] {
    var bands: [Range<Int>] = []
    var end = grain.firstRows
    while (bands.last?.upperBound ?? 0) < height {
      bands.append(max(0, end - grain.rows - grain.rowsAgain)..<min(end, height))
      end += grain.rows
    }
    return bands
  }

  private static func pieces(of extent: Int, first: Int, others: Int) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = 0
    while start < extent {
      let length = min(pieces.isEmpty ? first : others, extent - start)
      pieces.append(start..<start + length)
      start += length
    }
    return pieces
  }
}
