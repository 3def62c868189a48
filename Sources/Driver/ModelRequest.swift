import Basics
import Formats
import IR
import Import

/// A model and what is to be different from its file.
public struct ModelRequest: Sendable {
  /// A definition (`.json`), a graph in text form (`.mnir`), or a model of another tool.
  public var path: String
  /// A weight file; nil for seeded weights, or for those a text form brings along.
  public var weights: String?
  public var width: Double?
  public var resolution: (height: Int, width: Int)?
  public var classes: Int?
  public var dialect: String?

  public init(path: String) { self.path = path }

  /// The dialects there are.
  public static let dialects = Dialect.allCases.map(\.rawValue)
}

/// A model as it was imported.
package struct LoadedModel {
  package var graph: Graph
  /// The names of the classes, in order; empty when the model has none.
  var labels: [String]
  var notes: [Diagnostic]
  /// What the weights are, for people: `seeded` or the name of a file.
  var weightsName: String
  /// How the file has its images, nil where it does not say.
  var inputLayout: String?
}

/// Reads a model and its weights.
package func load(_ request: ModelRequest) throws(Rejection) -> LoadedModel {
  let bytes = try readFile(request.path)
  if let format = ModelFormat.all.first(where: { $0.matches(bytes, request.path) }) {
    return try load(bytes, request, format)
  }
  if request.path.hasSuffix(".mnir") { return try loadText(bytes, request) }
  guard request.path.hasSuffix(".json") else {
    let others = ModelFormat.all.map(\.name).joined(separator: " or ")
    throw Rejection(
      .unsupported, "model.format", at: .file(request.path),
      "found a file that is neither a definition (.json), nor a graph in text form (.mnir), nor a"
        + " model of \(others)")
  }

  var overrides = Overrides()
  overrides.width = request.width
  overrides.resolution = request.resolution
  overrides.classes = request.classes
  if let name = request.dialect {
    guard let dialect = Dialect(rawValue: name) else {
      throw Rejection(
        .usage, "usage.dialect",
        "found dialect \"\(name)\", expected one of \(ModelRequest.dialects.joined(separator: ", "))"
      )
    }
    overrides.dialect = dialect
  }
  var weights: (file: String, tensors: TensorFile)?
  if let path = request.weights { weights = (path, try readTensors(readFile(path), file: path)) }

  let model = try importDefinition(
    bytes, file: request.path, overrides: overrides, weights: weights)
  var labels: [String] = []
  if let file = model.labelsFile {
    let folder = request.path.lastIndex(of: "/").map { request.path[...$0] } ?? ""
    labels = try readLabels(folder + file)
  }
  return LoadedModel(
    graph: model.graph, labels: labels, notes: model.notes,
    weightsName: request.weights.map(lastComponent) ?? "seeded weights")
}

/// Reads a model that another tool wrote.
private func load(
  _ bytes: [UInt8], _ request: ModelRequest, _ format: ModelFormat
) throws(Rejection) -> LoadedModel {
  var changes = request
  if format.mayLeaveSizeOpen { changes.resolution = nil }
  try expectUnchanged(changes, "a model of \(format.name)", "usage.model-file")
  let model = try format.importModel(bytes, request.path, request.resolution)
  return LoadedModel(
    graph: model.graph, labels: [], notes: model.notes, weightsName: "the file's own weights",
    inputLayout: model.inputLayout?.rawValue)
}

/// Refuses to change what stands in the file.
private func expectUnchanged(
  _ request: ModelRequest, _ form: String, _ id: String
) throws(Rejection) {
  let isChanged =
    request.weights != nil || request.width != nil || request.resolution != nil
    || request.classes != nil || request.dialect != nil
  guard !isChanged else {
    throw Rejection(
      .usage, id, at: .file(request.path),
      "\(form) brings its weights and shapes along; --weights, --width, --resolution,"
        + " --classes and --dialect change definitions only")
  }
}

private func loadText(_ bytes: [UInt8], _ request: ModelRequest) throws(Rejection) -> LoadedModel {
  try expectUnchanged(request, "a graph in text form", "usage.text-form")
  let graph = try parseGraph(bytes, file: request.path)
  return LoadedModel(graph: graph, labels: [], notes: [], weightsName: "the file's own weights")
}

/// One label a line, in the order of the classes.
private func readLabels(_ path: String) throws(Rejection) -> [String] {
  String(decoding: try readFile(path), as: UTF8.self)
    .split(whereSeparator: \.isNewline).map(String.init)
}

/// The last component of a path.
func lastComponent(_ path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}
