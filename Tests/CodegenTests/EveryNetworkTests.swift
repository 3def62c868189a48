import Foundation
import IR
import Planning
import Targets
import TestSupport
import Testing

/// The golden networks answer as PyTorch does on every target.
///
/// In a long run all networks do with every compiler of the target, plans taking turns; else the small
/// ones on machines that are emulated. What runs without has its tests with the driver.
@Suite(.serialized) struct EveryNetworkTests {
  struct Trial: Sendable, CustomTestStringConvertible {
    let golden: Golden
    let objective: PlanOptions.Objective
    let compiler: Compiler

    var testDescription: String {
      "\(golden.output), \(objective.rawValue), \(compiler.testDescription)"
    }

    /// The trials of a machine; emulated machines take turns with the small networks.
    static func all(on machine: Machine, turn: Int? = nil) -> [Trial] {
      let objectives: [PlanOptions.Objective] = [.latency, .ram]
      if isLongRun {
        return Golden.all.indices.flatMap { network in
          machine.compilers.indices.map { compiler in
            Trial(
              golden: Golden.all[network], objective: objectives[(network + compiler) % 2],
              compiler: machine.compilers[compiler])
          }
        }
      }
      let small = Golden.all.filter { $0.resolution <= 130 }
      return small.indices.filter { $0 % 2 == turn }.map { index in
        Trial(
          golden: small[index], objective: objectives[index / 2 % 2],
          compiler: machine.compilers[index / 4 % machine.compilers.count])
      }
    }
  }

  @Test(.enabled(if: Machine.any.runs, Machine.any.absence), arguments: Trial.all(on: .any))
  func anyMachine(_ trial: Trial) throws { try expectAnswer(trial, on: .any) }

  @Test(.enabled(if: Machine.x86v3.runs, Machine.x86v3.absence), arguments: Trial.all(on: .x86v3))
  func x86v3(_ trial: Trial) throws { try expectAnswer(trial, on: .x86v3) }

  @Test(.enabled(if: Machine.x86v4.runs, Machine.x86v4.absence), arguments: Trial.all(on: .x86v4))
  func x86v4(_ trial: Trial) throws { try expectAnswer(trial, on: .x86v4) }

  @Test(
    .enabled(if: Machine.aarch64.runs, Machine.aarch64.absence),
    arguments: Trial.all(on: .aarch64, turn: 0))
  func aarch64(_ trial: Trial) throws { try expectAnswer(trial, on: .aarch64) }

  @Test(
    .enabled(if: Machine.wasm.runs, Machine.wasm.absence), arguments: Trial.all(on: .wasm, turn: 1))
  func wasm(_ trial: Trial) throws { try expectAnswer(trial, on: .wasm) }

  private func expectAnswer(_ trial: Trial, on machine: Machine) throws {
    let golden = trial.golden
    let graph = try loweredGraph(
      golden.definition, width: golden.width, resolution: golden.resolution)
    let model = try Model(
      graph, name: "net", PlanOptions(objective: trial.objective), target: machine.target)
    let answer = try outputs(of: [model], compiler: trial.compiler, flags: ["-O1"])
    let expected = try doubles("Tests/Golden/seeded/\(golden.output)")
    let error = relativeError(answer.map(Double.init), expected)
    let bound = max(1e-5, 20 * golden.float32Error)
    #expect(error < bound)
    guard isLongRun else { return }
    // Under an emulator this takes a while: somebody may be watching.
    let found = String(format: "%.1e of %.1e", error, bound)
    let line = "\(machine.target.name), \(trial.testDescription): \(found)\n"
    try FileHandle.standardError.write(contentsOf: Data(line.utf8))
  }
}
