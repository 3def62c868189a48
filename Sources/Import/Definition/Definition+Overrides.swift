import Basics
import IR

extension Definition {
  /// The definition with what the command line says instead, or what is wrong with that.
  func applying(_ overrides: Overrides) throws(Rejection) -> Definition {
    var result = self
    var problems: [Diagnostic] = []
    func check(_ isSound: Bool, _ what: String, _ message: @autoclosure () -> String) {
      if !isSound { problems.append(Diagnostic("usage.\(what)", at: .unknown, message())) }
    }
    if let width = overrides.width {
      let range = Limits.width
      check(
        range.contains(width), "width",
        "expected a width from \(range.lowerBound) to \(range.upperBound), found \(width)")
      result.width = width
    }
    if let (height, width) = overrides.resolution {
      let range = Limits.resolution
      check(
        range.contains(height) && range.contains(width), "resolution",
        "expected a resolution from \(range.lowerBound) to \(range.upperBound),"
          + " found \(height)x\(width)")
      result.input = Shape(height, width, input.channels)
    }
    if let classes = overrides.classes {
      let range = Limits.classes
      check(
        range.contains(classes), "classes",
        "expected from \(range.lowerBound) to \(range.upperBound) classes, found \(classes)")
      result.classes = classes
    }
    if let dialect = overrides.dialect {
      result.dialect = dialect
      result.preprocessing = preprocessing(in: dialect)
    }
    guard problems.isEmpty else { throw Rejection(.usage, problems) }
    return result
  }

  /// The preprocessing as written, unless networks of the other dialect are trained on pixels of
  /// another range.
  private func preprocessing(in other: Dialect) -> Preprocessing {
    guard let theirs = Conventions.of(other, family)?.input,
      theirs != Conventions.of(dialect, family)?.input
    else { return preprocessing }
    return theirs.preprocessing(channels: input.channels) ?? preprocessing
  }
}
