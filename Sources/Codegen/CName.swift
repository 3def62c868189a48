/// Names in C that come from names in a model.
package enum CName {
  /// Letters, digits and underscores of `text`, anything else an underscore; never empty, never
  /// starting with a digit.
  package static func identifier(_ text: String) -> String {
    let plain = text.unicodeScalars.map { scalar -> Character in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_": Character(scalar)
      default: "_"
      }
    }
    guard let first = plain.first else { return "model" }
    return (first.isNumber ? "_" : "") + String(plain)
  }
}
