import IR
import Targets
import Testing

@testable import Kernels

/// Which register tile a kernel has.
@Suite struct RegisterTileTests {
  private func row(_ width: Int, _ channels: Int) -> ConvRow {
    let pixel = AxisWindow(kernel: 1, stride: 1, before: 0)
    return ConvRow(
      inputWidth: width, inputChannels: 96, inputPitch: 96, inputPlane: 1, outputWidth: width,
      outputChannels: channels, outputPitch: channels, rows: pixel, columns: pixel,
      accumulates: false, activation: nil)
  }

  @Test func sumsAndARowOfWeightsFitTheRegisters() {
    for target in Target.all where !target.vectors.isEmpty {
      for tile in target.tiles where tile.pixels > 1 {
        let vectors = tile.channels / (target.vectors.map(\.lanes).max() ?? 1)
        let numbers = target.factorLanes == nil ? 1 : tile.pixels
        #expect(
          (tile.pixels + 1) * vectors + numbers <= target.vectorUnit.registers,
          "\(target.name): \(tile.pixels) x \(tile.channels)")
      }
    }
  }

  @Test func shapesDecide() {
    func tile(_ width: Int, _ channels: Int, _ target: Target) -> [Int] {
      let tile = row(width, channels).tile(for: target)
      return [tile.pixels, tile.channels]
    }
    #expect(tile(14, 512, .x86v3) == [6, 16])
    // 4 and 3 pixels have enough sums with three vectors of channels, and not with two.
    #expect(tile(7, 960, .x86v3) == [4, 24])
    #expect(tile(1, 1000, .x86v3) == [1, 64])
    #expect(tile(7, 960, .x86v4) == [14, 32])
    #expect(tile(1, 1000, .x86v4) == [1, 128])
    #expect(tile(7, 960, .aarch64) == [7, 12])
    #expect(tile(8, 64, .aarch64) == [8, 8])
  }

  /// A pixel more is worth it only where no pixel is left over for it.
  @Test func tilesOfIntegersLeaveNoRest() {
    func tile(_ pixels: Int, _ channels: Int) -> [Int] {
      let tile = Target.x86v4VNNI.integerTiles(
        channels: channels, pixels: pixels, depth: 576, group: .quads(isSigned: false, outside: nil)
      )[0]
      return [tile.pixels, tile.channels]
    }
    #expect(tile(49, 96) == [7, 48])
    #expect(tile(14, 96) == [7, 48])
    // Fives divide fifty, sixes the next one.
    #expect(tile(50, 96) == [6, 48])
    #expect(tile(48, 96) == [6, 48])
    #expect(tile(7, 96) == [7, 48])
    // Six pixels of four vectors and their weights fit, five leave no rest.
    #expect(tile(30, 64) == [5, 64])
    #expect(tile(49, 64) == [5, 64])
  }

  /// Where a lane is a factor, sums, a vector of each pixel, and what is not of pixels.
  @Test func tilesOfLanesFitTheRegisters() {
    let tile = LaneTile(.aarch64DotProduct)
    let registers = Target.aarch64DotProduct.vectorUnit.registers
    for vectors in 1...8 {
      let pixels = tile.pixels(vectors: vectors)
      #expect(pixels * (vectors + 1) + 3 <= registers)
      #expect((pixels + 1) * (vectors + 1) + 3 > registers)
    }
    // Four vectors are stored at once; but three take all seven pixels, which is more for a great depth.
    #expect(tile.tile(channels: 96, pixels: 112, depth: 16) == .init(pixels: 5, channels: 16))
    #expect(tile.tile(channels: 960, pixels: 7, depth: 960) == .init(pixels: 7, channels: 12))
    #expect(tile.tile(channels: 8, pixels: 56, depth: 48) == .init(pixels: 9, channels: 8))
    #expect(tile.tile(channels: 3, pixels: 4, depth: 48) == .init(pixels: 14, channels: 4))
  }

  @Test func measuredTilesComeFirst() {
    let row = row(14, 512)
    var target = Target.x86v3
    target.measuredTiles[row.name] = RegisterTileSize(pixels: 7, channels: 8)
    #expect(row.tile(for: target) == RegisterTileSize(pixels: 7, channels: 8))
    #expect(row.rankedTiles(for: target).count == target.tiles.count)
  }
}
