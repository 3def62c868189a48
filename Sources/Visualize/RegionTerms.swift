import Basics
import IR
import Plan

/// What a region does, in the words of pictures and tables.
extension Region {
  /// Into what it is cut: `3 x 32 + 16 channels`, `4 x 14 columns`; nil where it runs once.
  var cutTerm: String? {
    slices.map { "\(spelledCounts($0.map(\.count))) channels" }
      ?? stripes.map { "\(spelledCounts($0.map(\.count))) columns" }
  }

  /// What its steps make: `rows`, `tiles of 1x4`, or `rows, tiles up to 2x2` where stages differ;
  /// `rows again` where bands overlap.
  package var stepTerm: String {
    let grains = stages.compactMap(\.grain)
    guard let largest = grains.max(by: { $0.pixels < $1.pixels }) else { return "rows" }
    let sizes = Set(grains.map(\.size))
    return (grains.count < stages.count ? "rows, " : "")
      + (sizes.count > 1 ? "tiles up to " : "tiles of ") + largest.size
      + (grains.contains { $0.rowsAgain > 0 } ? ", rows again" : "")
  }
}

extension Stage {
  /// What a step of it makes, or takes up: `row`, `1x4`.
  var stepTerm: String { (gathers ? "gathers " : "") + (grain?.term ?? "row") }

  /// What a slice of channels is to it; empty in a region that is not split.
  var sliceTerm: String {
    switch role {
    case .whole: ""
    case .produces: "makes slices"
    case .carries: "carries slices"
    case .reduces: "sums slices"
    }
  }
}

extension Grain {
  var pixels: Int { bandRows * columns }
  var size: String { "\(bandRows)x\(columns)" }
  /// With how many of its rows were in the band before: `3x2, 1 again`.
  var term: String { size + (rowsAgain > 0 ? ", \(rowsAgain) again" : "") }
}
