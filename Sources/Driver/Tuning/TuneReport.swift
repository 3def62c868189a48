import Basics

/// What tuning found.
public struct TuneReport: Codable, Sendable {
  /// A kernel made of a tile, and the milliseconds that it takes of a run.
  public struct Version: Codable, Sendable {
    /// Pixels by channels, `14x32`.
    public let tile: String
    public let milliseconds: Double
  }

  public struct Kernel: Codable, Sendable {
    public let name: String
    /// The model's choice first.
    public let versions: [Version]
    /// The place of the fastest among them.
    public let best: Int
    /// How many times the time of the model's choice it takes.
    public let ratio: Double
  }

  /// The network with the fastest tiles, run in turn with the one that has the model's.
  public struct Comparison: Codable, Sendable {
    public let untunedMilliseconds: Spread
    public let tunedMilliseconds: Spread
    /// How many times the time of the untuned network the tuned one takes.
    public let ratio: Spread
  }

  public let model: String
  public let processor: String
  public let target: String
  /// The C compiler and its version.
  public let compiler: String
  public let kernels: [Kernel]
  /// What the fastest tiles should gain together, by the times of their kernels, in milliseconds of a
  /// run.
  public let predictedGain: Double
  /// Nil where no tile is faster than the model's.
  public let comparison: Comparison?
  /// Whether the fastest tiles were kept: not if the network is no faster with them.
  public let isKept: Bool
  /// The file they are kept in.
  public let cache: String
  public let notes: [String]

  init(
    _ tuning: Tuning, model: String, _ key: TuningCache.Key, cache: String, notes: [Diagnostic]
  ) {
    self.model = model
    processor = key.processor
    target = key.target
    compiler = key.compiler
    kernels = tuning.kernels.map { versions, choice in
      Kernel(
        name: versions.name,
        versions: zip(versions.tiles, choice.nanoseconds).map {
          Version(tile: $0.description, milliseconds: $1 * 1e-6)
        }, best: choice.best, ratio: choice.ratio)
    }
    predictedGain = kernels.reduce(0) { $0 + $1.versions[0].milliseconds * (1 - $1.ratio) }
    comparison = tuning.comparison.map {
      Comparison(
        untunedMilliseconds: $0.untuned.scaled(by: 1e-6),
        tunedMilliseconds: $0.tuned.scaled(by: 1e-6), ratio: $0.ratio)
    }
    isKept = tuning.isFaster
    self.cache = cache
    self.notes = notes.map(\.description)
  }
}
