import Basics

/// Writes the few shapes of SVG that a memory map is made of; texts are escaped here and only here.
struct SVG {
  private var writer = CodeWriter()
  private let width: Double
  private let height: Double

  init(width: Double, height: Double, title: String) {
    (self.width, self.height) = (width, height)
    let (w, h) = (pixels(width), pixels(height))
    writer.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
    writer.line(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(w)\" height=\"\(h)\""
        + " viewBox=\"0 0 \(w) \(h)\" font-family=\"Helvetica, Arial, sans-serif\""
        + " font-size=\"11\">")
    writer.line("<title>\(xmlEscaped(title))</title>")
    rectangle(x: 0, y: 0, width: width, height: height, fill: "#FFFFFF")
  }

  var text: String { writer.text + "</svg>\n" }

  mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, fill: String, stroke: String = "none",
    dashes: Dashes = .none, tip: [String] = []
  ) {
    element(
      "rect",
      "x=\"\(pixels(x))\" y=\"\(pixels(y))\" width=\"\(pixels(width))\""
        + " height=\"\(pixels(height))\" fill=\"\(fill)\" stroke=\"\(stroke)\"\(dashes.attribute)",
      tip)
  }

  mutating func polygon(
    _ points: [BufferOutline.Point], fill: String, dashes: Dashes, tip: [String]
  ) {
    let corners = points.map { "\(pixels($0.x)),\(pixels($0.y))" }.joined(separator: " ")
    element(
      "polygon",
      "points=\"\(corners)\" fill=\"\(fill)\" fill-opacity=\"0.85\" stroke=\"#222222\""
        + " stroke-width=\"0.8\" stroke-linejoin=\"round\"\(dashes.attribute)",
      tip)
  }

  mutating func line(
    from start: BufferOutline.Point, to end: BufferOutline.Point, color: String,
    dashes: Dashes = .none
  ) {
    element(
      "line",
      "x1=\"\(pixels(start.x))\" y1=\"\(pixels(start.y))\" x2=\"\(pixels(end.x))\""
        + " y2=\"\(pixels(end.y))\" stroke=\"\(color)\"\(dashes.attribute)",
      [])
  }

  mutating func text(
    _ content: String, at point: BufferOutline.Point, size: Double = 11, anchor: Anchor = .start,
    turned degrees: Double = 0, color: String = "#222222", bold: Bool = false
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
    case none, short, long

    fileprivate var attribute: String {
      switch self {
      case .none: ""
      case .short: " stroke-dasharray=\"3 2\""
      case .long: " stroke-dasharray=\"7 4\""
      }
    }
  }

  /// An element, with lines that a browser shows when the pointer rests on it.
  private mutating func element(_ name: String, _ attributes: String, _ tip: [String]) {
    guard !tip.isEmpty else { return writer.line("<\(name) \(attributes)/>") }
    let lines = tip.map(xmlEscaped).joined(separator: "&#10;")
    writer.line("<\(name) \(attributes)><title>\(lines)</title></\(name)>")
  }
}

/// A generous estimate of the width of a text: viewers substitute fonts of different widths.
func estimatedWidth(_ text: String, size: Double) -> Double { Double(text.count) * size * 0.6 }
