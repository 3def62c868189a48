import Glibc

/// Where the steps of a schedule stand from left to right.
///
/// A stem has a hundred times the steps of the last layers. Regions are therefore as wide as the
/// square root of their steps, and none is too narrow to see; inside one, time is linear.
struct TimeAxis {
  struct Region {
    let steps: Range<Int>
    let left: Double
    let right: Double
    var width: Double { right - left }
    var middle: Double { (left + right) / 2 }
  }

  let regions: [Region]
  let left: Double
  let right: Double

  init(regionSteps: [Int], left: Double, width: Double) {
    let roots = regionSteps.map { Double(max($0, 0)).squareRoot() }
    let count = Double(roots.count { $0 > 0 })
    // A schedule of very many regions makes the picture wider instead of the regions invisible.
    let shared = max(width - count * Self.narrowest, count * Self.narrowest / 2)
    let unit = shared / max(roots.reduce(0, +), 1)
    var regions: [Region] = []
    var (x, first) = (left, 0)
    for (root, steps) in zip(roots, regionSteps) {
      let width = root == 0 ? 0 : Self.narrowest + root * unit
      regions.append(Region(steps: first..<first + max(steps, 0), left: x, right: x + width))
      (x, first) = (x + width, first + max(steps, 0))
    }
    self.regions = regions
    self.left = left
    right = regions.isEmpty ? left + width : x
  }

  private static let narrowest = 14.0

  /// The place of a moment, counted in steps since the beginning.
  func x(_ moment: Double) -> Double {
    // The first region that ends at or after the moment; empty ones have no width to matter.
    guard let region = regions.first(where: { moment <= Double($0.steps.upperBound) })
    else { return right }
    guard moment > Double(region.steps.lowerBound), !region.steps.isEmpty else {
      return region.left
    }
    let share = (moment - Double(region.steps.lowerBound)) / Double(region.steps.count)
    return region.left + share * region.width
  }
}
