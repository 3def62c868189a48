import Basics

/// Writes the few shapes of SVG that the pictures are made of; texts are escaped here and only here.
struct SVG {
  typealias Point = BufferOutline.Point

  private var writer = CodeWriter()
  private let width: Double
  private let height: Double

  init(width: Double, height: Double, title: String) {
    (self.width, self.height) = (width, height)
    let (w, h) = (pixels(width), pixels(height))
    writer.line(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(w)\" height=\"\(h)\""
        + " viewBox=\"0 0 \(w) \(h)\" font-family=\"Helvetica, Arial, sans-serif\""
        + " font-size=\"11\">")
    writer.line("<title>\(xmlEscaped(title))</title>")
    rectangle(x: 0, y: 0, width: width, height: height, fill: Ink.paper)
  }

  /// The picture as a part of a page.
  var inline: String { writer.text + "</svg>\n" }

  /// The picture as a file.
  var text: String { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + inline }

  mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, fill: String, stroke: String = "none",
    dashes: Dashes = .none, marks: [Mark] = [], tip: [String] = []
  ) {
    element(
      "rect",
      "x=\"\(pixels(x))\" y=\"\(pixels(y))\" width=\"\(pixels(width))\""
        + " height=\"\(pixels(height))\" fill=\"\(fill)\" stroke=\"\(stroke)\"\(dashes.attribute)",
      marks, tip)
  }

  mutating func polygon(
    _ points: [Point], fill: String, dashes: Dashes, marks: [Mark] = [], tip: [String]
  ) {
    element(
      "polygon",
      "points=\"\(corners(points))\" fill=\"\(fill)\" fill-opacity=\"0.85\" stroke=\"\(Ink.text)\""
        + " stroke-width=\"0.8\" stroke-linejoin=\"round\"\(dashes.attribute)",
      marks, tip)
  }

  mutating func circle(at center: Point, radius: Double, fill: String, tip: [String]) {
    element(
      "circle",
      "cx=\"\(pixels(center.x))\" cy=\"\(pixels(center.y))\" r=\"\(pixels(radius))\""
        + " fill=\"\(fill)\" stroke=\"none\"",
      [], tip)
  }

  mutating func line(
    from start: Point, to end: Point, color: String, dashes: Dashes = .none
  ) {
    element(
      "line",
      "x1=\"\(pixels(start.x))\" y1=\"\(pixels(start.y))\" x2=\"\(pixels(end.x))\""
        + " y2=\"\(pixels(end.y))\" stroke=\"\(color)\"\(dashes.attribute)",
      [], [])
  }

  /// A line through several points.
  mutating func path(_ points: [Point], color: String) {
    element(
      "polyline",
      "points=\"\(corners(points))\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"1.5\"", [], []
    )
  }

  mutating func text(
    _ content: String, at point: Point, size: Double = 11, anchor: Anchor = .start,
    turned degrees: Double = 0, color: String = Ink.text, bold: Bool = false
  ) {
    let (x, y) = (pixels(point.x), pixels(point.y))
    let turn = degrees == 0 ? "" : " transform=\"rotate(\(pixels(degrees)) \(x) \(y))\""
    // A third of the size below the middle of the line, which every viewer understands.
    let weight = bold ? " font-weight=\"bold\"" : ""
    writer.line(
      "<text x=\"\(x)\" y=\"\(y)\" dy=\"0.35em\" font-size=\"\(pixels(size))\""
        + " text-anchor=\"\(anchor.rawValue)\" fill=\"\(color)\" pointer-events=\"none\""
        + "\(weight)\(turn)>\(xmlEscaped(content))</text>")
  }

  enum Anchor: String { case start, middle, end }

  enum Dashes {
    case none, short, long, dots, dashDots

    fileprivate var attribute: String {
      switch self {
      case .none: ""
      case .short: " stroke-dasharray=\"3 2\""
      case .long: " stroke-dasharray=\"7 4\""
      case .dots: " stroke-dasharray=\"1.5 2\""
      case .dashDots: " stroke-dasharray=\"6 2 1.5 2\""
      }
    }
  }

  /// What an element stands for, for the script of a page: `data-region="3"`.
  struct Mark {
    let name: String
    let number: Int

    init(_ name: String, _ number: Int) { (self.name, self.number) = (name, number) }

    fileprivate var attribute: String { " data-\(name)=\"\(number)\"" }
  }

  /// An element, with lines that a browser shows when the pointer rests on it.
  private mutating func element(
    _ name: String, _ attributes: String, _ marks: [Mark], _ tip: [String]
  ) {
    let attributes = attributes + marks.map(\.attribute).joined()
    guard !tip.isEmpty else { return writer.line("<\(name) \(attributes)/>") }
    let lines = tip.map(xmlEscaped).joined(separator: "&#10;")
    writer.line("<\(name) \(attributes)><title>\(lines)</title></\(name)>")
  }

  private func corners(_ points: [Point]) -> String {
    points.map { "\(pixels($0.x)),\(pixels($0.y))" }.joined(separator: " ")
  }
}

/// A generous estimate of the width of a text: viewers substitute fonts of different widths.
func estimatedWidth(_ text: String, size: Double) -> Double { Double(text.count) * size * 0.6 }
