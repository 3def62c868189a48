import Targets

/// How a kernel cuts the pixels it is told to make: into full register tiles, and single pixels.
struct PixelTiles: Hashable {
  /// Pixels of a full register tile.
  let size: Int
  /// Channels of a register tile: the fewer pixels the more, so that there are always enough sums
  /// for the multiply-adds under way.
  let channels: Int

  /// The tiles for at most `most` pixels.
  init(most: Int, target: Target) {
    size = Tiling.even(0..<most, largest: target.tilePixels)[0].size
    let sums = target.tilePixels * target.tileChannels
    let block = size * target.tileChannels
    let blocks = max(1, (sums + block / 2) / block)
    channels = min(target.vectorChannels, blocks * target.tileChannels)
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
