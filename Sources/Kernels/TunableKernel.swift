import Targets

/// A kernel whose register tile is a choice that can be measured.
package protocol TunableKernel: Kernel {
  /// The tiles that it can be made of: the one that it has unless another was measured, then those
  /// that are most likely to be faster.
  func candidateTiles(for target: Target) -> [RegisterTileSize]
}
