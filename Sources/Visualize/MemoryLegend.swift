/// What the colours and lines of a memory map mean: only those that occur in it.
struct MemoryLegend {
  private enum Sign: Hashable {
    case buffer(Look)
    case outline(SVG.Dashes)
    case lanes, turns, slope, peak, peakRegion

    var text: String {
      switch self {
      case .buffer(let look): look.name
      case .outline(.short): "one slice of channels at a time"
      case .outline(.dots): "ring: the last rows or pixels only"
      case .outline(.dashDots): "ring of one slice"
      case .outline(.none), .outline(.long): "whole value"
      case .lanes: "lanes of a ring"
      case .turns: "the same bytes used in turn"
      case .slope: "left slope: being written; right slope: dying, lowest address first"
      case .peak: "highest byte in use"
      case .peakRegion: "region that sets the peak"
      }
    }
  }

  private let signs: [(sign: Sign, x: Double, y: Double)]
  let bottom: Double

  init(owners: [BufferOwner], showsTurns: Bool, left: Double, right: Double, top: Double) {
    let kinds = DrawnKind.allCases.filter { kind in owners.contains { $0.kind == kind } }
    var all = kinds.map { Sign.buffer($0.look) }
    if owners.contains(where: { $0.kind == nil }) { all.append(.buffer(BufferOwner.workSpace)) }
    for dashes in [SVG.Dashes.short, .dots, .dashDots]
    where owners.contains(where: { $0.dashes == dashes }) {
      all.append(.outline(dashes))
    }
    if owners.contains(where: { ($0.ring?.lanes.count ?? 1) > 1 }) { all.append(.lanes) }
    if showsTurns { all.append(.turns) }
    all += [.slope, .peak, .peakRegion]

    var signs: [(sign: Sign, x: Double, y: Double)] = []
    var (x, y) = (left, top)
    for sign in all {
      let width = Self.textOffset + estimatedWidth(sign.text, size: 11) + 14
      if x > left, x + width > right { (x, y) = (left, y + Self.lineHeight) }
      signs.append((sign, x, y))
      x += width
    }
    self.signs = signs
    bottom = y + Self.lineHeight / 2
  }

  private static let textOffset = 28.0
  private static let lineHeight = 22.0

  func draw(_ svg: inout SVG) {
    for (sign, x, y) in signs {
      draw(sign, x, y, &svg)
      svg.text(sign.text, at: .init(x: x + Self.textOffset, y: y))
    }
  }

  private func draw(_ sign: Sign, _ x: Double, _ y: Double, _ svg: inout SVG) {
    switch sign {
    case .buffer(let look):
      svg.rectangle(
        x: x, y: y - 7, width: 22, height: 14, fill: look.fill, stroke: Ink.text)
    case .outline(let dashes):
      svg.rectangle(
        x: x, y: y - 7, width: 22, height: 14, fill: Ink.paper, stroke: Ink.text, dashes: dashes)
    case .lanes:
      svg.rectangle(
        x: x, y: y - 7, width: 22, height: 14, fill: Ink.paper, stroke: Ink.text, dashes: .dots)
      svg.line(
        from: .init(x: x, y: y), to: .init(x: x + 22, y: y), color: Ink.text, dashes: .dots)
    case .turns:
      for (left, top) in [(x, y - 7), (x + 6, y - 2)] {
        svg.rectangle(
          x: left, y: top, width: 16, height: 9, fill: Ink.paper, stroke: Ink.text, dashes: .dots)
      }
    case .slope:
      svg.polygon(
        [
          .init(x: x, y: y + 7), .init(x: x + 9, y: y - 7), .init(x: x + 22, y: y - 7),
          .init(x: x + 13, y: y + 7),
        ], fill: Ink.paper, dashes: .none, tip: [])
    case .peak:
      svg.line(
        from: .init(x: x, y: y), to: .init(x: x + 22, y: y), color: Ink.accent, dashes: .long)
    case .peakRegion:
      svg.rectangle(
        x: x, y: y - 7, width: 22, height: 14, fill: Ink.highlight, stroke: Ink.rule)
    }
  }
}
