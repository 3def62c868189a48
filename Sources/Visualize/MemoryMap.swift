import Basics
import IR
import Plan

/// Draws the arena of a plan over time as a self-contained SVG (`docs/pictures.md`).
package func memoryMap(of plan: Plan) -> String { drawnMemory(of: plan).text }

/// The same as a picture for a page.
func drawnMemory(of plan: Plan) -> SVG { MemoryMap(plan).svg() }

private typealias Point = BufferOutline.Point

/// One picture of a plan: what is drawn where.
private struct MemoryMap {
  private let plan: Plan
  private let time: TimeAxis
  private let address: AddressAxis
  private let regionNames: [String]
  private let peaks: [Int]
  private let peakRegion: Int?
  private let owners: [BufferOwner]
  /// The values in each buffer, and the buffers that use its bytes in turn with it.
  private let values: [[ValueID]]
  private let turns: [[Int]]
  /// The room that the slanted names below the plot need.
  private let namesHeight: Double

  init(_ plan: Plan) {
    self.plan = plan
    time = TimeAxis(regionSteps: plan.memory.regionSteps, left: 80, width: 1200)
    address = AddressAxis(byteCount: plan.memory.arenaSize, top: 84, bottom: 620)
    let graph = plan.graph
    let names = plan.schedule.regions.map { region in
      shown(region.stages.last.map { graph.name(of: $0.node) } ?? "")
    }
    regionNames = names
    peaks = plan.peakOfRegions
    peakRegion = plan.peakRegion
    let owners = bufferOwners(of: plan)
    self.owners = owners
    values = plan.valuesOfBuffers
    turns = plan.memory.buffers.indices.map { plan.buffersInTurn(with: $0, owners) }
    let longest = names.map { min($0.count, longestName) }.max() ?? 0
    namesHeight = 24 + estimatedWidth(String(repeating: "n", count: longest), size: 10) * 0.72
  }

  func svg() -> SVG {
    let legend = MemoryLegend(
      owners: owners, showsTurns: turns.contains { !$0.isEmpty }, left: time.left,
      right: time.right, top: address.bottom + namesHeight + 26)
    var svg = SVG(
      width: time.right + 40, height: legend.bottom + 16, title: "Memory plan of \(name)")
    head(&svg)
    bands(&svg)
    scale(&svg)
    let outlines = plan.memory.buffers.map {
      BufferOutline(buffer: plan.drawn($0), time: time, address: address)
    }
    for (index, outline) in outlines.enumerated() { shape(index, outline, &svg) }
    var places = LabelPlaces()
    for (outline, owner) in zip(outlines, owners) { label(outline, owner, &places, &svg) }
    peak(&svg)
    legend.draw(&svg)
    return svg
  }

  private var name: String { shortened(shown(plan.graph.name), to: longestTitle) }

  private func regionName(_ region: Int) -> String {
    regionNames.indices.contains(region) ? regionNames[region] : "region \(region)"
  }

  // MARK: Around the buffers

  private func head(_ svg: inout SVG) {
    let memory = plan.memory
    svg.text(
      "\(name): arena of \(size(memory.arenaSize))", at: Point(x: time.left, y: 24), size: 18,
      bold: true)
    let steps = memory.regionSteps.reduce(0, +)
    svg.text(
      "\(memory.buffers.count) buffers, \(memory.regionSteps.count) regions, \(grouped(steps)) steps."
        + " Rest the pointer on a shape for its numbers.",
      at: Point(x: time.left, y: 46), color: Ink.soft)
  }

  /// The regions as bands behind everything, the one that sets the peak in another colour.
  private func bands(_ svg: inout SVG) {
    var free = -Double.infinity
    for (index, region) in time.regions.enumerated() {
      let isPeak = index == peakRegion
      let fill = isPeak ? Ink.highlight : index.isMultiple(of: 2) ? Ink.stripe : Ink.paper
      svg.rectangle(
        x: region.left, y: address.top, width: region.width,
        height: address.bottom - address.top, fill: fill,
        marks: [SVG.Mark("region", index)],
        tip: [
          "region \(index): \(regionName(index))",
          "steps \(region.steps.lowerBound) to \(region.steps.upperBound)",
          "in use up to \(size(peaks[index]))",
        ])
      // Slanted lines of text need this much between them; the peak's name is never left out.
      guard !region.steps.isEmpty, region.middle >= free + 12 || isPeak else { continue }
      free = region.middle
      svg.text(
        shortened(regionName(index), to: longestName),
        at: Point(x: region.middle + 3, y: address.bottom + 10), size: 10, anchor: .end,
        turned: -45, bold: isPeak)
    }
    svg.text(
      "time: regions in the order of the schedule, each as wide as the root of its steps, linear"
        + " inside",
      at: Point(x: (time.left + time.right) / 2, y: address.bottom + namesHeight), anchor: .middle,
      color: Ink.soft)
  }

  private func scale(_ svg: inout SVG) {
    for tick in address.ticks {
      let y = address.y(tick.byte)
      svg.line(
        from: Point(x: time.left - 5, y: y), to: Point(x: time.right, y: y), color: Ink.rule)
      svg.text(tick.text, at: Point(x: time.left - 8, y: y), size: 10, anchor: .end)
    }
    svg.text(
      "address", at: Point(x: 14, y: (address.top + address.bottom) / 2), anchor: .middle,
      turned: -90, color: Ink.soft)
  }

  private func peak(_ svg: inout SVG) {
    guard let peakRegion else { return }
    let y = address.y(peaks[peakRegion])
    svg.line(
      from: Point(x: time.left, y: y), to: Point(x: time.right, y: y),
      color: Ink.accent, dashes: .long)
    svg.text(
      "peak \(size(peaks[peakRegion])), set by \(shortened(regionName(peakRegion), to: longestName))",
      at: Point(x: time.right, y: y - 9), anchor: .end, color: Ink.accent, bold: true)
  }

  // MARK: Buffers

  private func shape(_ index: Int, _ outline: BufferOutline, _ svg: inout SVG) {
    let owner = owners[index]
    let buffer = plan.memory.buffers[index]
    let regions = plan.regions(of: buffer)
    svg.polygon(
      outline.points, fill: owner.look.fill, dashes: owner.dashes,
      marks: [
        SVG.Mark("buffer", index), SVG.Mark("first", regions.lowerBound),
        SVG.Mark("last", regions.upperBound),
      ],
      tip: [
        shown(buffer.name), "\(size(buffer.byteCount)) at offset \(grouped(buffer.offset))",
        "lives in regions \(regions.lowerBound) to \(regions.upperBound):"
          + " \(regionName(regions.lowerBound)) to \(regionName(regions.upperBound))",
        "in steps \(buffer.life.lowerBound) to \(buffer.life.upperBound)",
        "written \(buffer.growth.lowerBound) to \(buffer.growth.upperBound),"
          + " dies \(buffer.decay.lowerBound) to \(buffer.decay.upperBound)",
      ] + contents(index))
    lanes(owner, buffer, &svg)
  }

  /// What a buffer holds of its values, where that is not all of them, and who else uses its bytes.
  private func contents(_ index: Int) -> [String] {
    let kept = values[index].compactMap { value -> String? in
      let term = plan.placementTerm(of: value)
      return term == "whole" ? nil : "\(shown(plan.graph.values[value].name)): \(term)"
    }
    guard !turns[index].isEmpty else { return kept }
    let others = turns[index].map { shown(plan.memory.buffers[$0].name) }
    return kept + ["uses bytes in turn with " + others.joined(separator: ", ")]
  }

  /// Lines between the lanes of a ring, where they are far enough apart to be seen.
  private func lanes(_ owner: BufferOwner, _ buffer: Buffer, _ svg: inout SVG) {
    guard let ring = owner.ring, ring.lanes.count > 1, ring.pixels > 0 else { return }
    let edges = ring.lanes.indices.map { lane in
      let share = Double(ring.start(ofLane: lane)) / Double(ring.pixels)
      return address.y(Double(buffer.offset) + share * Double(buffer.byteCount))
    }
    let ends = (
      time.x(Double(buffer.life.lowerBound)), time.x(Double(buffer.life.upperBound))
    )
    for (edge, next) in zip(
      edges.dropFirst(), edges.dropFirst(2) + [address.y(buffer.bytes.upperBound)])
    where edge - next >= 3 {
      svg.line(
        from: Point(x: ends.0, y: edge), to: Point(x: ends.1, y: edge), color: Ink.text,
        dashes: .dots)
    }
  }

  /// The name inside the shape: all of it, that of the first value, or what follows its block,
  /// whichever is the first to fit.
  private func label(
    _ outline: BufferOutline, _ owner: BufferOwner, _ places: inout LabelPlaces, _ svg: inout SVG
  ) {
    let parts = owner.firstName.split(separator: ".", maxSplits: 1)
    for name in [shown(outline.buffer.name), owner.firstName, parts.last.map(String.init) ?? ""]
    where !name.isEmpty {
      for size in [11.0, 9.0] {
        let (length, thickness) = (estimatedWidth(name, size: size) + 4, size + 2)
        let rooms = outline.rooms(length: length, thickness: thickness)
        guard let room = places.take(rooms, length: length, thickness: thickness) else { continue }
        return svg.text(
          name, at: room.middle, size: size, anchor: .middle, turned: room.degrees,
          color: owner.look.text)
      }
    }
  }
}
