/// Names come from files, so they may hold anything; nothing of it may reach DOT or SVG as syntax.

/// A name as a reader can see it: on one line, without control characters, never empty.
func shown(_ name: String) -> String {
  guard !name.isEmpty else { return "\"\"" }
  var text = ""
  for scalar in name.unicodeScalars {
    switch scalar {
    case "\n": text += "\\n"
    case "\r": text += "\\r"
    case "\t": text += "\\t"
    case _ where isDrawable(scalar): text.unicodeScalars.append(scalar)
    default: text += "\\u{\(String(scalar.value, radix: 16))}"
    }
  }
  return text
}

/// A name cut to at most `limit` characters, with an ellipsis for what is left out of its middle.
func shortened(_ name: String, to limit: Int) -> String {
  guard name.count > limit else { return name }
  let kept = limit - 1
  return name.prefix(kept - kept / 2) + "…" + name.suffix(kept / 2)
}

/// A text between the tags of XML, or between its quotes.
func xmlEscaped(_ text: String) -> String {
  var escaped = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": escaped += "&amp;"
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "\"": escaped += "&quot;"
    case "'": escaped += "&#39;"
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}

/// Lines of a label as a string of DOT, in quotes.
func dotString(_ lines: String...) -> String { dotString(lines) }

func dotString(_ lines: [String]) -> String {
  "\"" + lines.map(dotEscaped).joined(separator: "\\n") + "\""
}

/// Graphviz reads labels twice: as a string with backslashes, then as text with XML's entities.
private func dotEscaped(_ text: String) -> String {
  var escaped = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": escaped += "\\\""
    case "\\": escaped += "\\\\"
    case "&": escaped += "&amp;"
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}

/// Whether XML 1.0 (section 2.2) admits a character and it does not steer the text around it.
private func isDrawable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7f...0x9f: false
  // Line and paragraph separators, and the marks that turn the direction of writing.
  case 0x2028...0x202e, 0x2066...0x2069: false
  case 0xfffe, 0xffff: false
  default: true
  }
}
