import Targets

/// Which version of a kernel was the fastest.
struct KernelChoice {
  /// The fastest, by its place among the versions; the first, which the model chose, unless another
  /// is faster beyond doubt.
  let best: Int
  /// The median of each version, in nanoseconds of a run.
  let nanoseconds: [Double]
  /// How many times the time of the model's version the chosen one takes.
  let ratio: Double

  /// A gain below this is noise.
  static let leastGain = 0.02

  /// Chooses by the times of each version in each round.
  ///
  /// Versions are compared within rounds, as a machine may be slower in some of them than in others.
  /// A version wins if it gains more than noise by the median, and gains at all in three rounds of four.
  init(rounds: [[Double]]) {
    let ratios = rounds[0].indices.map { version in
      Spread(rounds.map { $0[0] > 0 ? $0[version] / $0[0] : 1 })
    }
    nanoseconds = rounds[0].indices.map { version in Spread(rounds.map { $0[version] }).median }
    let faster = ratios.indices.filter {
      ratios[$0].median < 1 - Self.leastGain && ratios[$0].upperQuartile < 1
    }
    best = faster.min { ratios[$0].median < ratios[$1].median } ?? 0
    ratio = best == 0 ? 1 : ratios[best].median
  }
}
