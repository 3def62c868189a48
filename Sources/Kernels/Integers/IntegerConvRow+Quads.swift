import IR
import Targets

extension IntegerConvRow {
  /// Whether the last elements of a row of the window, which are no four, are in fours with those of other rows.
  func joinsRests(for target: Target) -> Bool {
    let rest = columns.kernel * inputChannels % 4
    return surrounded(for: target) != nil && rest > 0
      && (rest * rows.kernel + 3) / 4 < rows.kernel
  }

  /// Adds all products of a tile in fours: a row of the window after the other, and rows outside of the
  /// image as if all their pixels stood for zero.
  ///
  /// `last` is the last pixel of all those that have this code, `raised` the bytes of a row that have become
  /// integers without signs.
  func quadProducts(
    _ sums: [Expression], _ x: Expression, last pixel: Int, _ taps: Range<Int>, _ channels: Int,
    _ panels: IntegerPanels, raised: Int?, _ target: Target
  ) -> [Statement] {
    let seen = pixel * columns.stride - columns.before + taps.upperBound
    let row = QuadRow(
      kernel: self, sums: sums, x: x, taps: taps, channels: channels,
      spare: raised != nil ? Self.spare : isContiguous ? (inputWidth - seen) * inputChannels : 0,
      joins: panels.inputs > inputChannels || columns.kernel == 1,
      depth: panels.joinsRests ? panels.distance(taps: 1) : panels.inputs,
      readsUnsigned: readsUnsigned || raised != nil,
      leavesWeights: target.leavesWeightsInMemory(
        RegisterTileSize(pixels: sums.count, channels: channels)))
    guard !isSingleRow else {
      return row.products(ref(raised == nil ? "input" : "raised"), with: ref("panel"), taps)
    }
    let source =
      raised.map { ref("raised").advanced(by: ref("t") * .integer($0)) } ?? ref("rows")[ref("t")]
    let distance =
      .integer(panels.distance(taps: panels.taps / rows.kernel) * channels) as Expression
    func loop(_ from: Expression, _ to: Expression, _ taps: Range<Int>) -> Statement {
      .loop(
        Loop(
          "t", from: from, to: to,
          [.constant("with", .pointer(.int8), ref("panel").advanced(by: ref("t") * distance))]
            + row.products(source, with: ref("with"), taps)))
    }
    let inside = loop(ref("first"), ref("last"), taps)
    if isSurrounded, let raised {
      return [loop(0, .integer(rows.kernel), taps)]
        + row.rests(with: panels, raised: raised, of: rows.kernel)
    }
    guard case .quads(_, .some) = group else { return [inside] }
    return [
      loop(0, ref("first"), 0..<0), inside, loop(ref("last"), .integer(rows.kernel), 0..<0),
    ]
  }
}

/// The products of one row of a window with the pixels of a tile.
private struct QuadRow {
  let kernel: IntegerConvRow
  let sums: [Expression]
  let x: Expression
  /// The columns of the window that lie inside the image.
  let taps: Range<Int>
  let channels: Int
  /// How many elements there are in the row after those that any of these windows sees.
  let spare: Int
  /// Whether fours go on from a column of the window to the next.
  let joins: Bool
  /// The elements along the depth that are multiplied row by row, where they go on.
  let depth: Int
  /// Whether elements have no signs where they are read.
  let readsUnsigned: Bool
  /// Whether registers do not hold the weights of a step.
  let leavesWeights: Bool

  private var outside: Int { kernel.group.outside ?? 0 }

  /// The products with those columns that are there, the others being outside of the image.
  func products(_ source: Expression, with: Expression, _ columns: Range<Int>) -> [Statement] {
    let left = kernel.columns.place(of: x, firstTap: columns.lowerBound)
    let from: [Statement] =
      columns.isEmpty
      ? []
      : [
        .constant("from", .pointer(.int8), source.advanced(by: left * .integer(kernel.inputPitch)))
      ]
    let inputs = kernel.inputChannels
    if joins {
      let inside = columns.lowerBound * inputs..<min(columns.upperBound * inputs, depth)
      return from + run(depth: depth, inside: inside, from: 0, with: with)
    }
    let distance = (inputs + 3) / 4 * 4 * channels
    func each(_ part: Range<Int>, isInside: Bool) -> [Statement] {
      loop("s", to: part.count) { s in
        run(
          depth: inputs, inside: isInside ? 0..<inputs : 0..<0,
          from: s * .integer(kernel.columns.dilation * kernel.inputPitch),
          with: with.advanced(by: (s + .integer(part.lowerBound)) * .integer(distance)))
      }
    }
    return from + each(0..<columns.lowerBound, isInside: false) + each(columns, isInside: true)
      + each(columns.upperBound..<kernel.columns.kernel, isInside: false)
  }

  /// The products with what is left of so many rows of `raised` bytes each, in fours of several rows.
  func rests(with panels: IntegerPanels, raised: Int, of rows: Int) -> [Statement] {
    let left = kernel.columns.place(of: x, firstTap: 0) * .integer(kernel.inputPitch)
    let start = panels.distance(taps: rows)
    return panels.rests.enumerated().flatMap { number, four in
      let quads = QuadProducts(
        sums: sums, group: kernel.group, channels: channels, depth: 4, inside: 0..<4, outside: 0,
        leavesWeights: leavesWeights)
      return quads.add(
        weights: ref("panel").advanced(by: .integer((start + 4 * number) * channels))
      ) { pixel, _ in
        let parts =
          four.map { place -> Expression in
            let (row, input) = place.quotientAndRemainder(dividingBy: panels.inputs)
            let first = row * raised + input + pixel * kernel.columns.stride * kernel.inputPitch
            return kernel.group.quarter(
              ref("raised")[left + .integer(first)], readsUnsigned: readsUnsigned)
          } + Array(repeating: 0, count: 4 - four.count)
        return IntegerFunction.quadOf(parts[0], parts[1], parts[2], parts[3])
      }
    }
  }

  private func run(
    depth: Int, inside: Range<Int>, from: Expression, with: Expression
  ) -> [Statement] {
    let quads = QuadProducts(
      sums: sums, group: kernel.group, channels: channels, depth: depth, inside: inside,
      outside: outside, spare: spare, leavesWeights: leavesWeights)
    func place(_ pixel: Int, _ k: Expression) -> Expression {
      from + (k - .integer(inside.lowerBound)) * .integer(kernel.inputPlane)
        + .integer(pixel * kernel.columns.stride * kernel.inputPitch)
    }
    func element(_ pixel: Int, _ k: Expression) -> Expression {
      kernel.group.quarter(ref("from")[place(pixel, k)], readsUnsigned: readsUnsigned)
    }
    return quads.add(weights: with) { pixel, source in
      switch source {
      case .elements(let k) where kernel.inputPlane == 1:
        let pointer = ref("from").advanced(by: place(pixel, k))
        return kernel.group.quad(pointer, readsUnsigned: readsUnsigned)
      case .elements(let k):
        let parts = (0..<4).map { element(pixel, k + .integer($0)) }
        return IntegerFunction.quadOf(parts[0], parts[1], parts[2], parts[3])
      case .mixed(let places): return quads.mixed(places) { element(pixel, .integer($0)) }
      case .outside:
        let zero = .integer(outside) as Expression
        return IntegerFunction.quadOf(zero, zero, zero, zero)
      }
    }
  }
}
