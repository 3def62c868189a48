import IR

/// How a library names and lays out the weights of its networks.
///
/// Names are templates. Of the network: `{next}` the number after the last block's, `{stages}`
/// how many stages there are, `{classifier}` 3 after a hidden layer and else 1. Of the block:
/// `{n}` its number from 1, `{i}` its number from 0, `{stage}` and `{index}` its place by stages,
/// and `{depthwise}`, `{gate}`, `{project}`, `{norm}` the places of its parts in a sequence that
/// starts with the expansion, if there is one, and ends with the last batch norm.
struct NamingScheme: Sendable {
  struct Layer: Sendable {
    /// The module of the kernel and of the bias.
    var kernel: String
    var norm: String

    init(_ kernel: String, norm: String = "") {
      self.kernel = kernel
      self.norm = norm
    }
  }

  struct Parts: Sendable {
    var expand = Layer("")
    var depthwise: Layer
    var squeeze: Layer
    var excite: Layer
    var project: Layer
  }

  /// The dialect whose names these are, and the words for them in messages.
  var dialect: Dialect
  var title: String
  var layout: KernelLayout
  /// Tensors of training that a network at inference has no place for.
  var ignoredEnding: String
  var stem: Layer
  /// The parts of a block with an expansion, of one without, and of the very first block.
  var expanded: Parts
  var plain: Parts
  var first: Parts
  var headConvolution: Layer
  var hidden: Layer
  /// The usual name first.
  var classifiers: [Layer]

  /// What follows the module's name; the usual ending first.
  var endings: @Sendable (Seed.Kind) -> [String]
}

/// A naming scheme applied to a network.
struct LayerNames: Sendable {
  let scheme: NamingScheme
  private let networkValues: [(String, Int)]
  private let blocks: [Architecture.Block]

  init(_ scheme: NamingScheme, for architecture: Architecture) {
    self.scheme = scheme
    blocks = architecture.blocks
    networkValues = [
      ("next", architecture.blocks.count + 1),
      ("stages", (architecture.blocks.last?.stage ?? -1) + 1),
      ("classifier", architecture.hidden == nil ? 1 : 3),
    ]
  }

  /// The names a tensor may have, the usual one first.
  func names(of slot: WeightSlot) -> [String] {
    let values: [(String, Int)]
    let layers: [NamingScheme.Layer]
    switch slot.place {
    case .stem: (values, layers) = (networkValues, [scheme.stem])
    case .headConvolution: (values, layers) = (networkValues, [scheme.headConvolution])
    case .hidden: (values, layers) = (networkValues, [scheme.hidden])
    case .classifier: (values, layers) = (networkValues, scheme.classifiers)
    case .block(let number, let part):
      let block = blocks[number - 1]
      (values, layers) = (blockValues(block), [layer(part, of: block)])
    }
    return layers.flatMap { layer in
      let template =
        switch slot.kind {
        case .conv, .depthwise, .linear, .bias: layer.kernel
        case .gamma, .beta, .mean, .variance: layer.norm
        }
      return scheme.endings(slot.kind).map { fill(template, values) + $0 }
    }
  }

  private func layer(_ part: BlockPart, of block: Architecture.Block) -> NamingScheme.Layer {
    let parts =
      block.number == 1 ? scheme.first : block.expand == nil ? scheme.plain : scheme.expanded
    return switch part {
    case .expand: parts.expand
    case .depthwise: parts.depthwise
    case .squeeze: parts.squeeze
    case .excite: parts.excite
    case .project: parts.project
    }
  }

  private func blockValues(_ block: Architecture.Block) -> [(String, Int)] {
    let depthwise = block.expand == nil ? 0 : 1
    let project = depthwise + (block.gate == nil ? 1 : 2)
    return [
      ("n", block.number), ("i", block.number - 1), ("stage", block.stage),
      ("index", block.indexInStage), ("depthwise", depthwise), ("gate", depthwise + 1),
      ("project", project), ("norm", project + 1),
    ]
  }

  /// The template with every `{name}` replaced.
  private func fill(_ template: String, _ values: [(String, Int)]) -> String {
    var result = ""
    for (index, part) in template.split(separator: "{", omittingEmptySubsequences: false)
      .enumerated()
    {
      guard index > 0, let end = part.firstIndex(of: "}") else {
        result += part
        continue
      }
      guard let value = values.first(where: { $0.0 == part[..<end] })?.1 else {
        preconditionFailure("unknown placeholder in \(template)")
      }
      result += "\(value)\(part[part.index(after: end)...])"
    }
    return result
  }
}
