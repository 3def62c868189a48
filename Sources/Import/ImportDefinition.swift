import Basics
import Formats
import IR

/// What the command line may say instead of the definition.
package struct Overrides: Sendable {
  package var width: Double?
  package var resolution: (height: Int, width: Int)?
  package var classes: Int?
  package var dialect: Dialect?

  package init() {}
}

/// What a definition and its weights became.
package struct ImportedModel: Sendable {
  package var graph: Graph
  /// As written in the definition, relative to it; nil if there is none or it does not fit.
  package var labelsFile: String?
  /// Things to know that do not stand in the way.
  package var notes: [Diagnostic]
  /// How the file's images lie, nil where it is about none or does not say.
  package var inputLayout: FileLayout?
}

/// Reads the definition of a network and fills it with weights, seeded ones if there are none.
///
/// The steps: JSON to `Definition` (what the user wrote), with a dialect's `Conventions` to
/// `Architecture` (every number decided, every limit checked, nothing large allocated), with a
/// source of weights to `Graph`.
package func importDefinition(
  _ bytes: [UInt8], file: String, overrides: Overrides,
  weights: (file: String, tensors: TensorFile)?
) throws(Rejection) -> ImportedModel {
  let written = try readDefinition(try parseJSON(bytes, file: file))
  let definition = try written.applying(overrides)
  let architecture = try resolve(definition, writtenAs: written)

  var notes: [Diagnostic] = []
  if let labels = written.labels, definition.classes != written.classes {
    notes.append(
      Diagnostic(
        "definition.labels", .note, at: written.origins.root,
        "\(escaped(labels)) names \(written.classes) classes; the network has \(definition.classes) and"
          + " goes without labels"))
  }
  let source: WeightSource
  if let weights {
    let (tensors, found) = try match(weights.tensors, of: weights.file, to: architecture)
    source = .file(tensors)
    notes += found
  } else {
    source = .seeded(LayerNames(.seeding(architecture.family), for: architecture))
  }
  let graph = try buildGraph(architecture, weights: source)
  if let note = smallInputNote(graph, at: written.origins.root) { notes.append(note) }
  return ImportedModel(
    graph: graph, labelsFile: definition.classes == written.classes ? written.labels : nil,
    notes: notes)
}

/// Tells that an input is smaller than the steps of the network together: legal, hardly meant.
private func smallInputNote(_ graph: Graph, at origin: Origin) -> Diagnostic? {
  var stride = Stride()
  for node in graph.order {
    guard case .window(let window)? = graph.access(of: node).first?.space else { continue }
    // More than any input is tall; a long network must not overflow.
    stride.height = min(stride.height * window.rows.stride, Shape.largestCount)
    stride.width = min(stride.width * window.columns.stride, Shape.largestCount)
  }
  let shape = graph.shape(of: graph.inputs[0])
  guard shape.height < stride.height || shape.width < stride.width else { return nil }
  return Diagnostic(
    "definition.small-input", .note, at: origin,
    "an input of \(shape.height)x\(shape.width) is smaller than the network's steps together,"
      + " \(stride.height)x\(stride.width); most of its kernels see padding")
}
