import Basics
import IR
import Plan
import Testing

@testable import Visualize

@Suite struct MemoryMapTests {
  @Test func everyBufferIsNamedWithItsPlaceAndItsLife() throws {
    let plan = Plans.layerByLayer(try Networks.mobileNetV2(fused: true))
    let map = try #require(XMLText(memoryMap(of: plan)))
    for buffer in plan.memory.buffers {
      let tip = try #require(map.texts.first { $0.hasPrefix(buffer.name + "\n") })
      #expect(tip.contains("at offset \(grouped(buffer.offset))\n"))
      #expect(tip.contains("in steps \(buffer.life.lowerBound) to \(buffer.life.upperBound)\n"))
    }
    // One polygon each and one in the legend.
    #expect(map.elements["polygon"] == plan.memory.buffers.count + 1)
  }

  @Test func itTellsArenaPeakAndTheRegionThatSetsIt() throws {
    let map = try #require(XMLText(memoryMap(of: Plans.splitBlock())))
    #expect(map.texts.contains("split block: arena of 33,792 bytes (33.0 KiB)"))
    #expect(map.texts.contains("peak 33,280 bytes (32.5 KiB), set by block.project"))
    #expect(map.texts.contains("block.expand = block.depthwise"))
    let legend = [
      "input", "1x1 convolution", "larger convolution", "work space",
      "one slice of channels at a time", "region that sets the peak",
    ]
    for entry in legend { #expect(map.texts.contains(entry)) }
    #expect(!map.texts.contains("depthwise convolution"))
  }

  @Test func equalPlansGiveEqualBytes() throws {
    let graph = try Networks.mobileNetV2(fused: false)
    #expect(
      memoryMap(of: Plans.layerByLayer(graph)) == memoryMap(of: Plans.layerByLayer(graph)))
  }

  @Test(arguments: hostileNames)
  func aHostileNameIsOnlyAName(name: String) throws {
    var plan = try Plans.splitBlock()
    plan.graph.name = name
    plan.memory.buffers[3].name = name
    let map = try #require(XMLText(memoryMap(of: plan)))
    #expect(map.texts.contains("\(shown(name)): arena of 33,792 bytes (33.0 KiB)"))
    #expect(map.texts.contains { $0.hasPrefix("\(shown(name))\n8,192 bytes") })
  }

  @Test func aPlanOfNothingIsAPicture() {
    let plan = Plan(
      graph: Graph(name: "nothing"), schedule: Schedule(regions: []),
      memory: MemoryPlan(
        buffers: [], placements: SideTable(), arenaSize: 16, alignment: 16, regionSteps: []))
    #expect(XMLText(memoryMap(of: plan)) != nil)
  }
}

@Suite struct BufferOutlineTests {
  private let time = TimeAxis(regionSteps: [10, 10], left: 0, width: 200)
  private let address = AddressAxis(byteCount: 100, top: 0, bottom: 100)

  private func corners(growth: Range<Int>, decay: Range<Int>) -> [String] {
    let buffer = Buffer(name: "b", offset: 20, byteCount: 60, growth: growth, decay: decay)
    return BufferOutline(buffer: buffer, time: time, address: address).points.map {
      "\(pixels($0.x)),\(pixels($0.y))"
    }
  }

  @Test func itRisesWhileItGrowsAndSinksFromTheLowAddresses() {
    #expect(
      corners(growth: 0..<10, decay: 10..<20) == [
        "0,80", "0,80", "100,20", "200,20", "200,20", "100,80",
      ])
  }

  @Test func withoutGrowthOrDecayItIsARectangle() {
    #expect(
      corners(growth: 0..<0, decay: 20..<20)
        == ["0,80", "0,20", "100,20", "200,20", "200,80", "100,80"])
  }

  @Test func aNameStandsInsideOrNowhere() throws {
    let buffer = Buffer(name: "b", offset: 0, byteCount: 100, growth: 0..<10, decay: 10..<20)
    let outline = BufferOutline(buffer: buffer, time: time, address: address)
    #expect(outline.rooms(length: 60, thickness: 12).first?.degrees == 0)
    let slanted = outline.rooms(length: 100, thickness: 12).first
    #expect(slanted.map { pixels($0.degrees) } == "-45")
    #expect(outline.rooms(length: 190, thickness: 12).isEmpty)
  }
}

@Suite struct AxisTests {
  @Test func timeRunsForwardAndLeavesNoRegionOut() {
    let axis = TimeAxis(regionSteps: [112, 1, 0, 3000, 7], left: 10, width: 500)
    let places = (0...3120).map { axis.x(Double($0)) }
    #expect(places.first == 10 && places.last == axis.right)
    #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 })
    #expect(axis.regions.map { $0.width >= 14 } == [true, true, false, true, true])
    #expect(axis.right > 509 && axis.right < 511)
  }

  @Test func ticksAreRoundAndFew() {
    for bytes in [1, 16, 1000, 33_792, 6_823_936, 1 << 40] {
      let ticks = AddressAxis(byteCount: bytes, top: 0, bottom: 1).ticks
      #expect((2...9).contains(ticks.count) && ticks[0].text == "0 \(bytes <= 4096 ? "B" : "KiB")")
    }
  }
}
