import Basics
import Import
import TestSupport
import Testing

@Suite struct DamagedDefinitionTests {
  /// Whatever the bytes, there is a model or a rejection that says something, and no trap.
  @Test func damagedBytesAreRejectedOrRead() {
    let original = Array(smallNetwork.utf8)
    let numbers = SeededNumbers(name: "damaged definitions")
    let replacements = Array("0129-.eE\"{}[],:tnsc \u{0}\u{ff}".utf8)
    var outcomes = (read: 0, rejected: 0)
    for round in 0..<3000 {
      var bytes = original
      for edit in 0...round % 3 {
        let place = Int(numbers.bits(3 * (3 * round + edit)) % UInt64(bytes.count))
        let choice = numbers.bits(3 * (3 * round + edit) + 1)
        let replacement = replacements[Int(choice % UInt64(replacements.count))]
        switch numbers.bits(3 * (3 * round + edit) + 2) % 4 {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(replacement, at: place)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + Int(choice % 40)))
        default: bytes[place] = replacement
        }
      }
      do throws(Rejection) {
        _ = try importDefinition(
          bytes, file: "damaged.json", overrides: Overrides(), weights: nil)
        outcomes.read += 1
      } catch {
        #expect(error.kind == .badFile)
        #expect(!error.diagnostics.isEmpty)
        outcomes.rejected += 1
      }
    }
    #expect(outcomes.read > 50)
    #expect(outcomes.rejected > 1000)
  }
}
