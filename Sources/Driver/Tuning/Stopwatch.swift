import Basics
import Codegen
import Targets

/// What tells how long code takes; a test brings one of its own.
protocol Stopwatch {
  /// The nanoseconds that each version of each kernel takes in a run of the whole network, for each
  /// of a number of rounds: `[kernel][round][version]`.
  func time(_ kernels: [KernelVersions]) throws(Rejection) -> [[[Double]]]

  /// The nanoseconds of runs of the network with the model's tiles and with measured ones, in turn.
  func compare(_ tiles: [String: RegisterTileSize]) throws(Rejection) -> [RunPair]
}

/// The nanoseconds of two runs, one right after the other.
struct RunPair {
  let untuned: Double
  let tuned: Double
}
