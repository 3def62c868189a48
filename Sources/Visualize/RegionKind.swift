import Plan

/// How much of the values inside a region exists at a time: what the row of regions tells apart by
/// colour.
enum RegionKind: Hashable, Sendable, CaseIterable {
  case layer, split, splitInside, pulled, tiled, striped, splitAndPulled

  init(_ region: Region) {
    switch (region.unshared.slices != nil, region.isPulled) {
    case (false, false): self = .layer
    case (true, false): self = region.splitsInside ? .splitInside : .split
    case (true, true): self = .splitAndPulled
    case (false, true):
      if region.stripes != nil {
        self = .striped
      } else {
        self = region.stages.contains { $0.grain != nil } ? .tiled : .pulled
      }
    }
  }

  /// Of the same palette as the kinds of ops.
  var look: Look {
    switch self {
    case .layer: Look(name: "layer by layer", fill: "#BBBBBB", text: "#000000")
    case .split: Look(name: "split by channels", fill: "#E69F00", text: "#000000")
    case .splitInside: Look(name: "split inside each row", fill: "#F0E442", text: "#000000")
    case .pulled: Look(name: "pulled row by row", fill: "#56B4E9", text: "#000000")
    case .tiled: Look(name: "pulled in tiles", fill: "#0072B2", text: "#FFFFFF")
    case .striped: Look(name: "pulled in stripes", fill: "#CC79A7", text: "#000000")
    case .splitAndPulled: Look(name: "split and pulled", fill: "#009E73", text: "#000000")
    }
  }
}
