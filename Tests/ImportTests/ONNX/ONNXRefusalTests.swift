import Basics
import IR
import TestSupport
import Testing

/// What is said of models that have no form here, or that no runtime could run.
@Suite struct ONNXRefusalTests {
  @Test func everyRefusalSaysWhere() throws {
    var text = ""
    for name in cases.keys.sorted() where name.hasPrefix("refused.") {
      let model = try tensor(name, "model").map { UInt8($0) }
      do {
        _ = try importONNX(bytes: model)
        Issue.record("\(name) was not refused")
      } catch {
        text += "\(name.dropFirst("refused.".count)), \(error.kind):\n\(error)\n\n"
      }
    }
    let path = "Tests/Files/onnx/refusals.txt"
    if isBlessing { return try rewritePackageText(path, text) }
    let expected = try packageText(path)
    #expect(text == expected, "if this is right: MNCC_BLESS=1 swift test --filter ONNXRefusal")
  }

  /// Models with bytes changed are read or refused, and never end the process.
  @Test func damagedModelsAreReadOrRefused() throws {
    var dice = Dice("damaged ONNX models")
    let names = cases.keys.sorted()
    // Bytes that other models have are likelier to be read than any.
    let known = try names.flatMap { try tensor($0, "model").prefix(120) }
    var (imported, refused) = (0, 0)
    for name in names {
      let model = try tensor(name, "model").map { UInt8($0) }
      for _ in 0..<(isLongRun ? 4000 : 100) {
        var bytes = model
        for _ in 0..<dice.number(in: 1...3) {
          let at = dice.roll(bytes.count)
          switch dice.roll(4) {
          case 0: bytes[at] = UInt8(dice.roll(256))
          case 1: bytes[at] ^= 1 << UInt8(dice.roll(8))
          case 2: bytes[at] = UInt8(dice.pick(known))
          default: bytes.swapAt(at, dice.roll(bytes.count))
          }
        }
        do {
          let model = try importONNX(bytes: bytes)
          #expect(verify(model.graph).isEmpty, "\(name)")
          imported += 1
        } catch {
          refused += 1
        }
      }
    }
    #expect(imported > 1000 && refused > 1000, "\(imported) \(refused)")
  }
}
