import Targets

/// The register tiles that were measured, for each machine and compiler by the names of kernels.
struct TuningCache: Equatable {
  /// What a measurement holds for.
  struct Key: Hashable, Comparable {
    let processor: String
    let target: String
    /// The C compiler and its version.
    let compiler: String

    static func < (a: Key, b: Key) -> Bool {
      (a.processor, a.target, a.compiler) < (b.processor, b.target, b.compiler)
    }
  }

  private(set) var tiles: [Key: [String: RegisterTileSize]] = [:]

  subscript(key: Key) -> [String: RegisterTileSize] {
    get { tiles[key] ?? [:] }
    set { tiles[key] = newValue.isEmpty ? nil : newValue }
  }
}

extension TuningCache.Key {
  /// This machine with a target and a compiler.
  init(target: Target, compiler: String) {
    self.init(processor: hostProcessor, target: target.name, compiler: compiler)
  }
}
