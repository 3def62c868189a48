import Plan

/// How much of the values inside a region exists at a time: what the row of regions tells apart by
/// colour.
enum RegionKind: Hashable, Sendable, CaseIterable {
  case layer, split, pulled, splitAndPulled

  init(_ region: Region) {
    switch (region.slices != nil, region.isPulled) {
    case (false, false): self = .layer
    case (true, false): self = .split
    case (false, true): self = .pulled
    case (true, true): self = .splitAndPulled
    }
  }

  /// Of the same palette as the kinds of ops.
  var look: Look {
    switch self {
    case .layer: Look(name: "layer by layer", fill: "#BBBBBB", text: "#000000")
    case .split: Look(name: "split by channels", fill: "#E69F00", text: "#000000")
    case .pulled: Look(name: "pulled row by row", fill: "#56B4E9", text: "#000000")
    case .splitAndPulled: Look(name: "split and pulled", fill: "#009E73", text: "#000000")
    }
  }
}

/// The slices of a region: `3 x 32 + 16`; nil for a region that is not split.
func spelledSlices(_ region: Region) -> String? {
  guard let slices = region.slices, let first = slices.first else { return nil }
  let whole = slices.count { $0.count == first.count }
  let rest = slices.filter { $0.count != first.count }.map { " + \($0.count)" }.joined()
  return "\(whole) x \(first.count)\(rest)"
}
