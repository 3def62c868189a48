import Basics
import Codegen
import Kernels
import Plan
import Targets

/// Where measured tiles are looked for.
public struct TunedOptions: Sendable {
  /// The file that `tune` wrote; nil for that of this user.
  public var cache: String?
  /// The C compiler for which they were measured, as a shell would take it; nil for `$CC`, or `cc`.
  public var compiler: String?

  public init() {}
}

/// The measured tiles that the kernels of a plan take.
struct TunedTiles {
  let tiles: [String: RegisterTileSize]
  let notes: [Diagnostic]

  /// Tells these tiles from others.
  var digest: String {
    let lines = tiles.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }
    return "SHA-256 " + SHA256.hexDigest(Array(lines.joined().utf8))
  }
}

/// Looks up what was measured on this machine for the kernels of a plan.
func tunedTiles(
  of plan: Plan, _ target: Target, _ options: TunedOptions
) throws(Rejection) -> TunedTiles {
  let compiler = try CCompiler.found(asked: options.compiler, for: "--tuned")
  let file = try TuningFile(asked: options.cache)
  let key = TuningCache.Key(target: target, compiler: try compiler.version())
  let measured = try file.read()[key]
  let kernels = plan.tunableKernels(for: target)
  // What is made of the notes must not depend on where the file is.
  return tunedTiles(measured, for: kernels, target, at: .file(lastComponent(file.path)), key)
}

/// Those of the measured tiles that belong to kernels and that these could still be made of.
func tunedTiles(
  _ measured: [String: RegisterTileSize], for kernels: [any TunableKernel], _ target: Target,
  at origin: Origin, _ key: TuningCache.Key
) -> TunedTiles {
  var tiles: [String: RegisterTileSize] = [:]
  var notes: [Diagnostic] = []
  for kernel in kernels {
    guard let tile = measured[kernel.name] else { continue }
    if kernel.candidateTiles(for: target).contains(tile) {
      tiles[kernel.name] = tile
    } else {
      notes.append(
        Diagnostic(
          "tune.stale", .note, at: origin,
          "\(kernel.name) has no tile \(tile) any more; mncc tune measures the others"))
    }
  }
  let machine = "\(key.processor), \(key.target), \(key.compiler)"
  let found =
    measured.isEmpty
    ? "nothing was measured for \(machine); mncc tune does that"
    : "\(tiles.count) of \(kernels.count) kernels have a tile that was measured for \(machine)"
  notes.append(Diagnostic("tune.used", .note, at: origin, found))
  return TunedTiles(tiles: tiles, notes: notes)
}
