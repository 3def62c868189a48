/// What the colours and lines of a memory map mean: only those that occur in it.
struct MemoryLegend {
  private enum Sign: Hashable {
    case buffer(Look)
    case slices, slope, peak, peakRegion

    var text: String {
      switch self {
      case .buffer(let look): look.name
      case .slices: "one slice of channels at a time"
      case .slope: "left slope: being written; right slope: dying, lowest address first"
      case .peak: "highest byte in use"
      case .peakRegion: "region that sets the peak"
      }
    }
  }

  private let signs: [(sign: Sign, x: Double, y: Double)]
  let bottom: Double

  init(owners: [BufferOwner], left: Double, right: Double, top: Double) {
    let kinds = DrawnKind.allCases.filter { kind in owners.contains { $0.kind == kind } }
    var all = kinds.map { Sign.buffer($0.look) }
    if owners.contains(where: { $0.kind == nil }) { all.append(.buffer(BufferOwner.workSpace)) }
    if owners.contains(where: \.isSlice) { all.append(.slices) }
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
    case .slices:
      svg.rectangle(
        x: x, y: y - 7, width: 22, height: 14, fill: Ink.paper, stroke: Ink.text, dashes: .short)
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
