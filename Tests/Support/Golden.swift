import Formats
import Testing

/// A seeded network and what PyTorch's own modules say of it.
package struct Golden: Sendable, CustomTestStringConvertible {
  package var definition: String
  package var width: Double
  package var resolution: Int
  package var parameters: Int
  package var output: String
  /// How far PyTorch's own single precision is from its double precision.
  package var float32Error: Double

  package var testDescription: String { output }

  /// The entries of `Tests/Golden/seeded/index.json`.
  package static let all: [Golden] = {
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
        let output = reader.string("output"),
        let float32Error = reader.double("float32_error", in: 0...1)
      else { return nil }
      return Golden(
        definition: definition, width: width, resolution: resolution, parameters: parameters,
        output: output, float32Error: float32Error)
    }
  }()
}
