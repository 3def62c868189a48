import Basics
import Codegen
import Targets
import TestSupport
import Testing

@testable import Driver

/// Tuning, with times that a test makes up.
@Suite struct TuningTests {
  /// Says that the last version of each kernel is the fastest, and how fast networks are.
  private struct MadeUpTimes: Stopwatch {
    var lastTakes = 0.5
    var tunedTakes = 0.9

    func time(_ kernels: [KernelVersions]) -> [[[Double]]] {
      kernels.map { kernel in
        let last = kernel.tiles.count - 1
        return (0..<5).map { round in
          kernel.tiles.indices.map { ($0 == last ? lastTakes : 1) * Double(1000 + round) }
        }
      }
    }

    func compare(_ tiles: [String: RegisterTileSize]) -> [RunPair] {
      (0..<5).map { RunPair(untuned: Double(100 + $0), tuned: tunedTakes * Double(100 + $0)) }
    }
  }

  private let model: PreparedModel

  init() throws {
    var options = CompileOptions()
    options.target = Target.x86v3.name
    model = try prepare(importGraph("v2", width: 0.35, resolution: 96), options)
  }

  @Test func keepsWhatIsFaster() throws {
    let tuning = try Tuning(of: model, candidates: 3, by: MadeUpTimes())
    #expect(!tuning.kernels.isEmpty && tuning.isFaster)
    for (versions, choice) in tuning.kernels {
      #expect((2...3).contains(versions.tiles.count))
      #expect(choice.best == versions.tiles.count - 1 && choice.ratio == 0.5)
      #expect(tuning.tiles[versions.name] == versions.tiles.last)
    }
    #expect(tuning.tiles.count == tuning.kernels.count)
  }

  @Test(arguments: [0.99, 1, 1.5]) func whatGainsNothingStays(lastTakes: Double) throws {
    let tuning = try Tuning(
      of: model, candidates: 3, by: MadeUpTimes(lastTakes: lastTakes))
    #expect(tuning.kernels.allSatisfy { $0.choice.best == 0 && $0.choice.ratio == 1 })
    #expect(tuning.comparison == nil && tuning.tiles.isEmpty && !tuning.isFaster)
  }

  @Test(arguments: [1, 1.02]) func aNetworkThatIsNoFasterKeepsTheModelsTiles(
    tunedTakes: Double
  ) throws {
    let tuning = try Tuning(
      of: model, candidates: 3, by: MadeUpTimes(tunedTakes: tunedTakes))
    #expect(tuning.comparison != nil && !tuning.isFaster && tuning.tiles.isEmpty)
  }

  @Test func replacesWhatWasKnownOfTheSameKernels() throws {
    let other = RegisterTileSize(pixels: 3, channels: 5)
    let kept = try Tuning(of: model, candidates: 2, by: MadeUpTimes())
    let name = try #require(kept.kernels.first?.versions.name)
    var known = ["of_another_network": other, name: other]
    kept.update(&known)
    #expect(known["of_another_network"] == other && known[name] == kept.tiles[name])
    #expect(known.count == kept.kernels.count + 1)
    let given = try Tuning(of: model, candidates: 2, by: MadeUpTimes(lastTakes: 1))
    given.update(&known)
    #expect(known == ["of_another_network": other])
  }

  @Test func noiseIsNoGain() {
    // By the median it gains 10 %, but in two rounds of five it loses.
    let torn = KernelChoice(rounds: [[10, 9], [10, 9], [10, 11], [10, 12], [10, 9]])
    #expect(torn.best == 0 && torn.ratio == 1)
    let slow = KernelChoice(rounds: [[10, 9, 8], [20, 18, 17], [10, 9, 8]])
    #expect(slow.best == 2 && slow.ratio == 0.8)
    // A clock may be too coarse.
    #expect(KernelChoice(rounds: [[0, 0], [0, 5]]).best == 0)
  }

  @Test func tilesThatAreNoCandidatesAreLeft() throws {
    let key = TuningCache.Key(target: .x86v3, compiler: "GCC")
    let kernels = model.plan.tunableKernels(for: .x86v3)
    #expect(kernels.count > 2)
    let good = try #require(kernels[1].candidateTiles(for: .x86v3).last)
    let measured = [
      kernels[0].name: RegisterTileSize(pixels: 1000, channels: 7), kernels[1].name: good,
      "of_another_network": good,
    ]
    let tuned = tunedTiles(measured, for: kernels, .x86v3, at: .file("tuned.json"), key)
    #expect(tuned.tiles == [kernels[1].name: good])
    #expect(tuned.notes.map(\.id) == ["tune.stale", "tune.used"])
    #expect(tuned.notes.allSatisfy { $0.severity == .note })
    let nothing = tunedTiles([:], for: kernels, .x86v3, at: .file("tuned.json"), key)
    #expect(nothing.tiles.isEmpty && nothing.digest != tuned.digest)
    #expect(nothing.notes.map(\.id) == ["tune.used"])
  }
}
