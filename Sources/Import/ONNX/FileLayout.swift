/// In which order a file has the axes of its images.
package enum FileLayout: String, Sendable {
  /// Channels side by side.
  case nhwc
  /// One channel after the other.
  case nchw
}
