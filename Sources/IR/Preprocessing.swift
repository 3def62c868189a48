/// How the pixels of an image become the network's input: documentation for whoever calls the
/// generated code, and what the command line does to an image file.
package struct Preprocessing: Hashable, Sendable {
  /// A pixel of 0...255 is multiplied by this first.
  package var scale: Float
  /// Subtracted per channel after scaling.
  package var mean: [Float]
  /// Divided by per channel at last.
  package var std: [Float]
  /// The share of the shorter side that the centre crop keeps (224 of 256: 0.875).
  package var crop: Float

  package init(scale: Float, mean: [Float], std: [Float], crop: Float) {
    self.scale = scale
    self.mean = mean
    self.std = std
    self.crop = crop
  }
}
