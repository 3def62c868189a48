import IR

// Where a library has no such layer, the name is made up in its manner.

extension NamingScheme {
  /// Slim's variables: a batch norm is a scope inside that of its layer.
  static func slim(_ family: Family) -> NamingScheme {
    let scope = "Mobilenet\(family.rawValue.uppercased())/"
    let layer = { (name: String) in Layer(scope + name, norm: "\(scope)\(name)/BatchNorm") }
    let isV1 = family == .v1
    let block = isV1 ? "Conv2d_{n}_" : "expanded_conv_{i}/"
    func parts(_ block: String) -> Parts {
      Parts(
        expand: layer("\(block)expand"), depthwise: layer("\(block)depthwise"),
        squeeze: layer("\(block)squeeze_excite/Conv"),
        excite: layer("\(block)squeeze_excite/Conv_1"),
        project: layer(block + (isV1 ? "pointwise" : "project")))
    }
    return NamingScheme(
      dialect: .slim, title: "slim", layout: .tensorFlow, ignoredEnding: "global_step",
      stem: layer(isV1 ? "Conv2d_0" : "Conv"),
      expanded: parts(block), plain: parts(block),
      first: parts(isV1 ? block : "expanded_conv/"),
      headConvolution: layer("Conv_1"), hidden: layer("Conv_2"),
      classifiers: [layer("Logits/Conv2d_1c_1x1")],
      endings: slimEndings)
  }

  /// Keras-applications' V1 and that of Keras 3.
  static let kerasV1 = {
    let layer = { (name: String) in Layer(name, norm: "\(name)_bn") }
    let parts = Parts(
      expand: layer("conv_ex_{n}"), depthwise: layer("conv_dw_{n}"),
      squeeze: layer("conv_se_{n}"), excite: layer("conv_se_{n}_1"),
      project: layer("conv_pw_{n}"))
    return keras(
      stem: layer("conv1"), parts, first: parts, headConvolution: layer("conv_1"),
      hidden: layer("conv_2"), classifiers: [layer("conv_preds")])
  }()

  /// Keras-applications' V2 and that of Keras 3, which differ in the classifier.
  static let kerasV2 = {
    func parts(_ block: String) -> Parts {
      let layer = { (name: String) in Layer(block + name, norm: "\(block)\(name)_BN") }
      return Parts(
        expand: layer("expand"), depthwise: layer("depthwise"),
        squeeze: layer("squeeze_excite_conv"), excite: layer("squeeze_excite_conv_1"),
        project: layer("project"))
    }
    return keras(
      stem: Layer("Conv1", norm: "bn_Conv1"), parts("block_{i}_"),
      first: parts("expanded_conv_"),
      headConvolution: Layer("Conv_1", norm: "Conv_1_bn"), hidden: Layer("Conv_2"),
      classifiers: [Layer("Logits"), Layer("predictions")])
  }()

  /// Keras-applications' V3, called after slim's scopes.
  static let kerasV3 = {
    let layer = { (name: String) in Layer(name, norm: "\(name)/BatchNorm") }
    func parts(_ block: String) -> Parts {
      Parts(
        expand: layer("\(block)expand"), depthwise: layer("\(block)depthwise"),
        squeeze: layer("\(block)squeeze_excite/Conv"),
        excite: layer("\(block)squeeze_excite/Conv_1"), project: layer("\(block)project"))
    }
    return keras(
      stem: layer("Conv"), parts("expanded_conv_{i}/"), first: parts("expanded_conv/"),
      headConvolution: layer("Conv_1"), hidden: layer("Conv_2"), classifiers: [layer("Logits")])
  }()

  /// Keras 3's V3: lower case, and underscores for slashes.
  static let keras3V3 = {
    let layer = { (name: String) in Layer(name, norm: "\(name)_bn") }
    func parts(_ block: String) -> Parts {
      Parts(
        expand: layer("\(block)expand"), depthwise: layer("\(block)depthwise"),
        squeeze: layer("\(block)squeeze_excite_conv"),
        excite: layer("\(block)squeeze_excite_conv_1"), project: layer("\(block)project"))
    }
    return keras(
      stem: layer("conv"), parts("expanded_conv_{i}_"), first: parts("expanded_conv_"),
      headConvolution: layer("conv_1"), hidden: layer("conv_2"), classifiers: [layer("logits")])
  }()

  private static func keras(
    stem: Layer, _ parts: Parts, first: Parts, headConvolution: Layer, hidden: Layer,
    classifiers: [Layer]
  ) -> NamingScheme {
    NamingScheme(
      dialect: .keras, title: "keras", layout: .tensorFlow, ignoredEnding: "iterations",
      stem: stem, expanded: parts, plain: parts, first: first, headConvolution: headConvolution,
      hidden: hidden, classifiers: classifiers, endings: kerasEndings)
  }

  private static let slimEndings: @Sendable (Seed.Kind) -> [String] = { kind in
    switch kind {
    case .conv, .linear: ["/weights"]
    case .depthwise: ["/depthwise_weights"]
    case .bias: ["/biases"]
    case .gamma: ["/gamma"]
    case .beta: ["/beta"]
    case .mean: ["/moving_mean"]
    case .variance: ["/moving_variance"]
    }
  }

  private static let kerasEndings: @Sendable (Seed.Kind) -> [String] = { kind in
    switch kind {
    case .conv, .linear: ["/kernel"]
    // Keras 2, then Keras 3.
    case .depthwise: ["/depthwise_kernel", "/kernel"]
    case .bias: ["/bias"]
    case .gamma: ["/gamma"]
    case .beta: ["/beta"]
    case .mean: ["/moving_mean"]
    case .variance: ["/moving_variance"]
    }
  }
}
