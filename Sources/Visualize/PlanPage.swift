import Basics
import IR
import Plan

/// Writes what there is to know of a plan as one page that needs nothing else (`docs/pictures.md`).
///
/// The page is HTML and XML at once. All of it can be read without its script, which adds tooltips,
/// highlights and the sorting of tables.
package func planPage(of plan: Plan, _ facts: PageFacts) -> String {
  PlanPage(plan: plan, facts: facts).html
}

private struct PlanPage {
  let plan: Plan
  let facts: PageFacts

  private var name: String { shown(plan.graph.name) }

  var html: String {
    var page = Markup()
    page.verbatim("<!DOCTYPE html>\n")
    page.element("html", ["xmlns": "http://www.w3.org/1999/xhtml", "lang": "en"]) { page in
      page.element("head") { page in
        page.void("meta", ["charset": "utf-8"])
        page.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        page.void("meta", ["name": "color-scheme", "content": "light dark"])
        page.element("title", text: "\(name): memory plan")
        page.verbatim("<style>\n\(pageStyle)</style>\n")
      }
      page.element("body") { page in
        page.element("main") { body(&$0) }
        page.verbatim(
          "<div id=\"tip\" role=\"tooltip\" hidden=\"hidden\"><b></b><span></span></div>\n")
        page.verbatim("<script>/*<![CDATA[*/\n\(pageScript)/*]]>*/</script>\n")
      }
    }
    return page.text
  }

  private func body(_ page: inout Markup) {
    head(&page)
    let tables = PlanTables(plan: plan, facts: facts)
    section("Regions", &page) { page in
      picture(regionRow(of: plan, cycles: facts.cycles), &page)
    }
    section("Memory", &page) { page in
      picture(drawnMemory(of: plan), &page)
    }
    section("Memory against time", &page) { page in
      page.element("div", ["class": "beside"]) { page in
        picture(drawnTradeOffs(of: plan.graph.name, facts.tradeOffs), &page)
        tables.tradeOffs.write(&page)
      }
    }
    section("Regions in numbers", &page) { page in tables.regions.write(&page) }
    section("Buffers", &page) { page in tables.buffers.write(&page) }
    section("Ops", &page) { page in tables.ops.write(&page) }
  }

  private func head(_ page: inout Markup) {
    page.element("header") { page in
      page.element("h1", text: name)
      page.element("p") { page in page.element("code", text: shown(facts.command)) }
      page.element("dl") { page in
        fact("arena", size(plan.memory.arenaSize), &page)
        fact("multiply-adds", grouped(facts.multiplyAdds), &page)
        if let computed { fact("multiply-adds, those done again included", computed, &page) }
        fact("parameters", grouped(facts.parameters), &page)
        fact("input", shapes(plan.graph.inputs), &page)
        fact("output", shapes(plan.graph.outputs), &page)
        fact("weights", shown(facts.weights), &page)
        fact("regions", grouped(plan.schedule.regions.count), &page)
        fact("predicted cycles", grouped(Int(facts.cycles.reduce(0, +).rounded())), &page)
      }
      page.element("p", ["id": "bound"], text: bound)
      page.element(
        "p", ["class": "soft"], text: "Weights, stack and output are not counted in the arena.")
      for note in facts.notes { page.element("p", ["class": "soft"], text: shown(note)) }
    }
  }

  /// The multiply-adds of the plan; nil where they are those of the model.
  private var computed: String? {
    let count = plan.schedule.multiplyAdds(in: plan.graph)
    guard count > facts.multiplyAdds else { return nil }
    return "\(grouped(count)) (x\(fixed(Double(count) / Double(max(1, facts.multiplyAdds)), 3)))"
  }

  private var bound: String {
    guard let bound = facts.bound else { return "No proved bound for plans of this kind and size." }
    let ratio = fixed(Double(plan.memory.arenaSize) / Double(max(bound.bytes, 1)), 3)
    return "\(ratio) times the bound: \(shown(bound.explanation))"
  }

  private func shapes(_ values: [ValueID]) -> String {
    values.map { plan.graph.shape(of: $0).description }.joined(separator: ", ")
  }

  private func fact(_ term: String, _ value: String, _ page: inout Markup) {
    page.element("div") { page in
      page.element("dt", text: term)
      page.element("dd", text: value)
    }
  }

  private func section(_ title: String, _ page: inout Markup, _ body: (inout Markup) -> Void) {
    page.element("section") { page in
      page.element("h2", text: title)
      body(&page)
    }
  }

  private func picture(_ svg: SVG, _ page: inout Markup) {
    page.element("figure", ["class": "scroll"]) { page in page.verbatim(svg.inline) }
  }
}
