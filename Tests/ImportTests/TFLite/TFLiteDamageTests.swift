import Basics
import IR
import Import
import TestSupport
import Testing

/// Damaged models, each of which must become a sound graph or be refused, and neither trap nor hang.
@Suite struct TFLiteDamageTests {
  @Test(.timeLimit(.minutes(5)), arguments: 0..<(isLongRun ? 100 : 8))
  func damagedModelsAreImportedOrRefused(round: Int) {
    var (refused, imported) = (0, 0)
    for model in TFLiteCase.all {
      for index in 0..<6 {
        let bytes = damaged(model.bytes, Dice("\(model.name) \(round) \(index)"))
        do throws(Rejection) {
          let graph = try importTFLite(bytes, file: "m").graph
          imported += 1
          #expect(verify(graph).isEmpty)
          let values = graph.order.reduce(0) { $0 + graph.shape(of: graph.nodes[$1].result).count }
          if graph.cost().multiplyAdds < 100_000, values < 100_000 {
            _ = evaluate(
              graph,
              inputs: graph.inputs.map { id in
                Tensor(graph.shape(of: id)) { y, x, c in Double((y * 31 + x * 7 + c) % 256 - 128) }
              })
          }
        } catch {
          refused += 1
          #expect(error.kind == .badFile || error.kind == .unsupported)
          #expect(!error.diagnostics.isEmpty)
          #expect(error.diagnostics.allSatisfy { $0.origin != .unknown && !$0.message.isEmpty })
        }
      }
    }
    #expect(refused > imported / 8, "\(refused) refused, \(imported) imported")
    #expect(imported > refused / 8, "\(refused) refused, \(imported) imported")
  }

  /// A copy with some bits flipped, or with a number of the file replaced by an odd one.
  private func damaged(_ sample: [UInt8], _ dice: Dice) -> [UInt8] {
    var (bytes, dice) = (sample, dice)
    for _ in 0...dice.roll(3) {
      if dice.once(in: 2) {
        bytes[dice.roll(bytes.count)] ^= 1 << UInt8(dice.roll(8))
        continue
      }
      let number = dice.pick([
        0, 1, 2, 3, 5, -1, 64, 127, 255, 1 << 20, Int(Int32.max), 0x7f80_0000,
      ])
      let place = 4 * dice.roll(bytes.count / 4)
      bytes.replaceSubrange(
        place..<place + 4, with: littleEndianBytes(Int32(truncatingIfNeeded: number)))
    }
    return bytes
  }
}
