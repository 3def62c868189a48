import IR

extension NamingScheme {
  private static let pyTorchEndings: @Sendable (Seed.Kind) -> [String] = { kind in
    switch kind {
    case .conv, .depthwise, .linear, .gamma: [".weight"]
    case .bias, .beta: [".bias"]
    case .mean: [".running_mean"]
    case .variance: [".running_var"]
    }
  }

  /// Torchvision's MobileNetV2: a block is one sequence of layers called `conv`.
  static let torchvisionV2 = {
    let block = "features.{n}.conv."
    let parts = Parts(
      expand: Layer("\(block)0.0", norm: "\(block)0.1"),
      depthwise: Layer("\(block){depthwise}.0", norm: "\(block){depthwise}.1"),
      squeeze: Layer("\(block){gate}.fc1"),
      excite: Layer("\(block){gate}.fc2"),
      project: Layer("\(block){project}", norm: "\(block){norm}"))
    return torchvision(parts)
  }()

  /// Torchvision's MobileNetV3: a block is a sequence of pairs called `block`.
  static let torchvisionV3 = {
    let block = "features.{n}.block."
    let parts = Parts(
      expand: Layer("\(block)0.0", norm: "\(block)0.1"),
      depthwise: Layer("\(block){depthwise}.0", norm: "\(block){depthwise}.1"),
      squeeze: Layer("\(block){gate}.fc1"),
      excite: Layer("\(block){gate}.fc2"),
      project: Layer("\(block){project}.0", norm: "\(block){project}.1"))
    return torchvision(parts)
  }()

  private static func torchvision(_ parts: Parts) -> NamingScheme {
    NamingScheme(
      dialect: .torchvision, title: "torchvision", layout: .pyTorch,
      ignoredEnding: "num_batches_tracked",
      stem: Layer("features.0.0", norm: "features.0.1"),
      expanded: parts, plain: parts, first: parts,
      headConvolution: Layer("features.{next}.0", norm: "features.{next}.1"),
      hidden: Layer("classifier.0"),
      classifiers: [Layer("classifier.{classifier}")],
      endings: pyTorchEndings)
  }

  /// Timm: blocks by stages; without an expansion the parts and their batch norms move up.
  ///
  /// V3 counts the last convolution as one more stage and the hidden layer as the head.
  static func timm(_ family: Family) -> NamingScheme {
    let block = "blocks.{stage}.{index}."
    func parts(_ norms: (depthwise: String, project: String), project: String) -> Parts {
      Parts(
        expand: Layer("\(block)conv_pw", norm: "\(block)bn1"),
        depthwise: Layer("\(block)conv_dw", norm: block + norms.depthwise),
        squeeze: Layer("\(block)se.conv_reduce"),
        excite: Layer("\(block)se.conv_expand"),
        project: Layer(block + project, norm: block + norms.project))
    }
    let expanded = parts(("bn2", "bn3"), project: "conv_pwl")
    let plain = parts(("bn1", "bn2"), project: "conv_pw")
    let isV3 = family == .v3
    return NamingScheme(
      dialect: .timm, title: "timm", layout: .pyTorch, ignoredEnding: "num_batches_tracked",
      stem: Layer("conv_stem", norm: "bn1"),
      expanded: expanded, plain: plain, first: plain,
      headConvolution: isV3
        ? Layer("blocks.{stages}.0.conv", norm: "blocks.{stages}.0.bn1")
        : Layer("conv_head", norm: "bn2"),
      hidden: Layer(isV3 ? "conv_head" : "hidden"),
      classifiers: [Layer("classifier")],
      endings: pyTorchEndings)
  }
}
