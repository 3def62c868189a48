import Import

/// How a library names the layers of the small network, written down by hand.
struct WeightNames: Sendable {
  var dialect: Dialect
  var isTensorFlow = false
  /// For each layer in order the module of its kernel and that of its batch norm.
  var layers: [(kernel: String, norm: String)]
  /// The endings of kernels, depthwise kernels, biases and the four vectors of a batch norm.
  var endings: (kernel: String, depthwise: String, bias: String, norm: [String])
}

private let pyTorchEndings = (
  kernel: ".weight", depthwise: ".weight", bias: ".bias",
  norm: [".weight", ".bias", ".running_mean", ".running_var"]
)

private let kerasNorm = ["/gamma", "/beta", "/moving_mean", "/moving_variance"]

let weightNames: [WeightNames] = [
  WeightNames(
    dialect: .torchvision,
    layers: [
      ("features.0.0", "features.0.1"),
      ("features.1.block.0.0", "features.1.block.0.1"),
      ("features.1.block.1.fc1", ""), ("features.1.block.1.fc2", ""),
      ("features.1.block.2.0", "features.1.block.2.1"),
      ("features.2.block.0.0", "features.2.block.0.1"),
      ("features.2.block.1.0", "features.2.block.1.1"),
      ("features.2.block.2.0", "features.2.block.2.1"),
      ("features.3.block.0.0", "features.3.block.0.1"),
      ("features.3.block.1.0", "features.3.block.1.1"),
      ("features.3.block.2.fc1", ""), ("features.3.block.2.fc2", ""),
      ("features.3.block.3.0", "features.3.block.3.1"),
      ("features.4.0", "features.4.1"), ("classifier.0", ""), ("classifier.3", ""),
    ], endings: pyTorchEndings),
  WeightNames(
    dialect: .timm,
    layers: [
      ("conv_stem", "bn1"),
      ("blocks.0.0.conv_dw", "blocks.0.0.bn1"),
      ("blocks.0.0.se.conv_reduce", ""), ("blocks.0.0.se.conv_expand", ""),
      ("blocks.0.0.conv_pw", "blocks.0.0.bn2"),
      ("blocks.1.0.conv_pw", "blocks.1.0.bn1"),
      ("blocks.1.0.conv_dw", "blocks.1.0.bn2"),
      ("blocks.1.0.conv_pwl", "blocks.1.0.bn3"),
      ("blocks.1.1.conv_pw", "blocks.1.1.bn1"),
      ("blocks.1.1.conv_dw", "blocks.1.1.bn2"),
      ("blocks.1.1.se.conv_reduce", ""), ("blocks.1.1.se.conv_expand", ""),
      ("blocks.1.1.conv_pwl", "blocks.1.1.bn3"),
      ("blocks.2.0.conv", "blocks.2.0.bn1"), ("conv_head", ""), ("classifier", ""),
    ], endings: pyTorchEndings),
  WeightNames(
    dialect: .slim, isTensorFlow: true,
    layers: [
      "Conv", "expanded_conv/depthwise", "expanded_conv/squeeze_excite/Conv",
      "expanded_conv/squeeze_excite/Conv_1", "expanded_conv/project", "expanded_conv_1/expand",
      "expanded_conv_1/depthwise", "expanded_conv_1/project", "expanded_conv_2/expand",
      "expanded_conv_2/depthwise", "expanded_conv_2/squeeze_excite/Conv",
      "expanded_conv_2/squeeze_excite/Conv_1", "expanded_conv_2/project", "Conv_1", "Conv_2",
      "Logits/Conv2d_1c_1x1",
    ].map { ("MobilenetV3/\($0)", "MobilenetV3/\($0)/BatchNorm") },
    endings: ("/weights", "/depthwise_weights", "/biases", kerasNorm)),
  WeightNames(
    dialect: .keras, isTensorFlow: true,
    layers: [
      "Conv", "expanded_conv/depthwise", "expanded_conv/squeeze_excite/Conv",
      "expanded_conv/squeeze_excite/Conv_1", "expanded_conv/project", "expanded_conv_1/expand",
      "expanded_conv_1/depthwise", "expanded_conv_1/project", "expanded_conv_2/expand",
      "expanded_conv_2/depthwise", "expanded_conv_2/squeeze_excite/Conv",
      "expanded_conv_2/squeeze_excite/Conv_1", "expanded_conv_2/project", "Conv_1", "Conv_2",
      "Logits",
    ].map { ($0, "\($0)/BatchNorm") },
    endings: ("/kernel:0", "/depthwise_kernel:0", "/bias:0", kerasNorm.map { "\($0):0" })),
  WeightNames(
    dialect: .keras, isTensorFlow: true,
    layers: [
      "conv", "expanded_conv_depthwise", "expanded_conv_squeeze_excite_conv",
      "expanded_conv_squeeze_excite_conv_1", "expanded_conv_project", "expanded_conv_1_expand",
      "expanded_conv_1_depthwise", "expanded_conv_1_project", "expanded_conv_2_expand",
      "expanded_conv_2_depthwise", "expanded_conv_2_squeeze_excite_conv",
      "expanded_conv_2_squeeze_excite_conv_1", "expanded_conv_2_project", "conv_1", "conv_2",
      "logits",
    ].map { ($0, "\($0)_bn") }, endings: ("/kernel", "/kernel", "/bias", kerasNorm)),
]
