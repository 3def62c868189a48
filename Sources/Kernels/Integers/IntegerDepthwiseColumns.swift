import IR
import Targets

/// One row of a depthwise convolution over integers, for machines that add up four products of bytes in
/// one step: those of the rows of a column of the window, and of the columns of a row that is left over.
///
/// A column is put together once for all pixels whose windows it is in. Elements of rows outside of the
/// image are those of another row that become a zero point bit by bit; columns outside of it are zero
/// points all along. Where elements are multiplied as they are, windows whose rows are all there have
/// code of their own, without anything to be done to a column.
package struct IntegerDepthwiseColumns: RowKernel, TunableKernel {
  var inputWidth: Int
  var inputPitch: Int
  var outputWidth: Int
  var outputPitch: Int
  var channels: Int
  var rows: AxisWindow
  var columns: AxisWindow
  /// Fours, and what pixels outside of the image hold in them.
  var group: ProductGroup
  /// Whether the input has unsigned integers.
  var readsUnsigned: Bool
  var epilogue: IntegerEpilogue
  /// How rows of the input lie among each other, if they do.
  var ring: InterleavedRing?

  package var name: String {
    let pitches =
      fromWord(pitch: inputPitch, of: channels, plane: 1)
      + (outputPitch == channels ? "" : "_into\(outputPitch)")
    return
      "depthwise8_columns_\(windowWord(rows, columns))_w\(inputWidth)to\(outputWidth)_c\(channels)"
      + pitches + group.word + (readsUnsigned ? "_unsigned" : "") + epilogue.word
      + (ring?.word ?? "")
  }

  private var outside: Int? { group.outside }

  /// Whether there is code of its own for windows whose rows are all there.
  private var isApart: Bool {
    !flips && outside != nil && !isSingleRow
  }

  private var flips: Bool { group.flips(readsUnsigned: readsUnsigned) }

  /// Whether nothing is to be done to columns.
  private func takesColumns(areAllThere: Bool) -> Bool { !flips && (isSingleRow || areAllThere) }

  private var isSigned: Bool {
    if case .quads(isSigned: true, _) = group { true } else { false }
  }

  private var isSingleRow: Bool { rows == AxisWindow(kernel: 1, stride: 1, before: 0) }

  func taps(for target: Target) -> ColumnTaps {
    ColumnTaps(rows: rows.kernel, columns: columns, target)
  }

  /// The target's own choice is that of windows of three columns: of more there are fewer registers left
  /// for sums.
  package func candidateTiles(for target: Target) -> [RegisterTileSize] {
    var tiles = target.integerDepthwiseTiles
    let most = target.columnPixels(weights: taps(for: target).count)
    let own = RegisterTileSize(pixels: min(tiles[0].pixels, most), channels: tiles[0].channels)
    tiles.removeAll { $0 == own }
    return [own] + tiles
  }

  func panels(for target: Target) -> IntegerPanels {
    IntegerPanels(
      tilings: Tiling.full(0..<channels, size: target.integerBlock),
      taps: taps(for: target).count, inputs: 4, group: group,
      hasBias: true, epilogue: epilogue)
  }

  package func function(for target: Target) -> Function {
    let rowParameters: [Function.Parameter] =
      ring == nil
      ? [.init("rows", .pointers(.int8))]
      : [.init("ring", .pointer(.int8)), .init("turn", .index)]
    let input: [Function.Parameter] =
      isSingleRow
      ? [.init("input", .pointer(.int8))]
      : rowParameters + [.init("first", .index), .init("last", .index)]
    let panels = panels(for: target)
    let taps = taps(for: target)
    let pixels = (target.measuredTiles[name] ?? candidateTiles(for: target)[0]).pixels
    func code(areAllThere: Bool) -> [Statement] {
      let takesColumns = takesColumns(areAllThere: areAllThere)
      return (takesColumns ? [] : bits(taps, areAllThere: areAllThere))
        + tilings(largest: pixels).flatMap { tiles in
          tiles.loop("x") { x in
            panels.tilings.flatMap { block in
              block.loop("c") { channel in
                [
                  .block(
                    panels.pointers(channel, weights: turnsOfWeights > 1 ? "turned" : "weights")
                      + tile(x, tiles.size, channel, block.size, takesColumns, panels, target))
                ]
              }
            }
          }
        }
    }
    let body: [Statement] =
      isApart
      ? [
        .when(
          Self.isThere(0).and(Self.isThere(rows.kernel - 1)), code(areAllThere: true),
          otherwise: code(areAllThere: false))
      ] : code(areAllThere: outside == nil)
    return Function(
      name,
      comment: "\(rows.kernel)x\(columns.kernel) depthwise convolution of integers, one row:"
        + " \(inputWidth) to \(outputWidth) pixels of \(channels) channels"
        + (ring.map { "; " + $0.comment } ?? ""),
      input + panels.parameters + [.init("output", .place(.int8))],
      lookups + turned(panels) + body)
  }

  /// The tiles of a row, those in a row whose windows lie inside the image as one tiling.
  private func tilings(largest: Int) -> [Tiling] {
    var tilings: [Tiling] = []
    for tile in Tiling.even(0..<outputWidth, largest: largest).flatMap(\.singles) {
      // Behind the last pixel of a ring nothing may be read, so that it is told from the others too.
      let inside = 0..<(readsBehind ? inputWidth - 1 : inputWidth)
      let seen = covered(tile.size).map { left(tile.first) + $0 }
      let isInside = seen.allSatisfy { inside.contains($0) }
      if isInside, let last = tilings.last, last.size == tile.size,
        last.first + last.size * last.count == tile.first,
        covered(tile.size).allSatisfy({ inside.contains(left(last.first) + $0) })
      {
        tilings[tilings.count - 1] = Tiling(
          first: last.first, size: last.size, count: last.count + 1)
      } else {
        tilings.append(tile)
      }
    }
    return tilings
  }

  /// The first column of the window of a pixel.
  private func left(_ pixel: Int) -> Int { pixel * columns.stride - columns.before }

  /// The columns that the windows of neighbouring pixels cover, counted from the first one.
  private func covered(_ pixels: Int) -> [Int] {
    Set(
      (0..<pixels).flatMap { pixel in
        (0..<columns.kernel).map { columns.offset(output: pixel, tap: $0) }
      }
    ).sorted()
  }

  /// The row that is read for each row of the window; of rows among each other, where they are.
  private var lookups: [Statement] {
    if let ring { return places(ring) }
    return (0..<rows.kernel).map { row in
      .constant(
        "row\(row)", .pointer(.int8),
        isSingleRow
          ? ref("input")
          : outside == nil
            ? ref("rows")[.integer(row)]
            : .select(
              Self.isThere(row), then: ref("rows")[.integer(row)],
              otherwise: ref("rows")[ref("first")]))
    }
  }

  /// Whether a row of the window lies inside the image.
  static func isThere(_ row: Int) -> Expression {
    ref("first").isLess(than: .integer(row + 1)).and(ref("last").isGreater(than: .integer(row)))
  }

  /// The bits that are kept of the elements of each four rows, or of the one that is left over, and those
  /// that are flipped then.
  ///
  /// Rows that no window has meet weights of zero, and need not be kept from anything.
  private func bits(_ taps: ColumnTaps, areAllThere: Bool) -> [Statement] {
    (taps.quads + (taps.single.map { [$0..<$0 + 1] } ?? [])).enumerated().flatMap {
      index, quad -> [Statement] in
      func sum(_ inside: Int, _ outside: Int) -> Expression {
        quad.reduce(0) { sum, row in
          func byte(_ value: Int) -> Expression {
            .signed(Int(Int32(bitPattern: UInt32(value) << UInt32(8 * (row - quad.lowerBound)))))
          }
          return sum
            + (isSingleRow || areAllThere
              ? byte(inside) : .select(holdsRow(row), then: byte(inside), otherwise: byte(outside)))
        }
      }
      return [
        .constant(
          "keep\(index)", .scalar(.int32),
          isSigned && (isSingleRow || areAllThere) ? .signed(-1) : sum(255, 0)),
        .constant(
          "flip\(index)", .scalar(.int32),
          sum(flips ? 128 : 0, outside ?? 0)),
      ]
    }
  }

  private func tile(
    _ x: Expression, _ pixels: Int, _ channel: Expression, _ count: Int, _ takesColumns: Bool,
    _ panels: IntegerPanels, _ target: Target
  ) -> [Statement] {
    /// The bits of a column that are kept and those that are flipped.
    func bits(_ index: Int) -> [Expression] {
      takesColumns ? [.signed(-1), 0] : [ref("keep\(index)"), ref("flip\(index)")]
    }
    let sums = (0..<pixels).map { ref("a\($0)") }
    let taps = taps(for: target)
    // Where a tile stands by itself its first column may lie outside of the image.
    var start = x * .integer(columns.stride) - .integer(columns.before)
    var hidden = 0
    if case .integer(let pixel) = x {
      hidden = max(0, -left(pixel))
      start = .integer(left(pixel) + hidden)
    }
    func isInside(_ column: Int) -> Bool {
      guard case .integer(let pixel) = x else { return true }
      return (0..<inputWidth).contains(left(pixel) + column)
    }
    let pixelPitch = ring == nil ? inputPitch : rows.kernel * count
    let pointers: [Statement] =
      ring != nil
      ? [
        .constant(
          "line", .pointer(.int8),
          ref("ring").advanced(
            by: start * .integer(pixelPitch) + channel * .integer(rows.kernel * inputWidth)))
      ]
      : (0..<rows.kernel).map { row in
        .constant(
          "p\(row)", .pointer(.int8),
          ref("row\(row)").advanced(by: start * .integer(inputPitch) + channel))
      }
    /// Whether a column is known to be the last one.
    func isLast(_ column: Int) -> Bool {
      guard case .integer(let pixel) = x else { return false }
      return readsBehind && left(pixel) + column == inputWidth - 1
    }
    let multiply = lanes(count) { j in
      let weights = (0..<taps.count).map { tap in
        Statement.constant(
          "w\(tap)", .scalar(.int32),
          IntegerFunction.quadAt(ref("panel").advanced(by: j * 4 + .integer(tap * 4 * count))))
      }
      func add(_ name: String, _ column: Int, _ tap: (Int) -> Int?) -> [Statement] {
        sums.indices.compactMap { pixel in
          guard
            let place = columns.tap(atOffset: column, output: pixel, of: columns.kernel),
            let tap = tap(place)
          else { return nil }
          return .accumulate(
            sums[pixel][j], group.quadProduct(ref(name), ref("w\(tap)")))
        }
      }
      func place(_ column: Int) -> Expression? {
        isInside(column) ? j + .integer((column - hidden) * pixelPitch) : nil
      }
      func name(_ column: Int, _ quad: Int) -> String { "x\(column)_\(quad)" }
      func fours(_ column: Int) -> [Statement] {
        taps.quads.indices.map { quad in
          let value =
            ring != nil
            ? line(place(column), of: count, bits(quad), isLast: isLast(column))
            : self.column(taps, quad, place(column), bits(quad))
          return .constant(name(column, quad), .scalar(.int32), value)
        }
      }
      var joined: String?
      /// The products of a column, and of the row that is left over up to it.
      func products(_ column: Int) -> [Statement] {
        let fours = taps.quads.indices.flatMap { quad in
          add(name(column, quad), column) { taps.tap(quad: quad, column: $0) }
        }
        guard let row = taps.single else { return fours }
        let (one, run) = ("z\(column)", name(column, taps.quads.count))
        let four = [
          Statement.constant(
            one, .scalar(.int32),
            self.single(row, place(column), of: count, bits(taps.quads.count))),
          .constant(
            run, .scalar(.int32), IntegerFunction.joined(ref(joined ?? one), ref(one))),
        ]
        joined = run
        return fours + four + add(run, column) { taps.tap(runTo: $0) }
      }
      let ends = panels.ends(of: sums, lane: j, of: count, target) { pixel, j in
        ref("output")[(x + .integer(pixel)) * .integer(outputPitch) + channel + j]
      }
      let isOneVector = count <= target.integers.first?.lanes ?? 0
      return weights + inTurn(pixels, isOneVector ? 2 : nil, fours, products, ends)
    }
    return (0..<pixels).map { .array("a\($0)", .scalar(.int32), count: count) }
      + [lanes(count) { j in sums.map { .assign($0[j], ref("numbers")[j]) } }] + pointers
      + [multiply]
  }

  /// One column after the other.
  ///
  /// A column is put together some columns before its products and a pixel ends some columns after them, so
  /// that a machine which looks ahead only so far finds work while it waits for what takes longest. Four
  /// pixels end together, as their stores may be one. Where `distance` is nil registers hold no column longer
  /// than it takes, and pixels end after all products.
  private func inTurn(
    _ pixels: Int, _ distance: Int?, _ fours: (Int) -> [Statement],
    _ products: (Int) -> [Statement], _ ends: (numbers: [Statement], pixels: [Statement])
  ) -> [Statement] {
    let seen = covered(pixels)
    let ahead = distance ?? 0
    var statements = seen.prefix(ahead).flatMap(fours) + (distance == nil ? [] : ends.numbers)
    var ended = 0
    for (index, column) in seen.enumerated() {
      if index + ahead < seen.count { statements += fours(seen[index + ahead]) }
      statements += products(column)
      guard let distance, index >= distance else { continue }
      let last = columns.kernel - 1
      let whole = ends.pixels.indices.prefix {
        columns.offset(output: $0, tap: last) <= seen[index - distance]
      }
      if whole.count >= ended + 4 {
        statements += ends.pixels[ended..<ended + 4]
        ended += 4
      }
    }
    return statements + (distance == nil ? ends.numbers : []) + ends.pixels.dropFirst(ended)
  }

  /// The elements of four rows in a column, at a place or outside of the image.
  private func column(
    _ taps: ColumnTaps, _ quad: Int, _ place: Expression?, _ bits: [Expression]
  ) -> Expression {
    guard let place else { return beside }
    let rows = taps.quads[quad]
    let count = rows.count == 4 ? 4 : 3
    let pointers = (0..<count).map { part in
      ref("p\(min(rows.lowerBound + part, rows.upperBound - 1))").advanced(by: place)
    }
    let function: IntegerFunction = count == 4 ? .columnOfFour : .columnOfThree
    return .apply(function.rawValue, pointers + bits)
  }

  /// The same of the row that is left over.
  private func single(
    _ row: Int, _ place: Expression?, of channels: Int, _ bits: [Expression]
  ) -> Expression {
    guard let place else { return beside }
    let element =
      ring == nil
      ? ref("p\(row)").advanced(by: place)
      : ref("line").advanced(by: place + .integer(row * channels))
    return IntegerFunction.columnOfOne(element, bits[0], bits[1])
  }

  /// The same of a column outside of the image.
  var beside: Expression {
    let zero = .integer(outside ?? 0) as Expression
    return IntegerFunction.quadOf(zero, zero, zero, zero)
  }
}

extension Tiling {
  /// Its tiles one by one.
  fileprivate var singles: [Tiling] {
    (0..<count).map { Tiling(first: first + $0 * size, size: size, count: 1) }
  }
}
