import Basics
import IR
import Plan
import Testing

@testable import Visualize

@Suite struct PlanPageTests {
  @Test func everyOpRegionAndBufferIsThere() throws {
    let plan = Plans.layerByLayer(try Networks.mobileNetV2(fused: true))
    let page = try #require(XMLText(Pages.page(of: plan)))
    let texts = Set(page.texts)
    for node in plan.graph.order {
      let cost = plan.graph.cost(of: node)
      #expect(texts.contains(plan.graph.name(of: node)))
      #expect(cost.multiplyAdds == 0 || texts.contains(grouped(cost.multiplyAdds)))
      #expect(cost.parameters == 0 || texts.contains(grouped(cost.parameters)))
    }
    for buffer in plan.memory.buffers {
      #expect(texts.contains(buffer.name))
      #expect(texts.contains { $0.hasPrefix("\(buffer.name)\n") })
    }
    for region in plan.schedule.regions.indices {
      #expect(texts.contains { $0.hasPrefix("region \(region): layer by layer\nops: ") })
    }
    #expect(page.elements["svg"] == 3 && page.elements["table"] == 4)
  }

  @Test func theHeadTellsWhatWasPlannedAndHowWell() throws {
    let plan = try Plans.splitBlock()
    let page = try #require(XMLText(Pages.page(of: plan)))
    let expected = [
      "split block", "mncc inspect net.json --optimize ram", "33,792 bytes (33.0 KiB)",
      "1,234,567", "89,012", "16x16x8", "seeded weights",
      "2.000 times the bound: half is proved", "a note",
    ]
    for text in expected { #expect(page.texts.contains(text)) }
    var facts = Pages.facts(of: plan)
    facts.bound = nil
    let unproved = try #require(XMLText(planPage(of: plan, facts)))
    #expect(unproved.texts.contains("No proved bound for plans of this kind and size."))
  }

  @Test func aSplitRegionTellsItsSlicesItsBuffersAndThePeak() throws {
    let page = try #require(XMLText(Pages.page(of: Plans.splitBlock())))
    #expect(
      page.texts.contains(
        """
        region 1: split by channels, 3 x 16 channels
        ops: block.expand, block.depthwise, block.project
        steps: rows, 144 in all
        2,000 cycles predicted, 66.7 % of all; 307,200 multiply-adds
        highest byte in use: 33,280 bytes (32.5 KiB), the peak of the plan
        buffers: stem, block.expand = block.depthwise, partial sums, block.project
        """))
  }

  @Test func equalPlansGiveEqualBytes() throws {
    #expect(try Pages.page(of: Plans.splitBlock()) == Pages.page(of: Plans.splitBlock()))
  }

  @Test(arguments: hostileNames + ["</script>", "</style><script>alert(1)</script>"])
  func aHostileNameIsOnlyAName(name: String) throws {
    let plain = try #require(XMLText(Pages.page(of: Plans.splitBlock())))
    var plan = try Plans.splitBlock(depthwise: name)
    plan.graph.name = name
    plan.memory.buffers[3].name = name
    var facts = Pages.facts(of: plan)
    facts.command = name
    facts.weights = name
    facts.bound?.explanation = name
    facts.notes = [name]
    let page = try #require(XMLText(planPage(of: plan, facts)))
    #expect(page.texts.count { $0 == shown(name) } >= 6)
    #expect(page.elements["script"] == 1 && page.elements["b"] == plain.elements["b"])
    #expect(page.elements["tr"] == plain.elements["tr"])
  }

  @Test func nothingIsFetchedAndTheScriptIsSmall() throws {
    let page = try Pages.page(of: Plans.splitBlock())
    for word in ["src=", "href=", "url(", "@import", "fetch", "console", "eval", "innerHTML"] {
      #expect(!page.contains(word), "\(word)")
    }
    let addresses = page.split(separator: "\"").filter { $0.hasPrefix("http") }
    #expect(Set(addresses) == ["http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"])
    #expect(pageScript.utf8.count < 6000 && pageScript.hasPrefix("\"use strict\";"))
    // Neither language may see the end of the other.
    #expect(!pageScript.contains("</") && !pageScript.contains("]]>"))
  }

  @Test func aPlanOfNothingIsAPage() {
    let plan = Plan(
      graph: Graph(name: "nothing"), schedule: Schedule(regions: []),
      memory: MemoryPlan(
        buffers: [], placements: SideTable(), arenaSize: 16, alignment: 16, regionSteps: []))
    #expect(XMLText(Pages.page(of: plan)) != nil)
  }
}
