import Basics
import Formats
import IR
import Import
import TestSupport
import Testing

/// The names a scheme looks for, seen through the list of what a nearly empty file lacks.
@Suite struct ExpectedNamesTests {
  @Test(arguments: [
    (
      "v1", "conv1/kernel:0",
      [
        "conv1_bn/gamma 32", "conv_dw_1/depthwise_kernel 3x3x32x1", "conv_dw_1_bn/moving_mean 32",
        "conv_pw_13/kernel 1x1x1024x1024", "conv_preds/kernel 1024x1000",
      ]
    ),
    (
      "v1", "MobilenetV1/Conv2d_0/weights",
      [
        "MobilenetV1/Conv2d_0/BatchNorm/beta 32",
        "MobilenetV1/Conv2d_1_depthwise/depthwise_weights 3x3x32x1",
        "MobilenetV1/Conv2d_13_pointwise/weights 1x1x1024x1024",
        "MobilenetV1/Conv2d_13_pointwise/BatchNorm/moving_variance 1024",
        "MobilenetV1/Logits/Conv2d_1c_1x1/biases 1000",
      ]
    ),
    (
      "v2", "Conv1/kernel",
      [
        "bn_Conv1/gamma 32", "expanded_conv_depthwise/depthwise_kernel 3x3x32x1",
        "expanded_conv_project_BN/beta 16", "block_1_expand/kernel 1x1x16x96",
        "block_16_depthwise_BN/gamma 960", "Conv_1/kernel 1x1x320x1280",
        "Conv_1_bn/moving_mean 1280", "Logits/bias 1000",
      ]
    ),
    (
      "v2", "MobilenetV2/Conv/weights",
      [
        "MobilenetV2/expanded_conv/depthwise/depthwise_weights 3x3x32x1",
        "MobilenetV2/expanded_conv_3/expand/weights 1x1x24x144",
        "MobilenetV2/expanded_conv_16/project/BatchNorm/gamma 320",
        "MobilenetV2/Conv_1/weights 1x1x320x1280",
      ]
    ),
    (
      "v2", "conv_stem.weight",
      [
        "blocks.0.0.conv_dw.weight 32x1x3x3", "blocks.0.0.bn2.bias 16",
        "blocks.3.3.conv_pwl.weight 64x384x1x1", "conv_head.weight 1280x320x1x1",
        "bn2.running_var 1280", "classifier.weight 1000x1280",
      ]
    ),
    (
      "v3-large", "conv_stem.weight",
      [
        "blocks.3.3.bn3.weight 80", "blocks.5.2.se.conv_reduce.bias 240",
        "blocks.6.0.conv.weight 960x160x1x1", "conv_head.weight 1280x960", "classifier.bias 1000",
      ]
    ),
    ("v3-small", "conv_stem.weight", ["blocks.5.0.conv.weight 576x96x1x1"]),
    (
      "v3-large", "features.0.0.weight",
      [
        "features.1.block.0.0.weight 16x1x3x3", "features.1.block.1.0.weight 16x16x1x1",
        "features.4.block.2.fc2.weight 72x24x1x1", "features.16.1.running_mean 960",
        "classifier.0.weight 1280x960", "classifier.3.bias 1000",
      ]
    ),
  ])
  func looksFor(definition: String, only: String, expected: [String]) throws {
    let path = "Graphs/\(definition).json"
    let bytes = try packageFile(path)
    let file = try weightFile([NamedTensor(name: only, shape: [1], values: [0])])
    let rejection = try #require(throws: Rejection.self) {
      _ = try importDefinition(
        bytes, file: path, overrides: Overrides(), weights: ("w.npz", file))
    }
    let missing = Set(
      rejection.diagnostics.filter { $0.id == "weights.missing" }.map(\.message))
    for line in expected {
      let parts = line.split(separator: " ")
      #expect(missing.contains("missing tensor \"\(parts[0])\", expected \(parts[1])"), "\(line)")
    }
  }
}
