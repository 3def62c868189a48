import IR
import Plan
import TestSupport

/// Plans whose bands of rows overlap, written by hand; no ring in them has a pixel too many.
///
/// All are %x -> %a -> %b 3x3 -> %c, where the rows of %a are made again for each band of %b.
extension TilePlan {
  static func overlapping() throws -> [(name: String, plan: TilePlan)] {
    try [
      ("again", again()), ("strided again", stridedAgain()), ("thin again", thinAgain()),
      ("residual again", residualAgain()), ("striped again", stripedAgain()),
    ]
  }

  /// 6x7, in tiles of 2x2: of %a four rows of four pixels are kept.
  static func again() throws -> TilePlan {
    let builder = try block("again", Shape(6, 7, 2))
    let tile = Grain(rows: 2, columns: 2)
    // Bands of %a end where windows of bands of %b do: behind rows 2, 4 and 6, with 1...4 in the second.
    let wide = Grain(rows: 2, columns: 2, firstRows: 3, firstColumns: 1, rowsAgain: 2)
    return TilePlan(
      builder.graph, region(builder.graph, ["a": wide, "b": tile, "c": tile]),
      steps: 3 * (4 + 4 + 4),
      keep: [
        ("a", .ring(bands(4, of: 4, wide, width: 7))),
        ("b", .ring(Ring(lanes: [2, 2], firstRows: 2, width: 7))),
      ])
  }

  /// From 7x8 to 4x4 with stride 2, pixel by pixel, the input delivered: of that three rows are kept.
  static func stridedAgain() throws -> TilePlan {
    let builder = try block("strided again", Shape(7, 8, 2), stride: 2)
    let pixel = Grain(rows: 1, columns: 1)
    let wide = Grain(rows: 2, columns: 2, firstRows: 2, rowsAgain: 1)
    return TilePlan(
      builder.graph,
      region(builder.graph, ["a": wide, "b": pixel, "c": pixel], deliveries: [0]),
      steps: 4 * (4 + 4 + 4) + 7,
      keep: [
        ("x", .ring(.lane(24, width: 8))), ("a", .ring(bands(3, of: 3, wide, width: 8))),
        ("b", .ring(.lane(1, width: 4))),
      ])
  }

  /// Windows of three rows for each row, which do not look below the map: 6x7 to 5x7.
  static func thinAgain() throws -> TilePlan {
    try thinAgain(below: 0, lanes: [4, 4, 4])
  }

  /// The same with some padding below the map, which makes as many more rows of %b, and other lanes.
  static func thinAgain(below padding: Int, lanes: [Int]) throws -> TilePlan {
    let builder = try block("thin again", Shape(6, 7, 2), below: padding)
    let pair = Grain(rows: 1, columns: 2)
    let wide = Grain(rows: 1, columns: 2, firstRows: 2, firstColumns: 1, rowsAgain: 2)
    let ring = Ring(lanes: lanes, firstRows: 2, width: 7, rowsAgain: 2)
    return TilePlan(
      builder.graph, region(builder.graph, ["a": wide, "b": pair, "c": pair]),
      steps: 5 * 4 + (5 + padding) * (4 + 4),
      keep: [("a", .ring(ring)), ("b", .ring(.lane(2, width: 7)))])
  }

  /// 5x7, and %d = %c + %s, where %a is made from %s: a ring that keeps the rows that %a is made
  /// from again.
  static func residualAgain() throws -> TilePlan {
    var builder = GraphBuilder(name: "residual again")
    let x = builder.input("x", Shape(5, 7, 2))
    let s = try builder.conv(x, "s", outputs: 2)
    let c = try appendBlock(to: &builder, s, stride: 1, below: 1)
    builder.graph.addOutput(try builder.add(c, s, "d"))
    let tile = Grain(rows: 2, columns: 2, firstRows: 1)
    let narrow = Grain(rows: 2, columns: 2, firstColumns: 1)
    var wide = narrow
    wide.rowsAgain = 2
    let pairs = Ring(lanes: [2, 2], firstRows: 1, width: 7)
    // The upper row of a band of %s is the top of the next windows, the lower one the row below it.
    return TilePlan(
      builder.graph,
      region(builder.graph, ["s": narrow, "a": wide, "b": tile, "c": tile, "d": tile]),
      steps: 3 * (4 + 4 + 4 + 4 + 4),
      keep: [
        ("s", .ring(Ring(lanes: [9, 10], firstRows: 2, width: 7))),
        ("a", .ring(bands(4, of: 4, wide, width: 7))),
        ("b", .ring(pairs)), ("c", .ring(pairs)),
      ])
  }

  /// 6x8 in two stripes of four columns, which need five of %a, in tiles of 2x2.
  static func stripedAgain() throws -> TilePlan {
    let builder = try block("striped again", Shape(6, 8, 2))
    let tile = Grain(rows: 2, columns: 2)
    let wide = Grain(rows: 2, columns: 2, firstRows: 3, firstColumns: 1, rowsAgain: 2)
    var striped = region(builder.graph, ["a": wide, "b": tile, "c": tile])
    striped.stripes = [0..<4, 4..<8]
    return TilePlan(
      builder.graph, striped, steps: 2 * 3 * (3 + 2 + 2),
      keep: [
        ("a", .ring(bands(4, of: 4, wide, width: 5))),
        ("b", .ring(Ring(lanes: [2, 2], firstRows: 2, width: 4))),
      ])
  }

  /// A block of any size and stride, in stripes or not, its bands and rings near what they should be.
  static func randomAgain(_ dice: inout Dice) throws -> TilePlan {
    let (stride, below) = (dice.pick([1, 2]), dice.pick([0, 1]))
    let (height, width) = (dice.pick(Array(3...8)), dice.pick(Array(4...8)))
    let builder = try block(
      "random again", Shape(height, width, 1), stride: stride, below: below)
    let rows = dice.pick([1, 2])
    let again = 3 - stride + dice.pick([0, 0, 0, 0, 1, -1])
    let first = min(rows * stride + again, dice.pick(Array(1...3)))
    let columns = dice.pick([1, 2])
    let wide = Grain(
      rows: rows * stride, columns: dice.pick([1, 2]), firstRows: first, firstColumns: 1,
      rowsAgain: again)
    let tile = Grain(rows: rows, columns: columns, firstRows: dice.pick(Array(1...rows)))
    var made = region(builder.graph, ["a": wide, "b": tile, "c": tile])
    let result = (width - 1) / stride + 1
    let cut = dice.pick(Array(0..<result))
    if cut > 0 { made.stripes = [0..<cut, cut..<result] }
    let steps = (0..<made.passes).map { builder.graph.simulatedSteps(of: made, pass: $0) }
    let widest = [0, 1].map { stage in steps.map { $0[stage].columns.count }.max() ?? 0 }
    let most = min(widest[0], 6)
    let lanes = (0..<rows * stride + again).map { _ in dice.pick([most - 1, most, most, most]) }
    let ring = Ring(
      lanes: lanes.map { max(1, $0) }, firstRows: first, width: widest[0], rowsAgain: again)
    return TilePlan(
      builder.graph, made, steps: 1,
      keep: [
        ("a", .ring(ring)),
        (
          "b",
          .ring(
            Ring(
              lanes: Array(repeating: columns, count: rows), firstRows: tile.firstRows,
              width: widest[1]))
        ),
      ])
  }

  // MARK: Pieces of plans

  private static func block(
    _ name: String, _ shape: Shape, stride: Int = 1, below padding: Int = 1
  ) throws -> GraphBuilder {
    var builder = GraphBuilder(name: name)
    let x = builder.input("x", shape)
    builder.graph.addOutput(try appendBlock(to: &builder, x, stride: stride, below: padding))
    return builder
  }

  private static func appendBlock(
    to builder: inout GraphBuilder, _ x: ValueID, stride: Int, below padding: Int
  ) throws -> ValueID {
    let a = try builder.conv(x, "a", outputs: 3, .hardSwish)
    let b = try builder.depthwise(
      a, "b", kernel: (3, 3), stride: Stride(height: stride, width: stride),
      padding: Padding(top: 1, left: 1, bottom: padding, right: 1), .hardSwish)
    return try builder.conv(b, "c", outputs: 2)
  }

  private static func region(
    _ graph: Graph, _ grains: [String: Grain], deliveries: [Int] = []
  ) -> Region {
    Region(
      stages: graph.order.map { Stage($0, .whole, grain: grains[graph.name(of: $0)]) },
      isPulled: true, deliveries: deliveries)
  }

  /// A ring of the rows of a band, of so many pixels each.
  private static func bands(_ rows: Int, of pixels: Int, _ grain: Grain, width: Int) -> Ring {
    Ring(
      lanes: Array(repeating: pixels, count: rows), firstRows: grain.firstRows, width: width,
      rowsAgain: grain.rowsAgain)
  }
}
