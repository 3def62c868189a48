import IR

/// What a dialect does with the networks of one family: all that tells dialects apart.
struct Conventions: Sendable {
  /// The epsilon of all batch norms.
  var epsilon: Float
  var padding: PaddingRule
  var input: InputConvention
  /// The last function of squeeze-excite.
  var gate: Activation = .hardSigmoid

  var stem: ChannelRule
  /// The output of a block.
  var block = ChannelRule.scaled(.multipleOf8)
  /// The inner channels of a block.
  var expansion: ChannelRule
  /// The squeezed share of the inner channels.
  var squeeze = Rounding.multipleOf8
  /// The 1x1 convolution before the pooling.
  var lastConvolution: ChannelRule
  /// The layer after the pooling.
  var hidden: ChannelRule
}

extension Conventions {
  /// The conventions of a dialect for a family, nil if it knows no such network.
  static func of(_ dialect: Dialect, _ family: Family) -> Conventions? {
    table.first { $0.dialect == dialect && $0.family == family }?.conventions
  }

  /// The dialects that know networks of a family.
  static func dialects(for family: Family) -> [Dialect] {
    table.filter { $0.family == family }.map(\.dialect)
  }

  /// Read from the sources of torchvision 0.29, timm 1.0, keras-applications and TensorFlow's
  /// slim; `docs/definitions.md` prints it as a table.
  ///
  /// Where a family of a dialect has no such layer, the rule is that of its next relative.
  static let table: [(dialect: Dialect, family: Family, conventions: Conventions)] = [
    (
      .torchvision, .v2,
      Conventions(
        epsilon: 1e-5, padding: .symmetric, input: .imageNet,
        stem: .scaled(.multipleOf8), expansion: .proportional(.nearest),
        squeeze: .truncatedToMultipleOf8,
        lastConvolution: .scaledUpwards(.multipleOf8), hidden: .scaled(.multipleOf8))
    ),
    (
      .torchvision, .v3,
      Conventions(
        epsilon: 1e-3, padding: .symmetric, input: .imageNet,
        stem: .scaled(.multipleOf8), expansion: .scaled(.multipleOf8),
        squeeze: .truncatedToMultipleOf8,
        lastConvolution: .proportional(.truncated), hidden: .scaled(.multipleOf8))
    ),
    (
      .timm, .v1,
      Conventions(
        epsilon: 1e-5, padding: .symmetric, input: .symmetric,
        stem: .scaled(.multipleOf8), expansion: .proportional(.multipleOf8),
        lastConvolution: .atLeastUnscaled(.multipleOf8), hidden: .unscaled)
    ),
    (
      .timm, .v2,
      Conventions(
        epsilon: 1e-5, padding: .symmetric, input: .imageNet,
        stem: .scaled(.multipleOf8), expansion: .proportional(.multipleOf8),
        lastConvolution: .atLeastUnscaled(.multipleOf8), hidden: .unscaled)
    ),
    (
      .timm, .v3,
      Conventions(
        epsilon: 1e-5, padding: .symmetric, input: .imageNet,
        stem: .unscaledBelow(0.75, .multipleOf8), expansion: .proportional(.multipleOf8),
        lastConvolution: .scaled(.multipleOf8), hidden: .unscaled)
    ),
    (
      .keras, .v1,
      Conventions(
        epsilon: 1e-3, padding: .evenSame, input: .symmetric,
        stem: .scaled(.truncated), block: .scaled(.truncated),
        expansion: .proportional(.truncated),
        lastConvolution: .unscaledUpTo1(.multipleOf8), hidden: .unscaledUpTo1(.multipleOf8))
    ),
    (
      .keras, .v2,
      Conventions(
        epsilon: 1e-3, padding: .same, input: .symmetric,
        stem: .scaled(.multipleOf8), block: .scaled(.truncatedToMultipleOf8),
        expansion: .proportional(.truncated),
        lastConvolution: .unscaledUpTo1(.multipleOf8), hidden: .unscaledUpTo1(.multipleOf8))
    ),
    (
      .keras, .v3,
      Conventions(
        epsilon: 1e-3, padding: .same, input: .symmetric,
        stem: .unscaled, expansion: .proportional(.multipleOf8),
        lastConvolution: .proportional(.multipleOf8), hidden: .unscaledUpTo1(.multipleOf8))
    ),
    (.slim, .v1, slimV1),
    (.slim, .v2, slim(lastConvolution: .scaledUpwards(.multipleOf8), hidden: .unscaled)),
    (.slim, .v3, slim(lastConvolution: .scaled(.multipleOf8), hidden: .unscaled)),
    (.slimAll, .v1, slimV1),
    (
      .slimAll, .v2,
      slim(lastConvolution: .scaled(.multipleOf8), hidden: .scaled(.multipleOf8))
    ),
    (
      .slimAll, .v3,
      slim(lastConvolution: .scaled(.multipleOf8), hidden: .scaled(.multipleOf8))
    ),
  ]

  private static let slimV1 = Conventions(
    epsilon: 1e-3, padding: .same, input: .symmetric,
    // Not 1/6: five digits, as the gate is written there.
    gate: .hardSigmoid(slope: 0.16667),
    stem: .scaled(.truncatedFrom8), block: .scaled(.truncatedFrom8),
    expansion: .proportional(.truncatedFrom8),
    lastConvolution: .scaled(.truncatedFrom8), hidden: .scaled(.truncatedFrom8))

  private static func slim(lastConvolution: ChannelRule, hidden: ChannelRule) -> Conventions {
    Conventions(
      epsilon: 1e-3, padding: .same, input: .symmetric, gate: .hardSigmoid(slope: 0.16667),
      stem: .scaled(.multipleOf8), expansion: .proportional(.multipleOf8),
      lastConvolution: lastConvolution, hidden: hidden)
  }
}
