import Formats
import IR
import Testing

/// A seeded network and what PyTorch's own modules say of it.
struct Golden: Sendable, CustomTestStringConvertible {
  var definition: String
  var width: Double
  var resolution: Int
  var parameters: Int
  var output: String

  var testDescription: String { output }

  /// The entries of `Tests/Golden/seeded/index.json`.
  static let all: [Golden] = {
    let index = "Tests/Golden/seeded/index.json"
    guard let bytes = try? packageFile(index), let root = try? parseJSON(bytes, file: index)
    else { return [] }
    var reader = JSONObjectReader(root, expecting: "an index")
    return (reader.array("models") ?? []).compactMap { model in
      var reader = JSONObjectReader(model, expecting: "a model")
      guard let definition = reader.string("definition"),
        let width = reader.double("width", in: 0...2),
        let resolution = reader.integer("resolution", in: 1...512),
        let parameters = reader.integer("parameters", in: 1...10_000_000),
        let output = reader.string("output")
      else { return nil }
      return Golden(
        definition: definition, width: width, resolution: resolution, parameters: parameters,
        output: output)
    }
  }()
}

@Suite struct GoldenTests {
  @Test func allOfThemAreThere() { #expect(Golden.all.count == 21) }

  /// Both sides compute in double precision: what is left is the order of the sums.
  @Test(arguments: Golden.all) func answersAsPyTorchDoes(_ golden: Golden) throws {
    let graph = try importGraph(
      golden.definition, width: golden.width, resolution: golden.resolution)
    #expect(verify(graph).isEmpty)
    #expect(graph.cost().parameters == golden.parameters)
    let input = seededInput(graph.shape(of: graph.inputs[0]))
    let answer = try #require(evaluate(graph, inputs: [input])[graph.outputs[0]])
    let expected = try doubles("Tests/Golden/seeded/\(golden.output)")
    let error = relativeError(answer.values, expected)
    #expect(error < 1e-12, "relative error \(error)")
  }
}
