import IR
import Targets

/// What is read of rows that lie among each other.
extension IntegerDepthwiseColumns {
  var turnsOfWeights: Int { ring?.turnsOfWeights ?? 1 }

  /// Whether four runs are read of a pixel that has three.
  var readsBehind: Bool { ring != nil && turnsOfWeights == 1 }

  /// The weights in the order of a turn.
  func turned(_ panels: IntegerPanels) -> [Statement] {
    turnsOfWeights == 1
      ? []
      : [
        .constant(
          "turned", .pointer(.int8),
          ref("weights").advanced(by: ref("turn") * .integer(panels.depth * channels)))
      ]
  }

  /// The places of rows that lie among each other in a pixel of as many channels, one to a quarter: of three
  /// the first row of the window is at one of them, four stay where they are.
  func places(_ ring: InterleavedRing) -> [Statement] {
    func all(_ first: Int, of count: Int) -> Expression {
      .integer(
        (0..<count).reduce(0) {
          $0 | (first + $1) % count * InterleavedRing.channels << (8 * $1)
        })
    }
    let turn = ref("turn")
    let places = Self.places(InterleavedRing.channels)
    let rest = channels % InterleavedRing.channels
    let choice: Expression =
      turnsOfWeights > 1
      ? all(0, of: 4)
      : .select(
        turn.isLess(than: 1), then: all(0, of: 3),
        otherwise: .select(
          turn.isLess(than: 2), then: all(1, of: 3), otherwise: all(2, of: 3)))
    return [.constant(places, .scalar(.int32), choice)]
      + (rest == 0
        ? []
        : [
          .constant(
            Self.places(rest), .scalar(.int32),
            ref(places) / .integer(InterleavedRing.channels / rest))
        ])
  }

  private static func places(_ channels: Int) -> String { "places\(channels)" }

  /// Whether what a kernel has at a place of a column is a row of the image.
  func holdsRow(_ place: Int) -> Expression {
    guard turnsOfWeights > 1 else { return Self.isThere(place) }
    let row = (.integer(place + rows.kernel) - ref("turn")) % rows.kernel
    return row.isLess(than: ref("last")).and(ref("first").isLess(than: row + 1))
  }

  /// The elements of a column of rows that lie among each other, at a place or outside of the image.
  func line(
    _ place: Expression?, of channels: Int, _ bits: [Expression], isLast: Bool
  ) -> Expression {
    guard let place else { return beside }
    return IntegerFunction.line(
      ref("line").advanced(by: place), ref(Self.places(channels)), bits[0], bits[1],
      isLast ? 1 : 0)
  }
}
