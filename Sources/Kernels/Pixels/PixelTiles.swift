/// How a kernel cuts the pixels it is told to make: into full register tiles, and single pixels.
struct PixelTiles: Hashable {
  /// Pixels that it makes, at most.
  let most: Int
  /// Pixels of a full register tile.
  let size: Int

  /// The tiles of at most `largest` pixels for at most `most`.
  init(most: Int, largest: Int) {
    self.most = most
    size = Tiling.even(0..<most, largest: largest)[0].size
  }

  /// The tiles where there are most pixels.
  var tilings: [Tiling] {
    let full = Tiling(first: 0, size: size, count: most / size)
    let singles = Tiling(first: most - most % size, size: 1, count: most % size)
    return singles.count > 0 ? [full, singles] : [full]
  }

  /// What `loops` needs before it.
  var declarations: [Statement] {
    size == 1 ? [] : [.constant("full", .index, ref("count") - ref("count") % size)]
  }

  /// Code for every tile, told its first pixel and its size.
  func loops(_ body: (_ x: Expression, _ pixels: Int) -> [Statement]) -> [Statement] {
    let x = ref("x")
    if size == 1 { return [.loop(Loop("x", to: ref("count"), body(x, 1)))] }
    return [
      .loop(Loop("x", to: ref("full"), step: size, body(x, size))),
      .loop(Loop("x", from: ref("full"), to: ref("count"), body(x, 1))),
    ]
  }
}
