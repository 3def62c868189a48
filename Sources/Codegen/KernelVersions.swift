import Kernels
import Plan
import Targets

/// A kernel made with each of a few register tiles, to be timed beside each other.
///
/// The first tile is the one that the model takes. All versions take the same arguments and read as
/// many weights, though in another order.
package struct KernelVersions: Sendable {
  package let name: String
  package let tiles: [RegisterTileSize]
  let functions: [Function]

  /// The versions of a kernel with the `most` tiles that the model likes best, without those that are
  /// the same code as one before.
  init(of kernel: any TunableKernel, for target: Target, most: Int) {
    name = kernel.name
    var tiles: [RegisterTileSize] = []
    var functions: [Function] = []
    for tile in kernel.candidateTiles(for: target) where functions.count < most {
      var tiled = target
      tiled.measuredTiles = [kernel.name: tile]
      let function = kernel.function(for: tiled)
      if !functions.contains(function) {
        tiles.append(tile)
        functions.append(function)
      }
    }
    self.tiles = tiles
    self.functions = functions
  }
}

extension Plan {
  /// The kernels that run this plan and have a choice of register tiles, in the order of their first
  /// use.
  package func tunableKernels(for target: Target) -> [any TunableKernel] {
    var known: Set<String> = []
    var found: [any TunableKernel] = []
    for region in schedule.regions {
      for part in RegionPart.all(of: region, PullOrder(region, graph)) {
        for stage in region.stages {
          let kernel = kernel(for: stage, on: part.passes[0], target: target).kernel
          guard let tiled = kernel as? any TunableKernel else { continue }
          if known.insert(tiled.name).inserted { found.append(tiled) }
        }
      }
    }
    return found
  }

  /// Those with more than one version to choose from, each with at most `most` of them.
  package func kernelVersions(for target: Target, most: Int) -> [KernelVersions] {
    tunableKernels(for: target).map { KernelVersions(of: $0, for: target, most: most) }
      .filter { $0.tiles.count > 1 }
  }
}
