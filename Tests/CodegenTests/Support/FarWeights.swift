import Planning
import TestSupport

@testable import Targets

/// Programs for a machine whose weights are far.
enum FarWeights {
  /// The machine of all compilers, with as many prefetches as there can be.
  static let target: Target = {
    var target = Target.generic
    let most = Prefetch.Amount(reach: 1 << 20, bytes: 1 << 16)
    target.prefetch = Prefetch(integers: most, floats: most)
    return target
  }()

  /// Random networks by plans of all kinds, for one thread and for several.
  static func models(_ count: Int, integers: Bool, _ dice: inout Dice) throws -> [Model] {
    try (0..<count).map { seed in
      var options = dice.pick(RandomNetworkTests.options)
      if options.input != .rows { options.parts = dice.pick([1, 1, 2, 3]) }
      return integers
        ? try RandomIntegerNetworkTests.model(seed: seed, options, target: target)
        : try Model(
          loweredRandomGraph(seed: seed), original: randomGraph(seed: seed), name: "net\(seed)",
          options, target: target)
    }
  }
}
