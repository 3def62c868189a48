import Basics
import IR
import Plan

/// Draws the network as a row of regions, as wide as the work in them, below the memory they need.
func regionRow(of plan: Plan, cycles: [Double]) -> SVG { RegionRow(plan, cycles).svg() }

private struct RegionRow {
  private let plan: Plan
  private let cycles: [Double]
  private let peaks: [Int]
  private let peakRegion: Int?
  /// Where the regions begin, and where the last one ends.
  private let edges: [Double]

  private static let left = 80.0
  private static let room = 1200.0
  private static let narrowest = 8.0
  private static let barTop = 30.0
  private static let boxTop = 120.0
  private static let boxBottom = 172.0

  init(_ plan: Plan, _ cycles: [Double]) {
    precondition(cycles.count == plan.schedule.regions.count, "every region has its cycles")
    self.plan = plan
    self.cycles = cycles
    peaks = plan.peakOfRegions
    peakRegion = plan.peakRegion
    let least = Self.narrowest * Double(cycles.count)
    // A schedule of very many regions makes the picture wider instead of the regions invisible.
    let shared = max(Self.room - least, least / 2)
    let total = max(cycles.reduce(0, +), 1)
    edges = cycles.reduce(into: [Self.left]) { edges, cycles in
      edges.append(edges[edges.count - 1] + Self.narrowest + cycles / total * shared)
    }
  }

  func svg() -> SVG {
    let right = edges[edges.count - 1]
    var svg = SVG(
      width: max(right, Self.left + Self.room) + 40, height: Self.boxBottom + 76,
      title: "Regions of \(shown(plan.graph.name))")
    svg.text(
      "memory", at: .init(x: Self.left - 8, y: (Self.barTop + Self.boxTop) / 2), anchor: .end,
      color: Ink.soft)
    svg.text(
      "work", at: .init(x: Self.left - 8, y: (Self.boxTop + Self.boxBottom) / 2), anchor: .end,
      color: Ink.soft)
    for index in cycles.indices { bar(index, &svg) }
    svg.line(
      from: .init(x: Self.left, y: Self.boxTop - 4), to: .init(x: right, y: Self.boxTop - 4),
      color: Ink.rule)
    for index in cycles.indices { box(index, &svg) }
    peak(&svg)
    legend(&svg)
    return svg
  }

  private func bar(_ index: Int, _ svg: inout SVG) {
    let share = Double(peaks[index]) / Double(max(plan.memory.arenaSize, 1))
    let height = share * (Self.boxTop - 4 - Self.barTop)
    svg.rectangle(
      x: edges[index] + 0.5, y: Self.boxTop - 4 - height,
      width: edges[index + 1] - edges[index] - 1, height: height,
      fill: index == peakRegion ? Ink.accent : RegionKind(plan.schedule.regions[index]).look.fill,
      marks: [SVG.Mark("memory", index)])
  }

  private func box(_ index: Int, _ svg: inout SVG) {
    let region = plan.schedule.regions[index]
    let look = RegionKind(region).look
    let width = edges[index + 1] - edges[index]
    svg.rectangle(
      x: edges[index] + 0.5, y: Self.boxTop, width: width - 1,
      height: Self.boxBottom - Self.boxTop, fill: look.fill, stroke: Ink.text,
      marks: [SVG.Mark("region", index)], tip: tip(index))
    var lines: [(text: String, isBold: Bool)] = []
    if let number = fitting(["\(index)"], in: width, beside: 3) { lines.append((number, true)) }
    if let name = fitting(blockNames(index), in: width) { lines.append((name, false)) }
    if let detail = fitting(details(index), in: width) { lines.append((detail, false)) }
    let height = 14.0
    let top = (Self.boxTop + Self.boxBottom - height * Double(lines.count - 1)) / 2
    for (line, (text, isBold)) in lines.enumerated() {
      svg.text(
        text, at: .init(x: edges[index] + width / 2, y: top + height * Double(line)), size: 10,
        anchor: .middle, color: look.text, bold: isBold)
    }
  }

  /// The first of some texts that a box has room for.
  private func fitting(
    _ texts: [String], in width: Double, beside margin: Double = 4
  ) -> String? {
    texts.first { estimatedWidth($0, size: 10) + margin <= width }
  }

  /// What is special about a region, from the longest way to say it to the shortest.
  private func details(_ index: Int) -> [String] {
    let region = plan.schedule.regions[index]
    var details: [String] = []
    if !plan.repeatedOps(ofRegion: index).isEmpty { details.append("second pass") }
    if !plan.gatheringOps(ofRegion: index).isEmpty { details.append("gathers") }
    if let cut = region.cutTerm { details.append(cut) }
    if region.stepTerm != "rows" { details.append(region.stepTerm) }
    return details.indices.reversed().map { details[...$0].joined(separator: "; ") }
  }

  /// The blocks of a region, from the longest way to say it to the shortest.
  private func blockNames(_ index: Int) -> [String] {
    let names = plan.opNames(ofRegion: index).map {
      $0.split(separator: ".").first.map(String.init) ?? $0
    }
    guard let first = names.first, let last = names.last else { return [] }
    return (first == last ? [] : ["\(first) to \(last)"]) + [last]
  }

  private func tip(_ index: Int) -> [String] {
    let region = plan.schedule.regions[index]
    let share = cycles[index] / max(cycles.reduce(0, +), 1)
    let buffers = plan.buffers(ofRegion: index).map { shown(plan.memory.buffers[$0].name) }
    let gathering = plan.gatheringOps(ofRegion: index).joined(separator: ", ")
    let repeated = plan.repeatedOps(ofRegion: index).joined(separator: ", ")
    let repetition = plan.repetition(ofRegion: index)
    var lines = [
      "region \(index): \(RegionKind(region).look.name)"
        + (region.cutTerm.map { ", \($0)" } ?? ""),
      "ops: " + plan.opNames(ofRegion: index).joined(separator: ", "),
      "steps: \(region.stepTerm), \(grouped(plan.memory.regionSteps[index])) in all",
    ]
    if !gathering.isEmpty {
      lines.append("takes up its operand while that is made: \(gathering)")
    }
    if !repeated.isEmpty { lines.append("made a second time: \(repeated)") }
    let work =
      "\(grouped(Int(cycles[index].rounded()))) cycles predicted, \(fixed(share * 100, 1)) % of all;"
      + " \(grouped(plan.multiplyAdds(ofRegion: index))) multiply-adds"
    lines.append(
      repetition > 1 ? "\(work), \(fixed(repetition, 3)) times those of one run" : work)
    let peak = "highest byte in use: \(size(peaks[index]))"
    lines.append(index == peakRegion ? "\(peak), the peak of the plan" : peak)
    lines.append("buffers: " + (buffers.isEmpty ? "none" : buffers.joined(separator: ", ")))
    return lines
  }

  private func peak(_ svg: inout SVG) {
    guard let peakRegion else { return }
    let text = "peak: region \(peakRegion), \(size(peaks[peakRegion]))"
    let half = estimatedWidth(text, size: 11) / 2
    let middle = (edges[peakRegion] + edges[peakRegion + 1]) / 2
    svg.text(
      text, at: .init(x: max(middle, Self.left + half), y: 16), anchor: .middle,
      color: Ink.accent, bold: true)
  }

  private func legend(_ svg: inout SVG) {
    let kinds = RegionKind.allCases.filter { kind in
      plan.schedule.regions.contains { RegionKind($0) == kind }
    }
    var x = Self.left
    for look in kinds.map(\.look) {
      svg.rectangle(
        x: x, y: Self.boxBottom + 24, width: 22, height: 14, fill: look.fill, stroke: Ink.text)
      svg.text(look.name, at: .init(x: x + 28, y: Self.boxBottom + 31))
      x += 42 + estimatedWidth(look.name, size: 11)
    }
    svg.text(
      "above: highest byte in use, the peak in red; below: as wide as the predicted work",
      at: .init(x: Self.left, y: Self.boxBottom + 55), color: Ink.soft)
  }
}
