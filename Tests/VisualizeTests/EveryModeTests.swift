import Plan
import Testing

@testable import Visualize

/// What a plan in tiles, stripes, lanes and second passes tells that a plan in rows does not.
@Suite struct EveryModeTests {
  private func texts() throws -> [String] {
    try #require(XMLText(Pages.page(of: Plans.everyMode()))).texts
  }

  @Test func regionsTellHowTheyRun() throws {
    let texts = try texts()
    let heads = [
      "region 0: pulled in stripes, 2 x 4 columns\nops: stem, narrow\nsteps: tiles up to 2x4, 86 in",
      "region 1: split inside each row, 2 x 8 channels\n",
      "region 3: pulled in tiles\nops: head.2, again\nsteps: tiles of 1x4, 32 in all\n"
        + "takes up its operand while that is made: again\nmade a second time: head.2\n",
    ]
    for head in heads { #expect(texts.contains { $0.hasPrefix(head) }, "\(head)") }
    for kind in ["pulled in stripes", "split inside each row", "pulled in tiles"] {
      #expect(texts.count { $0 == kind } == 2, "\(kind) in the table and in the legend")
    }
  }

  @Test func whatStripesRepeatIsCounted() throws {
    let plan = try Plans.everyMode()
    // Each stripe needs 9 of the stem's 16 columns or 8, and 4 of the other's 8.
    #expect(plan.multiplyAdds(ofRegion: 0) == 16 * 17 * 27 * 8 + 64 * 9 * 8)
    #expect(plan.repetition(ofRegion: 0) > 1 && plan.repetition(ofRegion: 2) == 1)
    #expect(try texts().contains { $0.contains(" times those of one run") })
  }

  @Test func opsTellTheirStepsAndWhatIsKept() throws {
    let texts = try texts()
    for text in [
      "2x4", "gathers 1x4", "gathers row", "row", "made x1.06", "makes slices, made x2.75",
      "carries slices", "sums slices", "second pass", "30 pixels in 2 lanes",
      "ring of 3 rows of 8 channels", "ring of 1 row of 8 channels", "ring of 4 pixels", "whole",
      "caller's memory",
    ] {
      #expect(texts.contains(text), "\(text)")
    }
  }

  @Test func theMapTellsRingsLanesAndTurns() throws {
    let map = try #require(XMLText(memoryMap(of: Plans.everyMode())))
    for text in [
      "ring: the last rows or pixels only", "ring of one slice", "lanes of a ring",
      "the same bytes used in turn", "head.2",
    ] {
      #expect(map.texts.contains(text), "\(text)")
    }
    #expect(map.texts.contains { $0.hasSuffix("\nuses bytes in turn with block.depthwise") })
    #expect(map.texts.contains { $0.hasSuffix("\nstem: 30 pixels in 2 lanes") })
  }

  @Test func stripesFillARegionsResultInTheFirstAndReadItInTheLast() throws {
    var plan = try Plans.everyMode()
    let narrow = plan.drawn(plan.memory.buffers[1])
    // Of the first stripe: 9 bands of 3 tiles of the stem, 8 rows of 2 tiles of the other.
    #expect(narrow.growth == 5..<43 && narrow.decay == 110..<150)
    plan.memory.buffers[1].decay = 0..<86
    #expect(plan.drawn(plan.memory.buffers[1]).decay.upperBound == 86)
    #expect(plan.drawn(plan.memory.buffers[1]).decay.lowerBound > 40)
  }
}

@Suite struct LabelPlaceTests {
  @Test func noNameStandsOnAnother() {
    var places = LabelPlaces()
    let middle = BufferOutline.Room(middle: .init(x: 50, y: 50), degrees: 0)
    let aside = BufferOutline.Room(middle: .init(x: 50, y: 70), degrees: 0)
    #expect(places.take([middle, aside], length: 40, thickness: 12) == middle)
    #expect(places.take([middle, aside], length: 40, thickness: 12) == aside)
    #expect(places.take([middle, aside], length: 40, thickness: 12) == nil)
  }
}
