import Basics
import Codegen
import Formats
import Plan
import Targets

/// Compiles what is to be timed and runs it on this machine.
struct CompiledStopwatch: Stopwatch {
  let model: PreparedModel
  let compiler: CCompiler
  /// Holds the input of the network, and then programs.
  let folder: String
  let rounds: Int
  let progress: (String) -> Void

  func time(_ kernels: [KernelVersions]) throws(Rejection) -> [[[Double]]] {
    var options = model.code
    options.versions = kernels
    let code = generateC(model.plan, target: model.target, options: options)
    let count = kernels.reduce(0) { $0 + $1.tiles.count }
    progress("compiling \(count) versions of \(kernels.count) kernels")
    let program = try build(
      [code], main: versionsProgram(model.plan, options.name, kernels.map(\.tiles.count)),
      to: "versions")
    var times: [[[Double]]] = kernels.map { _ in [] }
    // A few programs after each other: each has its memory elsewhere.
    let parts = min(8, rounds)
    for part in 0..<parts {
      progress("timing kernels, part \(part + 1) of \(parts)")
      let share = rounds * (part + 1) / parts - rounds * part / parts
      let columns = kernels.reduce(0) { $0 + $1.tiles.count }
      for line in try lines(of: program, rounds: share, columns: columns) {
        var rest = line[...]
        for (index, kernel) in kernels.enumerated() {
          times[index].append(Array(rest.prefix(kernel.tiles.count)))
          rest = rest.dropFirst(kernel.tiles.count)
        }
      }
    }
    return times
  }

  func compare(_ tiles: [String: RegisterTileSize]) throws(Rejection) -> [RunPair] {
    var target = model.target
    target.measuredTiles = tiles
    var (untuned, tuned) = (model.code, model.code)
    (untuned.name, tuned.name) = (model.code.name + "_untuned", model.code.name + "_tuned")
    (untuned.header, tuned.header) = (untuned.name + ".h", tuned.name + ".h")
    progress("compiling the network with the model's tiles and with the fastest")
    let program = try build(
      [
        generateC(model.plan, target: model.target, options: untuned),
        generateC(model.plan, target: target, options: tuned),
      ], main: comparisonProgram(model.plan, untuned.name, tuned.name), to: "comparison")
    progress("timing both, in turn")
    return try lines(of: program, rounds: rounds, columns: 2).map {
      RunPair(untuned: $0[0], tuned: $0[1])
    }
  }

  /// Compiles networks and a program that runs them; where that is.
  private func build(
    _ networks: [GeneratedC], main: String, to name: String
  ) throws(Rejection) -> String {
    let program = "\(folder)/\(name)"
    var sources = [program + ".c"]
    try writeFile(sources[0], Array(main.utf8))
    for network in networks {
      sources.append("\(folder)/\(network.name).c")
      try writeFile("\(folder)/\(network.name).c", network.source)
      try writeFile("\(folder)/\(network.name).h", network.header)
    }
    try compiler.build(
      sources, flags: compiler.speedFlags(for: model.target, in: folder), to: program)
    return program
  }

  /// The numbers in the lines that a program prints, one for each round.
  private func lines(
    of program: String, rounds: Int, columns: Int
  ) throws(Rejection) -> [[Double]] {
    let result = try run([program, "\(folder)/input", "\(rounds)"])
    let lines = result.output.split(separator: "\n").map { line in
      line.split(separator: " ").compactMap { Double($0) }
    }
    guard result.status == 0, lines.count == rounds, lines.allSatisfy({ $0.count == columns })
    else {
      throw Rejection(
        .verificationFailed, "run.failed",
        "the program that times kernels ended with \(result.status): \(result.errors)")
    }
    return lines
  }
}
