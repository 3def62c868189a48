import Basics

/// Draws plans in memory and predicted time as a self-contained SVG (`docs/pictures.md`).
package func tradeOffChart(of model: String, _ tradeOffs: TradeOffs) -> String {
  drawnTradeOffs(of: model, tradeOffs).text
}

/// The same as a picture for a page.
func drawnTradeOffs(of model: String, _ tradeOffs: TradeOffs) -> SVG {
  TradeOffChart(model: model, tradeOffs: tradeOffs).svg()
}

private struct TradeOffChart {
  private let model: String
  private let tradeOffs: TradeOffs
  private let memory: ChartAxis
  private let time: ChartAxis

  private static let width = 760.0
  private static let height = 420.0

  init(model: String, tradeOffs: TradeOffs) {
    self.model = shortened(shown(model), to: 40)
    self.tradeOffs = tradeOffs
    memory = ChartAxis(
      showing: tradeOffs.points.map { Double($0.arenaSize) / 1024 }, start: 84,
      end: Self.width - 24)
    time = ChartAxis(
      showing: tradeOffs.points.map { $0.cycles / 1e6 }, start: Self.height - 58, end: 64)
  }

  func svg() -> SVG {
    var svg = SVG(
      width: Self.width, height: Self.height,
      title: "Plans of \(model) in memory and predicted time")
    svg.text(
      "\(model): memory against predicted latency", at: .init(x: memory.start, y: 22), size: 14,
      bold: true)
    legend(&svg)
    axes(&svg)
    staircase(&svg)
    points(&svg)
    return svg
  }

  private func axes(_ svg: inout SVG) {
    for tick in memory.ticks {
      let x = memory.place(tick)
      svg.line(from: .init(x: x, y: time.start), to: .init(x: x, y: time.end), color: Ink.stripe)
      svg.line(
        from: .init(x: x, y: time.start), to: .init(x: x, y: time.start + 5), color: Ink.soft)
      svg.text(
        fixed(tick, memory.decimals), at: .init(x: x, y: time.start + 15), size: 10,
        anchor: .middle)
    }
    for tick in time.ticks {
      let y = time.place(tick)
      svg.line(
        from: .init(x: memory.start, y: y), to: .init(x: memory.end, y: y), color: Ink.stripe)
      svg.line(
        from: .init(x: memory.start - 5, y: y), to: .init(x: memory.start, y: y), color: Ink.soft)
      svg.text(
        fixed(tick, time.decimals), at: .init(x: memory.start - 9, y: y), size: 10, anchor: .end)
    }
    svg.line(
      from: .init(x: memory.start, y: time.start), to: .init(x: memory.end, y: time.start),
      color: Ink.soft)
    svg.line(
      from: .init(x: memory.start, y: time.start), to: .init(x: memory.start, y: time.end),
      color: Ink.soft)
    svg.text(
      "arena, KiB", at: .init(x: (memory.start + memory.end) / 2, y: time.start + 38),
      anchor: .middle, color: Ink.soft)
    svg.text(
      "predicted latency, million cycles",
      at: .init(x: 20, y: (time.start + time.end) / 2), anchor: .middle, turned: -90,
      color: Ink.soft)
  }

  /// The least time for each amount of memory: it drops where a plan begins to fit.
  private func staircase(_ svg: inout SVG) {
    var corners: [SVG.Point] = []
    for point in tradeOffs.front.reversed().map(place) {
      if let last = corners.last { corners.append(.init(x: point.x, y: last.y)) }
      corners.append(point)
    }
    guard let last = corners.last else { return }
    svg.path(corners + [.init(x: memory.end, y: last.y)], color: Ink.soft)
  }

  private func points(_ svg: inout SVG) {
    for (index, point) in tradeOffs.points.enumerated() where index != tradeOffs.chosen {
      svg.circle(
        at: place(point), radius: 4.5, fill: fill(point), tip: tradeOffs.description(of: index))
    }
    guard let chosen = tradeOffs.chosen else { return }
    let point = tradeOffs.points[chosen]
    let place = place(point)
    svg.circle(at: place, radius: 7, fill: Ink.accent, tip: tradeOffs.description(of: chosen))
    let text =
      "this plan: \(binary(point.arenaSize)), \(tradeOffs.slowness(point)) times the fastest"
    let isLeft = place.x < (memory.start + memory.end) / 2
    // The line comes from above on the left and goes on below on the right.
    svg.text(
      text, at: .init(x: place.x + (isLeft ? 10 : -10), y: place.y + (isLeft ? -16 : 16)),
      anchor: isLeft ? .start : .end, color: Ink.accent, bold: true)
  }

  private func fill(_ point: TradeOffs.Point) -> String {
    point.repeatsWork ? "#E69F00" : "#0072B2"
  }

  /// What the two colours of dots mean, where there are two.
  private func legend(_ svg: inout SVG) {
    guard Set(tradeOffs.points.map(\.repeatsWork)).count > 1 else { return }
    var x = memory.start
    for (fill, text) in [
      ("#0072B2", "computes all once"), ("#E69F00", "computes some of it again"),
    ] {
      svg.rectangle(x: x, y: 39.5, width: 9, height: 9, fill: fill)
      svg.text(text, at: .init(x: x + 15, y: 44), color: Ink.soft)
      x += 31 + estimatedWidth(text, size: 11)
    }
  }

  private func place(_ point: TradeOffs.Point) -> SVG.Point {
    .init(x: memory.place(Double(point.arenaSize) / 1024), y: time.place(point.cycles / 1e6))
  }
}
