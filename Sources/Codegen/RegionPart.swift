import Kernels
import Plan

/// Consecutive passes over a region that the same code makes.
struct RegionPart {
  var passes: [SlicePass]
  /// The rows of each delivered input that are there before the first of these passes.
  let delivered: [Int]

  /// The first channel of the first slice, and how many each has.
  var first: Int { passes[0].channels?.lowerBound ?? 0 }
  var width: Int { passes[0].channels?.count ?? 0 }

  static func all(of region: Region, _ order: PullOrder) -> [RegionPart] {
    let none = region.deliveries.map { _ in 0 }
    guard let slices = region.slices else {
      let whole = SlicePass(channels: nil, isFirst: true, isLast: true)
      return [
        RegionPart(passes: Array(repeating: whole, count: region.passes), delivered: none)
      ]
    }
    // Only partial sums, and inputs delivered meanwhile, care whether a slice is the first or last.
    let isEven =
      region.deliveries.isEmpty && !region.stages.contains { $0.role == .reduces }
    var parts: [RegionPart] = []
    for (index, slice) in slices.enumerated() {
      let pass = SlicePass(
        channels: slice, isFirst: index == 0, isLast: index == slices.count - 1)
      if let last = parts.last?.passes.last, last.channels?.count == slice.count,
        isEven || (last.isFirst, last.isLast) == (pass.isFirst, pass.isLast)
      {
        parts[parts.count - 1].passes.append(pass)
      } else {
        parts.append(
          RegionPart(passes: [pass], delivered: index == 0 ? none : order.deliveredByPass))
      }
    }
    return parts
  }

  /// What tells the functions of a part from those of the others.
  func prefix(after passesBefore: Int) -> String {
    let last = passesBefore + passes.count - 1
    return passes.count == 1 ? "slice\(last)_" : "slices\(passesBefore)to\(last)_"
  }
}
