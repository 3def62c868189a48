import Codegen
import Foundation
import IR
import Targets
import TestSupport
import Testing

@testable import Driver

/// Code of other tiles than the model's is other code with the same answers.
@Suite struct TunedAnswersTests {
  private static let networks = Golden.all.filter { $0.resolution <= 130 }

  @Test(
    .enabled(if: Target.host.architecture != nil, "this machine has one kind of code only"),
    arguments: networks.indices)
  func answersAsPyTorchDoes(_ index: Int) throws {
    let golden = Self.networks[index]
    let graph = try importGraph(
      golden.definition, width: golden.width, resolution: golden.resolution)
    var options = CompileOptions()
    options.optimize = index.isMultiple(of: 2) ? "latency" : "ram"
    options.target = CompileOptions.hostTarget
    let untuned = try prepare(graph, options)

    let compiler = try #require(CCompiler(), "needs a C compiler")
    let key = TuningCache.Key(target: untuned.target, compiler: try compiler.version())
    var cache = TuningCache()
    for kernel in untuned.plan.kernelVersions(for: untuned.target, most: 3) {
      cache[key][kernel.name] = kernel.tiles.last
    }
    let path = FileManager.default.temporaryDirectory
      .appending(path: "mncc-\(UUID().uuidString).json").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try TuningFile(asked: path).write(cache)

    var places = TunedOptions()
    places.cache = path
    options.tuned = places
    let tuned = try prepare(graph, options)
    #expect(tuned.target.measuredTiles == cache[key] && !cache[key].isEmpty)
    let (one, other) = (
      generateC(untuned.plan, target: untuned.target, options: untuned.code),
      generateC(tuned.plan, target: tuned.target, options: tuned.code)
    )
    #expect(one.source != other.source && one.weights.count == other.weights.count)
    #expect(String(decoding: other.source.prefix(2000), as: UTF8.self).contains("--tuned"))

    let input = seededInput(graph.shape(of: graph.inputs[0])).values.map { Float($0) }
    let answer = try execute(tuned, input: input, compiler, flags: ["-O1"], calls: 1)
    let expected = try doubles("Tests/Golden/seeded/\(golden.output)")
    let error = relativeError(answer.output, expected)
    #expect(error < max(1e-5, 20 * golden.float32Error))
  }
}
