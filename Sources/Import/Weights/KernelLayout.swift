import IR

/// The order of axes in which a library stores kernels.
enum KernelLayout: Sendable {
  /// Convolution [output, input, height, width], depthwise [channel, 1, height, width], linear
  /// [output, input].
  case pyTorch
  /// Convolution [height, width, input, output], depthwise [height, width, channel, 1], linear
  /// [input, output].
  case tensorFlow
}
