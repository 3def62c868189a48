import Basics
import Codegen
import Formats
import IR
import Plan
import PostTraining

/// Looks at the maps of networks while they compute: by generated code, or by the reference where there
/// is no C compiler.
struct Instrument {
  private let compiler: CCompiler?
  private let progress: @Sendable (QuantizeProgress) -> Void

  init(compiler: String?, progress: @escaping @Sendable (QuantizeProgress) -> Void) {
    self.compiler = CCompiler(asked: compiler)
    self.progress = progress
  }

  /// What programs are compiled with; nil where there is no compiler.
  var command: String? { compiler?.command.joined(separator: " ") }

  /// What is seen of every map of a network of floats.
  func statistics(
    _ graph: Graph, _ samples: Samples, _ what: String
  ) throws(Rejection) -> Statistics {
    guard let compiler else {
      return referenceStatistics(graph, inputs: samples.tensors.map { [$0] }) {
        progress(.inputs(what, done: $0, all: 2 * samples.inputs.count))
      }
    }
    let network = try TracedNetwork(graph, name: "floats")
    let bytes = try measure(
      [network], statisticsProgram(network), samples, passes: 2, compiler, what)
    return statisticsFile(bytes, of: graph, samples)
  }

  /// How near a network of integers is to one of floats, op by op.
  func fidelity(
    of integers: Graph, to floats: Graph, _ samples: Samples
  ) throws(Rejection) -> Fidelity {
    let what = "comparing"
    guard let compiler else {
      return referenceFidelity(of: integers, to: floats, inputs: samples.tensors.map { [$0] }) {
        progress(.inputs(what, done: $0, all: samples.inputs.count))
      }
    }
    let networks = (
      try TracedNetwork(floats, name: "floats"), try TracedNetwork(integers, name: "integers")
    )
    let bytes = try measure(
      [networks.0, networks.1], fidelityProgram(networks.0, networks.1), samples, passes: 1,
      compiler, what)
    return fidelityFile(bytes, of: floats, inputs: samples.inputs.count)
  }

  /// Compiles networks with a program that looks at them, and runs it; the bytes that it wrote.
  private func measure(
    _ networks: [TracedNetwork], _ program: String, _ samples: Samples, passes: Int,
    _ compiler: CCompiler, _ what: String
  ) throws(Rejection) -> [UInt8] {
    try withTemporaryFolder { folder throws(Rejection) in
      progress(.phase("compiling"))
      var sources = ["\(folder)/main.c"]
      for network in networks {
        sources.append("\(folder)/\(network.name).c")
        try network.model.writeCode(to: folder, isTraced: true)
      }
      try writeFile(sources[0], Array(program.utf8))
      try writeFile("\(folder)/inputs", samples.inputs.flatMap(Elements.bytes))
      // Not every compiler knows the machine it runs on.
      let native = ["-O3", "-march=native"]
      try compiler.build(
        sources, flags: compiler.accepts(native, in: folder) ? native : ["-O3"],
        to: "\(folder)/program")
      let all = passes * samples.inputs.count
      let result = try run(
        ["\(folder)/program", "\(folder)/inputs", "\(folder)/seen", "\(samples.inputs.count)"],
        eachLine: { progress(.inputs(what, done: $0, all: all)) })
      guard result.status == 0 else {
        throw Rejection(
          .verificationFailed, "run.failed",
          "the generated program ended with \(result.status): \(result.errors)")
      }
      return try readFile("\(folder)/seen")
    }
  }
}

/// A network whose generated code reports every row, each once.
struct TracedNetwork {
  let graph: Graph
  let name: String
  let model: PreparedModel

  init(_ graph: Graph, name: String) throws(Rejection) {
    var options = CompileOptions()
    // Layer by layer: nothing is made twice, and nothing in part.
    (options.rings, options.ways, options.stripes) = ("none", 1, 1)
    options.name = name
    model = try prepare(lowered: graph, options)
    self.graph = graph
    self.name = name
  }
}
